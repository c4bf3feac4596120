import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { JournalError } from './journalLine.ts';

/** Whole lines of a file, without their line feeds. */
export interface LinePiece {
  readonly lines: readonly Buffer[];
  /** What follows the last line feed of all; only the last piece has any. */
  readonly tail?: Buffer;
}

/** Which part of a file to read, in bytes from its start; all of it where nothing is said. */
export interface Range {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

const pieceSize = 256 * 1024;
const longestLine = 64 * 1024 * 1024;

/**
 * The lines of a journal in their order, of which only one piece is held at a time; other work of the process goes on
 * between two pieces. Rejects with `JournalError` for a link, for what cannot be read and for a line of more than 64 MB,
 * and with the reason of `signal` when that aborts.
 */
export async function* linePieces(
  path: string,
  { from = 0, to = Number.POSITIVE_INFINITY }: Range = {},
  signal?: AbortSignal,
): AsyncGenerator<LinePiece> {
  let begun: Buffer[] = [];
  let length = 0;
  for await (const bytes of pieces(path, from, to)) {
    signal?.throwIfAborted();
    const feed = bytes.lastIndexOf(10);
    if (feed >= 0) {
      yield { lines: linesOf(Buffer.concat([...begun, bytes.subarray(0, feed + 1)])) };
      begun = [];
      length = 0;
    }
    const rest = bytes.subarray(feed + 1);
    begun.push(rest);
    length += rest.length;
    if (length > longestLine) throw unreadable('a line is longer than 64 MB');
  }
  if (length > 0) yield { lines: [], tail: Buffer.concat(begun) };
}

async function* pieces(path: string, from: number, to: number): AsyncGenerator<Buffer> {
  const { O_RDONLY, O_NOFOLLOW } = constants;
  const file = await open(path, O_RDONLY | (O_NOFOLLOW ?? 0)).catch(isUnreadable);
  try {
    for (let position = from; position < to; ) {
      const wanted = Math.min(pieceSize, to - position);
      const { bytesRead, buffer } = await file
        .read(Buffer.allocUnsafe(wanted), 0, wanted, position)
        .catch(isUnreadable);
      if (bytesRead === 0) return;
      position += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

/** Each ends in a line feed. */
function linesOf(bytes: Buffer): readonly Buffer[] {
  const lines: Buffer[] = [];
  let from = 0;
  for (let feed = bytes.indexOf(10); feed >= 0; feed = bytes.indexOf(10, from)) {
    lines.push(bytes.subarray(from, feed));
    from = feed + 1;
  }
  return lines;
}

function isUnreadable(error: unknown): never {
  throw unreadable(error instanceof Error ? error.message : 'unknown', error);
}

function unreadable(reason: string, cause?: unknown): JournalError {
  return new JournalError(`The journal cannot be read: ${reason}`, { cause });
}
