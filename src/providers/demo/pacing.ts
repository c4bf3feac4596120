/** Resolves after `ms`, or at once when `signal` aborts; zero does not wait at all. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms <= 0 || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}

/** The text in pieces of a few words; joined they are the text. */
export function chunksOf(text: string): string[] {
  return text.match(/[\s\S]{1,20}\S{0,12}\s?/g) ?? [];
}

/** A number below `limit` that is always the same for the same text. */
export function spread(text: string, limit: number): number {
  let sum = 7;
  for (let index = 0; index < text.length; index += 1) sum = (sum * 31 + text.charCodeAt(index)) % 1_000_003;
  return sum % limit;
}
