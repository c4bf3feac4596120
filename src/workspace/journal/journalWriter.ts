import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as nodePath from 'node:path';
import { z } from 'zod';
import { errorCode } from '../confinement/identity.ts';
import { JournalError, journalName } from './journalLine.ts';

/** The process that writes a journal. A number of a process is used again, so the time of its start belongs to it. */
const Writer = z.object({ pid: z.number().int().positive(), host: z.string(), started: z.string() });
type Writer = z.infer<typeof Writer>;

const writerName = 'writer.json';
/** What another computer does cannot be asked; a journal this young may still be written there. */
const quietMs = 10 * 60 * 1000;

const turnMs = 10_000;

/** Somebody who is alive writes the journal. */
export class JournalInUse extends JournalError {}

/** Throws `JournalInUse` while the journal in a run's folder is being written. */
export function requireFree(folder: string): void {
  if (isJournalWritten(folder)) throw atWork();
}

/** Marks the journal in a run's folder as being written by this process. Throws `JournalInUse` if one is at work. */
export function claimJournal(folder: string): { release(): void } {
  const path = nodePath.join(folder, writerName);
  const own: Writer = { pid: process.pid, host: os.hostname(), started: startOf(process.pid) ?? '' };
  const text = JSON.stringify(own);
  if (!tryCreate(path, text)) takeOver(folder, text);
  return { release: () => fs.rmSync(path, { force: true }) };
}

/** Whether a process that is alive writes the journal in a run's folder; one that crashed does not. */
export function isJournalWritten(folder: string): boolean {
  const path = nodePath.join(folder, writerName);
  const text = readText(path);
  const writer = text === undefined ? undefined : parse(text);
  if (writer === undefined) return false;
  if (writer.host !== os.hostname()) return ageOf(nodePath.join(folder, journalName)) < quietMs;
  // Whoever wrote this before the computer was started again is gone, whatever has its number now.
  if (ageOf(path) > os.uptime() * 1000) return false;
  const started = startOf(writer.pid);
  return started === undefined ? isAlive(writer.pid) : started === writer.started;
}

const atWork = () => new JournalInUse('The run is still at work, here or in another window.');

/** Whole or not at all: whoever looks meanwhile never finds a mark without its text. */
function tryCreate(path: string, text: string): boolean {
  const whole = `${path}.${randomBytes(8).toString('hex')}`;
  try {
    fs.writeFileSync(whole, text, { flag: 'wx', mode: 0o600 });
    linkNew(whole, path, text);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  } finally {
    fs.rmSync(whole, { force: true });
  }
}

/** Not every disk can link. */
function linkNew(from: string, to: string, text: string): void {
  try {
    fs.linkSync(from, to);
  } catch (error) {
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].includes(errorCode(error))) throw error;
    fs.writeFileSync(to, text, { flag: 'wx', mode: 0o600 });
  }
}

/** Puts a mark in the place of one that nobody stands behind. One process at a time: the second would remove the new one. */
function takeOver(folder: string, text: string): void {
  if (isJournalWritten(folder)) throw atWork();
  const path = nodePath.join(folder, writerName);
  const turn = `${path}.turn`;
  // A turn takes no time at all; what is older was left by a process that died in it.
  if (!tryCreate(turn, text)) {
    const age = ageOf(turn);
    if (age > turnMs && age < Number.POSITIVE_INFINITY) fs.rmSync(turn, { force: true });
    throw atWork();
  }
  try {
    if (isJournalWritten(folder)) throw atWork();
    fs.rmSync(path, { force: true });
    if (!tryCreate(path, text)) throw atWork();
  } finally {
    fs.rmSync(turn, { force: true });
  }
}

/** When a process was started, in a form that only compares; undefined where the system does not tell. */
function startOf(pid: number): string | undefined {
  const stat = readText(`/proc/${pid}/stat`);
  // The name in parentheses may hold anything; the start is the 20th field after it.
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

function ageOf(path: string): number {
  const stats = fs.lstatSync(path, { throwIfNoEntry: false });
  return stats === undefined ? Number.POSITIVE_INFINITY : Date.now() - stats.mtimeMs;
}

function parse(text: string): Writer | undefined {
  try {
    return Writer.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function readText(path: string): string | undefined {
  try {
    return fs.readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
