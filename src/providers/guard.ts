/** Why waiting for a model was given up. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  readonly reason: 'aborted' | 'idle' | 'total';

  constructor(reason: Interrupted['reason']) {
    super(`Waiting ended: ${reason}.`);
    this.reason = reason;
  }
}

export interface GuardLimits {
  /** The longest silence while somebody waits. */
  readonly idleMs: number;
  readonly totalMs: number;
}

/** Looks after one open request: `wait` rejects with `Interrupted` at once on abort, silence or overtime. */
export interface Guard {
  /** Ends with the guard, whatever ended it. */
  readonly signal: AbortSignal;
  /** Tells that the other side is alive. */
  pulse(): void;
  wait<T>(work: Promise<T>): Promise<T>;
  /** Ends the request if it still runs, and frees all timers and listeners. */
  release(): void;
}

/** Starts to watch; the silence of a consumer that does not wait is not held against the server. */
export function startGuard(limits: GuardLimits, signal: AbortSignal): Guard {
  const controller = new AbortController();
  let cause: Interrupted | undefined;
  let interrupt: ((error: Interrupted) => void) | undefined;
  const end = (reason: Interrupted['reason']) => {
    cause ??= new Interrupted(reason);
    controller.abort();
    interrupt?.(cause);
  };
  const idle = setTimeout(() => interrupt && end('idle'), limits.idleMs);
  const total = setTimeout(() => end('total'), limits.totalMs);
  const onAbort = () => end('aborted');
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();

  return {
    signal: controller.signal,
    pulse: () => void idle.refresh(),
    wait(work) {
      idle.refresh();
      return new Promise((resolve, reject) => {
        interrupt = reject;
        work.then(
          (value) => {
            interrupt = undefined;
            if (cause) reject(cause);
            else resolve(value);
          },
          (error) => {
            interrupt = undefined;
            reject(cause ?? error);
          },
        );
        if (cause) reject(cause);
      });
    },
    release() {
      clearTimeout(idle);
      clearTimeout(total);
      signal.removeEventListener('abort', onAbort);
      // A reason of one's own spares the making of an error, with its stack, that nobody sees.
      controller.abort('released');
    },
  };
}
