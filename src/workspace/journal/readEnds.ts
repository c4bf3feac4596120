import * as nodePath from 'node:path';
import { JournalLine } from '../../core/journal/event.ts';
import { holdsBlobs, restoreBlobs } from './journalBlobs.ts';
import { linePieces, type Range } from './linePieces.ts';

/** The start and the end of a journal that is too long to be read for a look at it. */
export interface JournalEnds {
  readonly first: readonly JournalLine[];
  readonly last: readonly JournalLine[];
}

const endBytes = 256 * 1024;

/**
 * The lines at the start and at the end of a journal of this many bytes, together at most half a megabyte; of one that
 * is no longer than that, all lines are both. What cannot be read is left out, and no hash is checked. Rejects with
 * `JournalError` for what is no file.
 */
export async function readEnds(path: string, size: number): Promise<JournalEnds> {
  const isShort = size <= 2 * endBytes;
  const first = await linesIn(path, { to: isShort ? size : endBytes });
  // What the end begins with is most likely only a part of a line, which cannot be read.
  return { first, last: isShort ? first : await linesIn(path, { from: size - endBytes, to: size }) };
}

async function linesIn(path: string, range: Range): Promise<readonly JournalLine[]> {
  const lines: JournalLine[] = [];
  for await (const piece of linePieces(path, range))
    lines.push(...piece.lines.flatMap((bytes) => parseLine(bytes, nodePath.dirname(path)) ?? []));
  return lines;
}

function parseLine(bytes: Buffer, folder: string): JournalLine | undefined {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    return JournalLine.safeParse(holdsBlobs(bytes) ? restoreBlobs(value, folder, () => {}) : value).data;
  } catch {
    return undefined;
  }
}
