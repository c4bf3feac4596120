import type { Clock } from '../ports.ts';

/** Runs `work` with a signal that aborts with `signal`, or after `seconds` if given. Leaves no timer or listener. */
export async function withTimeout<T>(
  work: (signal: AbortSignal) => Promise<T>,
  clock: Clock,
  seconds: number | undefined,
  signal: AbortSignal,
): Promise<T> {
  const controller = new AbortController();
  const onAbort = () => controller.abort(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  const stopTimer = seconds === undefined ? () => {} : clock.after(seconds * 1000, () => controller.abort());
  try {
    return await work(controller.signal);
  } finally {
    stopTimer();
    signal.removeEventListener('abort', onAbort);
  }
}
