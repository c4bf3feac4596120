import { type InterruptedRevert, interruptedReverts } from '../../core/journal/interruptedReverts.ts';
import { openJournal, recorder } from '../journal/journalFile.ts';
import { ignoreJournals } from '../journal/journalLine.ts';
import { type FileState, fileStates } from './fileStates.ts';
import type { RunFacts } from './recentFacts.ts';
import type { SettlePlace } from './settleCommit.ts';

/** A revert in the run that it belongs to. */
export interface RevertOfRun {
  readonly runId: string;
  readonly revert: InterruptedRevert;
}

/** A revert of which a crash left only some files restored; `after` are those. */
export interface HalfRestored extends RevertOfRun {
  readonly files: readonly FileState[];
}

/**
 * The reverts that a crash left half done in these runs. Where the disk shows that nothing is left to restore, or that
 * nothing was restored, that is recorded in the run; a journal that cannot be written is left as it is.
 */
export async function findHalfRestored(
  place: SettlePlace,
  runs: readonly RunFacts[],
  signal: AbortSignal,
): Promise<readonly HalfRestored[]> {
  const found: HalfRestored[] = [];
  for (const { runId, events } of runs) {
    for (const revert of interruptedReverts(events)) {
      const files = await fileStates(place, revert.files, signal);
      const one = { runId, revert };
      if (isHalfDone(revert, files)) found.push({ ...one, files });
      else await recordEnds(place, one, signal).catch(ignoreJournals);
    }
  }
  return found;
}

/** Records for each file of a revert what the disk shows: that it is restored, or that it is not. Throws `JournalError`. */
export async function recordEnds(
  place: SettlePlace,
  { runId, revert }: RevertOfRun,
  signal: AbortSignal,
): Promise<void> {
  const states = await fileStates(place, revert.open, signal);
  const journal = await openJournal(place.stateDirectory, runId);
  try {
    const emit = recorder(journal, place.onLine);
    for (const [index, { type: _, ...fact }] of revert.open.entries()) {
      if (states[index]?.state === 'after') emit({ type: 'fileRestored', ...fact });
      else emit({ type: 'fileRestoreFailed', ...fact, reason: 'cut off by a crash' });
    }
  } finally {
    journal.close();
  }
}

/** Something is still to be restored, and something no longer is as it was before the revert. */
function isHalfDone({ open }: InterruptedRevert, files: readonly FileState[]): boolean {
  const isOpen = (state: FileState) => open.some(({ path }) => path === state.path);
  const isUntouched = ({ state }: FileState) => state === 'before';
  return files.some((file) => isUntouched(file) && isOpen(file)) && !files.every(isUntouched);
}
