import type { Writable } from 'node:stream';

/** An output that a program at the other end may close at any time. */
export interface Output {
  write(text: string): void;
  /** Resolves when everything written has left the process, or nobody is left to read it. */
  flushed(): Promise<void>;
}

/** Wraps a standard stream. A reader that went away is told once to `onClosed`; what comes later is dropped. */
export function openOutput(stream: Writable, onClosed: () => void = () => {}): Output {
  let isClosed = false;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (!gone.includes(error.code ?? '')) throw error;
    if (isClosed) return;
    isClosed = true;
    onClosed();
  });
  return {
    write(text) {
      if (!isClosed) stream.write(text);
    },
    flushed: () =>
      new Promise((resolve) => {
        if (isClosed) resolve();
        else stream.write('', () => resolve());
      }),
  };
}

const gone = ['EPIPE', 'EIO', 'ECONNRESET', 'ERR_STREAM_DESTROYED'];
