import { dirname } from 'node:path';
import type { RunFolder } from './core/journal/event.ts';
import { elsewhere, foldersOf, isSamePlace } from './core/journal/runFolders.ts';
import { JournalError } from './workspace/journal/journalLine.ts';
import { requireFree } from './workspace/journal/journalWriter.ts';
import { listRuns } from './workspace/journal/listRuns.ts';
import { readEnds } from './workspace/journal/readEnds.ts';

/**
 * Rejects with `JournalError`, which says why, where a child of this run cannot be tried again in these folders: the run
 * is still at work, or worked elsewhere. A run that left no journal stands in nobody's way.
 */
export async function requireRetriable(
  stateDirectory: string,
  runId: string,
  folders: readonly RunFolder[],
): Promise<void> {
  const run = listRuns(stateDirectory).find((candidate) => candidate.runId === runId);
  if (!run) return;
  requireFree(dirname(run.path));
  const { first } = await readEnds(run.path, run.size);
  const ran = foldersOf(first.map(({ event }) => event));
  if (!isSamePlace(ran, folders)) throw new JournalError(elsewhere(runId, ran));
}
