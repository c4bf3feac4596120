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
  const grace = new AbortController();
  let stopTimer = () => {};
  const onAbort = () => {
    stopTimer = clock.after(graceMs, () => grace.abort(signal.reason));
  };
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    return await abortable(promise, grace.signal);
  } finally {
    signal.removeEventListener('abort', onAbort);
    stopTimer();
  }
}
