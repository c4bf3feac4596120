import * as fs from 'node:fs';
import * as nodePath from 'node:path';
import { JournalError, journalName, runIdPattern } from './journalLine.ts';

export interface StoredRun {
  readonly runId: string;
  /** Path of its journal. */
  readonly path: string;
  /** Size of its journal in bytes. */
  readonly size: number;
}

/** The runs recorded in a state folder, newest first; none if there is no such folder. Throws `JournalError` for a link. */
export function listRuns(directory: string): readonly StoredRun[] {
  const stats = fs.lstatSync(directory, { throwIfNoEntry: false });
  if (stats === undefined) return [];
  if (!stats.isDirectory())
    throw new JournalError(`The state folder "${directory}" is a link or a file; it is not used.`);
  const runs = fs.readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = nodePath.join(directory, entry.name, journalName);
    if (!entry.isDirectory() || !runIdPattern.test(entry.name)) return [];
    const journal = fs.lstatSync(path, { throwIfNoEntry: false });
    return journal?.isFile() ? [{ runId: entry.name, path, size: journal.size }] : [];
  });
  return runs.toSorted(newestFirst);
}

/** Their ids begin with the second of their start; only runs of the same second must be looked into. */
function newestFirst(a: StoredRun, b: StoredRun): number {
  return (
    compare(secondOf(b), secondOf(a)) ||
    compare(firstTime(b.path), firstTime(a.path)) ||
    compare(b.runId, a.runId)
  );
}

const secondOf = ({ runId }: StoredRun) => /^\d{8}-\d{6}(?=-)/.exec(runId)?.[0] ?? '';

/** ISO time of the first event; empty if that cannot be read. */
function firstTime(path: string): string {
  const head = Buffer.alloc(4 * 1024);
  const file = fs.openSync(path, 'r');
  try {
    const length = fs.readSync(file, head, 0, head.length, 0);
    return /"t":"([^"]*)"/.exec(head.toString('latin1', 0, length))?.[1] ?? '';
  } finally {
    fs.closeSync(file);
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
