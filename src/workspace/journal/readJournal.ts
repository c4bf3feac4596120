import * as fs from 'node:fs';
import * as nodePath from 'node:path';
import { z } from 'zod';
import { Event, type JournalLine } from '../../core/journal/event.ts';
import { restoreBlobs } from './journalBlobs.ts';
import { JournalError, journalName, lineHash, runIdPattern, splitJournal } from './journalLine.ts';

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

export type Verification =
  | { readonly kind: 'intact'; readonly lines: number }
  | { readonly kind: 'broken'; readonly seq: number; readonly reason: string };

export interface StoredRun {
  readonly runId: string;
  /** Path of its journal. */
  readonly path: string;
  /** ISO time of its first event; empty if that cannot be read. */
  readonly startedAt: string;
}

const newestVersion = 1;
const Stored = z.object({
  v: z.number(),
  seq: z.number().int().nonnegative(),
  t: z.string(),
  prev: z.string(),
  event: z.looseObject({ type: z.string() }),
});

/** Every line that can be read, in order, and every problem. Throws `JournalError` if it is of a newer version or unreadable. */
export function readJournal(path: string): JournalContent {
  const { lines: stored, tail } = splitJournal(readFile(path));
  const folder = nodePath.dirname(path);
  const lines: JournalLine[] = [];
  const problems: JournalProblem[] = [];
  let prev = '';
  for (const [seq, bytes] of stored.entries()) {
    const damage = (reason: string) => problems.push({ seq, reason, isDamage: true });
    const line = parseLine(bytes);
    if (line === undefined) damage('the line cannot be read');
    else {
      if (line.v > newestVersion)
        throw new JournalError('This run was recorded by a newer version of Muster.');
      if (line.seq !== seq) damage(`the line says it is number ${line.seq}`);
      else if (line.prev !== prev) damage('the line before it was changed, removed or moved');
      const event = restoreBlobs(line.event, folder, (hash) =>
        damage(`the text ${hash} is missing or changed`),
      );
      const known = Event.safeParse(event);
      if (known.success) lines.push({ v: 1, seq: line.seq, t: line.t, prev: line.prev, event: known.data });
      else problems.push({ seq, reason: `unknown event ${line.event.type.slice(0, 40)}`, isDamage: false });
    }
    prev = lineHash(bytes);
  }
  if (tail.length > 0)
    problems.push({ seq: stored.length, reason: 'the last line is torn', isDamage: false });
  return { lines, problems };
}

/**
 * Checks the chain of hashes and every blob, and names the first line that is not as written. That lines are missing
 * at the very end cannot be seen from the journal alone.
 */
export function verifyJournal(path: string): Verification {
  const { lines, problems } = readJournal(path);
  const bad = problems.find(({ isDamage, reason }) => isDamage || reason === 'the last line is torn');
  if (bad !== undefined) return { kind: 'broken', seq: bad.seq, reason: bad.reason };
  return { kind: 'intact', lines: lines.length + problems.length };
}

/** The runs recorded in a state folder, newest first; none if there is no such folder. */
export function listRuns(directory: string): readonly StoredRun[] {
  const stats = fs.lstatSync(directory, { throwIfNoEntry: false });
  if (stats === undefined) return [];
  if (!stats.isDirectory())
    throw new JournalError(`The state folder "${directory}" is a link or a file; it is not used.`);
  const runs = fs.readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = nodePath.join(directory, entry.name, journalName);
    if (!entry.isDirectory() || !runIdPattern.test(entry.name)) return [];
    if (!fs.lstatSync(path, { throwIfNoEntry: false })?.isFile()) return [];
    return [{ runId: entry.name, path, startedAt: firstTime(path) }];
  });
  return runs.toSorted((a, b) => compare(b.startedAt, a.startedAt) || compare(b.runId, a.runId));
}

function firstTime(path: string): string {
  const head = Buffer.alloc(64 * 1024);
  const file = fs.openSync(path, 'r');
  try {
    const length = fs.readSync(file, head, 0, head.length, 0);
    const first = splitJournal(head.subarray(0, length)).lines[0];
    return (first && parseLine(first)?.t) ?? '';
  } finally {
    fs.closeSync(file);
  }
}

function parseLine(bytes: Buffer): z.infer<typeof Stored> | undefined {
  try {
    const line = Stored.safeParse(JSON.parse(bytes.toString('utf8')));
    return line.success ? line.data : undefined;
  } catch {
    return undefined;
  }
}

function readFile(path: string): Buffer {
  try {
    return fs.readFileSync(path);
  } catch (error) {
    throw new JournalError(
      `The journal cannot be read: ${error instanceof Error ? error.message : 'unknown'}`,
    );
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
