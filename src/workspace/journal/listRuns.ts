import * as fs from 'node:fs';
import * as nodePath from 'node:path';
import { diskReason } from '../changes/diskReason.ts';
import { JournalError, journalName, runIdPattern } from './journalLine.ts';

export interface StoredRun {
  readonly runId: string;
  /** Path of its journal. */
  readonly path: string;
  /** Size of its journal in bytes. */
  readonly size: number;
}

/**
 * The runs recorded in a state folder, newest first; none if there is no such folder. A run whose folder is closed to
 * this user is left out. Throws `JournalError` for a link and for a state folder that cannot be read.
 */
export function listRuns(directory: string): readonly StoredRun[] {
  const runs = entriesOf(directory).flatMap((entry) => {
    const path = nodePath.join(directory, entry.name, journalName);
    if (!entry.isDirectory() || !runIdPattern.test(entry.name)) return [];
    const journal = statsOf(path);
    return journal?.isFile() ? [{ runId: entry.name, path, size: journal.size }] : [];
  });
  return runs.toSorted(newestFirst);
}

function entriesOf(directory: string): readonly fs.Dirent[] {
  try {
    const stats = fs.lstatSync(directory, { throwIfNoEntry: false });
    if (stats === undefined) return [];
    if (stats.isDirectory()) return fs.readdirSync(directory, { withFileTypes: true });
  } catch (error) {
    const reason = diskReason(error);
    throw new JournalError(`The state folder "${directory}" cannot be read: ${reason}.`, { cause: error });
  }
  throw new JournalError(`The state folder "${directory}" is a link or a file; it is not used.`);
}

function statsOf(path: string): fs.Stats | undefined {
  try {
    return fs.lstatSync(path);
  } catch {
    return undefined;
  }
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
  try {
    return /"t":"([^"]*)"/.exec(headOf(path).toString('latin1'))?.[1] ?? '';
  } catch {
    return '';
  }
}

function headOf(path: string): Buffer {
  const head = Buffer.alloc(4 * 1024);
  const file = fs.openSync(path, 'r');
  try {
    return head.subarray(0, fs.readSync(file, head, 0, head.length, 0));
  } finally {
    fs.closeSync(file);
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
