import { readFile } from 'node:fs/promises';
import * as nodePath from 'node:path';
import { ToolError } from '../../core/agent/tool.ts';
import { type InterruptedCommit, interruptedCommits } from '../../core/journal/interrupted.ts';
import { foldersOf, isSamePlace } from '../../core/journal/runFolders.ts';
import { JournalError } from '../journal/journalLine.ts';
import { isJournalWritten } from '../journal/journalWriter.ts';
import { listRuns } from '../journal/listRuns.ts';
import { readJournal } from '../journal/readJournal.ts';
import { type RestorePlace, restoreTarget } from './restoreTarget.ts';
import { recordSettled, type SettlePlace } from './settleCommit.ts';

/** One file of a commit that a crash cut off: the bytes of before, those it was to get, or others. */
export interface FileState {
  readonly path: string;
  readonly state: 'before' | 'after' | 'other';
}

/** A commit of which a crash left only some files changed. */
export interface HalfDone {
  readonly runId: string;
  readonly commit: InterruptedCommit;
  readonly files: readonly FileState[];
}

const mostRuns = 20;
const mostBytes = 100 * 1024 * 1024;

/**
 * The commits that a crash left half done in the newest runs of a state folder; those of runs at work are left alone.
 * Where the disk shows that all of a commit was done, or nothing, that is recorded in its run. A journal that cannot
 * be read or written is left out.
 */
export async function findHalfDone(place: SettlePlace, signal: AbortSignal): Promise<readonly HalfDone[]> {
  const found: HalfDone[] = [];
  for (const { runId, path } of runsOf(place.stateDirectory)) {
    if (isJournalWritten(nodePath.dirname(path))) continue;
    for (const commit of await cutOffIn(path, place)) {
      const files = await statesOf(place, commit, signal);
      const end = endOf(files);
      if (end === undefined) found.push({ runId, commit, files });
      else await recordSettled(place, { runId, commit }, end).catch(ignoreJournals);
    }
  }
  return found;
}

function runsOf(stateDirectory: string) {
  return ignoringJournals(() => listRuns(stateDirectory).slice(0, mostRuns)) ?? [];
}

async function cutOffIn(path: string, { workspace }: SettlePlace): Promise<readonly InterruptedCommit[]> {
  const bytes = await readFile(path).catch(() => undefined);
  // Most runs never change several files at once, and need not be parsed.
  if (bytes === undefined || bytes.length > mostBytes || !bytes.includes('"commit":{"id":')) return [];
  const read = await readJournal(path).catch(ignoreJournals);
  const events = read?.lines.map(({ event }) => event) ?? [];
  return isSamePlace(foldersOf(events), workspace.folders) ? interruptedCommits(events) : [];
}

/** What each file of a commit is now; one that cannot be looked at is another one. */
export async function statesOf(
  place: RestorePlace,
  { files }: InterruptedCommit,
  signal: AbortSignal,
): Promise<readonly FileState[]> {
  const states: FileState[] = [];
  for (const { path, before, after } of files) {
    const hash = await hashNow(place, path, signal);
    const state = hash === after ? 'after' : hash === before ? 'before' : 'other';
    states.push({ path, state });
  }
  return states;
}

async function hashNow(place: RestorePlace, path: string, signal: AbortSignal) {
  try {
    const target = await restoreTarget(place, path, signal);
    if (typeof target === 'string') return undefined;
    return target.now?.hash ?? null;
  } catch (error) {
    if (error instanceof ToolError) return undefined;
    throw error;
  }
}

function endOf(files: readonly FileState[]): 'finished' | 'undone' | undefined {
  if (files.every(({ state }) => state === 'after')) return 'finished';
  return files.every(({ state }) => state === 'before') ? 'undone' : undefined;
}

function ignoringJournals<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    return ignoreJournals(error);
  }
}

function ignoreJournals(error: unknown): undefined {
  if (!(error instanceof JournalError)) throw error;
}
