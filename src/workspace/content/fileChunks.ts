import type { FileHandle } from 'node:fs/promises';

const largestChunk = 256 * 1024;
const smallestChunk = 4 * 1024;

/**
 * The bytes of an open file from its beginning, in pieces; each is only good until the next is asked for. `size` is
 * what the disk said; a file that has grown or shrunk meanwhile is read to its end all the same.
 */
export async function* fileChunks(
  handle: FileHandle,
  size: number,
  signal: AbortSignal,
): AsyncGenerator<Buffer, void, void> {
  // One byte more than the file had, so that a single read can also show that it has not grown.
  const buffer = Buffer.allocUnsafeSlow(Math.min(Math.max(size + 1, smallestChunk), largestChunk));
  let total = 0;
  for (;;) {
    signal.throwIfAborted();
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, null);
    if (bytesRead === 0) return;
    total += bytesRead;
    yield buffer.subarray(0, bytesRead);
    if (total === size && bytesRead < buffer.length) return;
  }
}
