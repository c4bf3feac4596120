import * as nodePath from 'node:path';
import type { Event } from '../../core/journal/event.ts';
import { foldersOf, isSamePlace } from '../../core/journal/runFolders.ts';
import { ignoreJournals } from '../journal/journalLine.ts';
import { isJournalWritten } from '../journal/journalWriter.ts';
import { linePieces } from '../journal/linePieces.ts';
import { listRuns, type StoredRun } from '../journal/listRuns.ts';
import { readFacts } from '../journal/readFacts.ts';
import type { SettlePlace } from './settleCommit.ts';

/** A run that is over, with its facts. */
export interface RunFacts {
  readonly runId: string;
  readonly events: readonly Event[];
}

const mostRuns = 20;
const mostBytes = 100 * 1024 * 1024;

/** What a change or a revert of several files leaves in a journal: most runs have neither, and need not be parsed. */
const traces = ['"commit":{"id":', '"type":"fileRestoring"'];

/**
 * Those of the newest runs on these folders that a crash may have cut off in the middle of several files. Runs at work,
 * journals that cannot be read and those that do not fit into 100 MB together are left out. Rejects only when `signal`
 * aborts.
 */
export async function recentFacts(
  { stateDirectory, workspace }: Pick<SettlePlace, 'stateDirectory' | 'workspace'>,
  signal: AbortSignal,
): Promise<readonly RunFacts[]> {
  const found: RunFacts[] = [];
  let room = mostBytes;
  for (const { runId, path, size } of newestRuns(stateDirectory)) {
    if (size > room || isJournalWritten(nodePath.dirname(path))) continue;
    room -= size;
    const events = await factsOf(path, signal).catch(ignoreJournals);
    if (events && isSamePlace(foldersOf(events), workspace.folders)) found.push({ runId, events });
  }
  return found;
}

function newestRuns(stateDirectory: string): readonly StoredRun[] {
  try {
    return listRuns(stateDirectory).slice(0, mostRuns);
  } catch (error) {
    return ignoreJournals(error) ?? [];
  }
}

async function factsOf(path: string, signal: AbortSignal): Promise<readonly Event[] | undefined> {
  for await (const { lines } of linePieces(path, {}, signal)) {
    if (lines.some((line) => traces.some((trace) => line.includes(trace)))) return readFacts(path, signal);
  }
  return undefined;
}
