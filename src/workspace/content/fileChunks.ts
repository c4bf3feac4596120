import type { FileHandle } from 'node:fs/promises';

const largestChunk = 256 * 1024;
const smallestChunk = 4 * 1024;

/**
 * Hands over the bytes of an open file from its beginning, in pieces; each is only good until `onChunk` returns. `size`
 * is what the disk said; a file that has grown or shrunk meanwhile is read to its end all the same.
 */
export async function readChunks(
  handle: FileHandle,
  size: number,
  onChunk: (chunk: Buffer) => void,
  signal: AbortSignal,
): Promise<void> {
  // One byte more than the file had, so that a single read can also show that it has not grown.
  const buffer = Buffer.allocUnsafeSlow(Math.min(Math.max(size + 1, smallestChunk), largestChunk));
  let total = 0;
  for (;;) {
    signal.throwIfAborted();
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, null);
    if (bytesRead === 0) return;
    total += bytesRead;
    onChunk(buffer.subarray(0, bytesRead));
    if (total === size && bytesRead < buffer.length) return;
  }
}
