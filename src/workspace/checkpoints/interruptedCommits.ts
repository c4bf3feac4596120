import { type InterruptedCommit, interruptedCommits } from '../../core/journal/interrupted.ts';
import { ignoreJournals } from '../journal/journalLine.ts';
import { type FileState, fileStates } from './fileStates.ts';
import type { RunFacts } from './recentFacts.ts';
import { recordSettled, type SettlePlace } from './settleCommit.ts';

/** A commit of which a crash left only some files changed. */
export interface HalfDone {
  readonly runId: string;
  readonly commit: InterruptedCommit;
  readonly files: readonly FileState[];
}

/**
 * The commits that a crash left half done in these runs. Where the disk shows that all of a commit was done, or
 * nothing, that is recorded in its run; a journal that cannot be written is left as it is.
 */
export async function findHalfDone(
  place: SettlePlace,
  runs: readonly RunFacts[],
  signal: AbortSignal,
): Promise<readonly HalfDone[]> {
  const found: HalfDone[] = [];
  for (const { runId, events } of runs) {
    for (const commit of interruptedCommits(events)) {
      const files = await fileStates(place, commit.files, signal);
      const end = endOf(files);
      if (end === undefined) found.push({ runId, commit, files });
      else await recordSettled(place, { runId, commit }, end).catch(ignoreJournals);
    }
  }
  return found;
}

function endOf(files: readonly FileState[]): 'finished' | 'undone' | undefined {
  if (files.every(({ state }) => state === 'after')) return 'finished';
  return files.every(({ state }) => state === 'before') ? 'undone' : undefined;
}
