type Work = (signal: AbortSignal) => Promise<void>;

/** Runs both at once. If one fails the other is stopped; when it throws, the first error, nothing runs any more. */
export async function together(first: Work, second: Work, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const controller = new AbortController();
  const onAbort = () => controller.abort(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  const stopping = (error: unknown) => controller.abort(error);
  try {
    await Promise.all([first(controller.signal).catch(stopping), second(controller.signal).catch(stopping)]);
    controller.signal.throwIfAborted();
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
