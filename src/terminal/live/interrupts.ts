import { Ending } from '../../core/agent/ending.ts';

/** What an interrupt does: the first stops the run, a second ends the program. */
export interface Interrupts {
  /** Counts as one interrupt by a person. */
  interrupt(): void;
  /** Gives the signals back. */
  release(): void;
}

const stopWithinMs = 2000;

/** Listens for Ctrl+C and the signals that ask a program to end. A stop that takes too long ends the program too. */
export function listenForInterrupts(actions: {
  readonly stop: (reason: Ending) => void;
  /** Ends the program now; does not return. */
  readonly exit: () => void;
}): Interrupts {
  let count = 0;
  let timer: NodeJS.Timeout | undefined;
  const end = (reason: Ending) => {
    count += 1;
    if (count > 1) return actions.exit();
    timer = setTimeout(actions.exit, stopWithinMs);
    timer.unref();
    actions.stop(reason);
  };
  const interrupt = () => end(new Ending('cancelled', 'Cancelled by a person.'));
  const terminate = () => end(new Ending('cancelled', 'Terminated by a signal.'));
  process.on('SIGINT', interrupt);
  for (const name of terminations) process.on(name, terminate);
  return {
    interrupt,
    release() {
      clearTimeout(timer);
      process.off('SIGINT', interrupt);
      for (const name of terminations) process.off(name, terminate);
    },
  };
}

const terminations = ['SIGTERM', 'SIGHUP'] as const;
