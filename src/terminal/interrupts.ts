/** What an interrupt does: the first stops the run, a second ends the program. */
export interface Interrupts {
  /** Counts as one interrupt. */
  interrupt(): void;
  /** Gives the signals back. */
  release(): void;
}

const stopWithinMs = 2000;

/** Listens for Ctrl+C and the signals that ask a program to end. A stop that takes too long ends the program too. */
export function listenForInterrupts(actions: {
  readonly stop: () => void;
  /** Ends the program now; does not return. */
  readonly exit: () => void;
}): Interrupts {
  let count = 0;
  let timer: NodeJS.Timeout | undefined;
  const interrupt = () => {
    count += 1;
    if (count > 1) return actions.exit();
    timer = setTimeout(actions.exit, stopWithinMs);
    timer.unref();
    actions.stop();
  };
  for (const name of signals) process.on(name, interrupt);
  return {
    interrupt,
    release() {
      clearTimeout(timer);
      for (const name of signals) process.off(name, interrupt);
    },
  };
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
