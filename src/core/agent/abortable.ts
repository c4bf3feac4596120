import type { Clock } from '../ports.ts';

/** Settles as `promise` does, or rejects with the signal's reason as soon as it aborts. Leaves no listener behind. */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    const forget = () => signal.removeEventListener('abort', onAbort);
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    promise.then(resolve, reject).then(forget, forget);
  });
}

/** Like `abortable`, but after an abort the work has `graceMs` to stop by itself before it is abandoned. */
export async function abortableWithGrace<T>(
  promise: Promise<T>,
  clock: Clock,
  graceMs: number,
  signal: AbortSignal,
): Promise<T> {
  const grace = new Grace(clock, graceMs, signal);
  try {
    return await grace.during(promise);
  } finally {
    grace.release();
  }
}

/** `abortableWithGrace` for many works of one signal, which share a listener and a timer until `release`. */
export class Grace {
  readonly #signal: AbortSignal;
  readonly #onAbort: () => void;
  readonly #abandon = new Set<(reason: unknown) => void>();
  #isOver = false;
  #stopTimer = () => {};

  constructor(clock: Clock, graceMs: number, signal: AbortSignal) {
    this.#signal = signal;
    this.#onAbort = () => {
      this.#stopTimer = clock.after(graceMs, () => this.#end());
    };
    signal.addEventListener('abort', this.#onAbort, { once: true });
    if (signal.aborted) this.#onAbort();
  }

  /** Settles as `promise` does, or rejects with the signal's reason once the time after its abort is over. */
  async during<T>(promise: Promise<T>): Promise<T> {
    let abandon = (_: unknown) => {};
    try {
      return await new Promise<T>((resolve, reject) => {
        abandon = reject;
        this.#abandon.add(abandon);
        promise.then(resolve, reject);
        if (this.#isOver) reject(this.#signal.reason);
      });
    } finally {
      this.#abandon.delete(abandon);
    }
  }

  release(): void {
    this.#signal.removeEventListener('abort', this.#onAbort);
    this.#stopTimer();
  }

  #end(): void {
    this.#isOver = true;
    for (const abandon of this.#abandon) abandon(this.#signal.reason);
    this.#abandon.clear();
  }
}
