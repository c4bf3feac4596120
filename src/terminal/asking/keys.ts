import type { Readable } from 'node:stream';

/** The keyboard of a terminal: hands over each key at once while it is raw. */
export interface Keyboard extends Readable {
  setRawMode(isRaw: boolean): unknown;
}

/** Keys pressed this soon after a question appeared were not meant for it. */
const settleMs = 300;

/**
 * Resolves with the first of `wanted` that is pressed after the question has been on screen for a moment; everything
 * else is ignored, pasted text too. Ctrl+C calls `interrupt`. Rejects with the signal's reason when it aborts.
 */
export function pressedKey<Key extends string>(
  input: Keyboard,
  choice: { readonly wanted: readonly Key[]; readonly interrupt: () => void },
  signal: AbortSignal,
): Promise<Key> {
  return new Promise<Key>((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const shownAt = performance.now();
    const onData = (chunk: Buffer) => {
      const text = chunk.toString('utf8');
      if (text.includes('\u0003')) return choice.interrupt();
      if (performance.now() - shownAt < settleMs) return;
      const key = choice.wanted.find((wanted) => wanted === text.trim().toLowerCase());
      if (key !== undefined) leave(() => resolve(key));
    };
    const onAbort = () => leave(() => reject(signal.reason));
    const leave = (settle: () => void) => {
      signal.removeEventListener('abort', onAbort);
      input.off('data', onData);
      input.setRawMode(false);
      input.pause();
      settle();
    };
    signal.addEventListener('abort', onAbort, { once: true });
    input.setRawMode(true);
    input.on('data', onData);
    input.resume();
  });
}
