import * as nodePath from 'node:path';
import { z } from 'zod';
import { Event, type JournalLine } from '../../core/journal/event.ts';
import { holdsBlobs, restoreBlobs } from './journalBlobs.ts';
import { JournalError, lineHash } from './journalLine.ts';
import { linePieces } from './linePieces.ts';

/** Something wrong with a journal. `isDamage`: its bytes are not those that were written. */
export interface JournalProblem {
  readonly seq: number;
  readonly reason: string;
  readonly isDamage: boolean;
}

export interface JournalContent {
  readonly lines: readonly JournalLine[];
  readonly problems: readonly JournalProblem[];
}

/** Some lines of a journal that follow on each other. */
export interface JournalPiece extends JournalContent {
  /** How many lines there are up to here, readable or not. */
  readonly count: number;
  /** The hash of the last of them; empty if there is none. */
  readonly lastHash: string;
  /** The torn last line; only the last piece has one. */
  readonly tail?: Buffer;
}

export type Verification =
  | { readonly kind: 'intact'; readonly lines: number }
  | { readonly kind: 'broken'; readonly seq: number; readonly reason: string };

const newestVersion = 1;
const Stored = z.object({
  v: z.number(),
  seq: z.number().int().nonnegative(),
  t: z.string(),
  prev: z.string(),
  event: z.looseObject({ type: z.string() }),
});
type Stored = z.infer<typeof Stored>;

/**
 * Every line that can be read, in order, and every problem, a piece at a time: however long the journal is, little of
 * it is held, and other work goes on meanwhile. Rejects with `JournalError` if it is of a newer version or unreadable,
 * and with the reason of `signal` when that aborts.
 */
export async function* journalPieces(path: string, signal?: AbortSignal): AsyncGenerator<JournalPiece> {
  const folder = nodePath.dirname(path);
  let count = 0;
  let number = 0;
  let lastHash = '';
  for await (const { lines: stored, tail } of linePieces(path, {}, signal)) {
    const lines: JournalLine[] = [];
    const problems: JournalProblem[] = [];
    for (const bytes of stored) {
      const read = readLine(bytes, { folder, seq: count, number, prev: lastHash });
      if (read.line) lines.push(read.line);
      problems.push(...read.problems);
      count += 1;
      number = read.next;
      lastHash = lineHash(bytes);
    }
    if (tail) problems.push({ seq: count, reason: tornLine, isDamage: false });
    yield { lines, problems, count, lastHash, ...(tail && { tail }) };
  }
}

/** A whole journal at once. Rejects as `journalPieces` does. */
export async function readJournal(path: string, signal?: AbortSignal): Promise<JournalContent> {
  const lines: JournalLine[] = [];
  const problems: JournalProblem[] = [];
  for await (const piece of journalPieces(path, signal)) {
    for (const line of piece.lines) lines.push(line);
    for (const problem of piece.problems) problems.push(problem);
  }
  return { lines, problems };
}

/**
 * Checks the chain of hashes and every blob, and names the first line that is not as written. That lines are missing
 * at the very end cannot be seen from the journal alone. Rejects as `journalPieces` does.
 */
export async function verifyJournal(path: string, signal?: AbortSignal): Promise<Verification> {
  let lines = 0;
  for await (const { problems, count } of journalPieces(path, signal)) {
    const bad = problems.find(({ isDamage, reason }) => isDamage || reason === tornLine);
    if (bad !== undefined) return { kind: 'broken', seq: bad.seq, reason: bad.reason };
    lines = count;
  }
  return { kind: 'intact', lines };
}

const tornLine = 'the last line is torn';

interface Place {
  readonly folder: string;
  readonly seq: number;
  /** The number that the line must have: lines that are missing are told of once, not again with each that follows. */
  readonly number: number;
  readonly prev: string;
}

interface ReadLine {
  readonly line?: JournalLine;
  readonly problems: readonly JournalProblem[];
  /** The number that the line after it must have. */
  readonly next: number;
}

/** One line with all that is wrong with it. */
function readLine(bytes: Buffer, { folder, seq, number, prev }: Place): ReadLine {
  const problems: JournalProblem[] = [];
  const damage = (reason: string) => problems.push({ seq, reason, isDamage: true });
  const stored = parseLine(bytes);
  if (stored === undefined) {
    damage('the line cannot be read');
    return { problems, next: number + 1 };
  }
  const next = stored.seq + 1;
  if (stored.v > newestVersion) throw new JournalError('This run was recorded by a newer version of Muster.');
  if (stored.seq !== number) damage(`the line says it is number ${stored.seq}`);
  else if (stored.prev !== prev) damage('the line before it was changed, removed or moved');
  const lost = (hash: string) => damage(`the text ${hash} is missing or changed`);
  const event = Event.safeParse(holdsBlobs(bytes) ? restoreBlobs(stored.event, folder, lost) : stored.event);
  if (event.success) {
    const { seq: own, t, prev: before } = stored;
    return { line: { v: 1, seq: own, t, prev: before, event: event.data }, problems, next };
  }
  problems.push({ seq, reason: `unknown event ${stored.event.type.slice(0, 40)}`, isDamage: false });
  return { problems, next };
}

function parseLine(bytes: Buffer): Stored | undefined {
  try {
    const line = Stored.safeParse(JSON.parse(bytes.toString('utf8')));
    return line.success ? line.data : undefined;
  } catch {
    return undefined;
  }
}
