import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/** Resolves with one line a person typed, empty if they left it. Rejects with the signal's reason when it aborts. */
export function typedLine(
  prompt: string,
  ends: { readonly input: Readable; readonly output: Writable; readonly interrupt: () => void },
  signal: AbortSignal,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = createInterface({ input: ends.input, output: ends.output, terminal: true });
    const onAbort = () => leave(() => reject(signal.reason));
    const leave = (settle: () => void) => {
      signal.removeEventListener('abort', onAbort);
      reader.removeAllListeners('close');
      reader.close();
      settle();
    };
    signal.addEventListener('abort', onAbort, { once: true });
    reader.on('SIGINT', ends.interrupt);
    // Stopped by Ctrl+Z and continued, it has paused the keyboard.
    reader.on('SIGCONT', () => reader.resume());
    reader.on('close', () => leave(() => resolve('')));
    reader.question(prompt, (text) => leave(() => resolve(text)));
  });
}
