import { ToolError } from '../../core/agent/tool.ts';
import type { TimedEvent } from '../../core/journal/agentView.ts';
import type { Emit } from '../../core/journal/event.ts';
import type { InterruptedCommit } from '../../core/journal/interrupted.ts';
import { foldersMade } from '../../core/journal/revertPlan.ts';
import type { Change } from '../changes/commit.ts';
import { openJournal, recorder } from '../journal/journalFile.ts';
import { JournalError } from '../journal/journalLine.ts';
import { removeEmptyFolders } from './emptyFolders.ts';
import { removeStaged } from './removeStaged.ts';
import { restoreFiles } from './restoreFiles.ts';
import { type RestorePlace, restoreTarget } from './restoreTarget.ts';

/** What a person wants of a commit that a crash cut off: all of it done, all of it undone, or nothing touched. */
export type SettleChoice = 'finish' | 'undo' | 'leave';

/** `stuck`: nothing was changed, for this reason. */
export type SettleOutcome =
  | { readonly kind: 'settled' }
  | { readonly kind: 'stuck'; readonly reason: string };

/** A commit in the run that it belongs to. */
export interface CommitOfRun {
  readonly runId: string;
  readonly commit: InterruptedCommit;
}

export interface SettlePlace extends RestorePlace {
  readonly stateDirectory: string;
  readonly onLine?: ((line: TimedEvent) => void) | undefined;
}

/**
 * Brings a commit that was cut off to an end, in its files and in its run's journal. All files or none: where one has
 * other bytes than those of before and after, only leaving it is possible. What it had staged goes in any case. Rejects
 * only when `signal` aborts.
 */
export async function settleCommit(
  place: SettlePlace,
  { runId, commit }: CommitOfRun,
  choice: SettleChoice,
  signal: AbortSignal,
): Promise<SettleOutcome> {
  try {
    const changes = choice === 'leave' ? [] : await changesTo(place, commit, choice, signal);
    if (typeof changes === 'string') return { kind: 'stuck', reason: changes };
    const journal = await openJournal(place.stateDirectory, runId);
    try {
      const emit = recorder(journal, place.onLine);
      const by = { revertId: commit.commitId, emit };
      if (changes.length > 0 && (await restoreFiles(place, changes, by, signal)) === 'stale')
        return { kind: 'stuck', reason: 'A file changed meanwhile. Look again.' };
      await tidy(place, commit, choice === 'undo');
      await recordEnd(place, { commit, as: ends[choice], emit });
    } finally {
      journal.close();
    }
    return { kind: 'settled' };
  } catch (error) {
    if (!(error instanceof ToolError || error instanceof JournalError)) throw error;
    return { kind: 'stuck', reason: error.message };
  }
}

const ends = { finish: 'finished', undo: 'undone', leave: 'left' } as const;

/** Records what the disk shows to be true of a commit already, and tidies up after it. Throws `JournalError`. */
export async function recordSettled(
  place: SettlePlace,
  { runId, commit }: CommitOfRun,
  as: 'finished' | 'undone',
): Promise<void> {
  const journal = await openJournal(place.stateDirectory, runId);
  try {
    const emit = recorder(journal, place.onLine);
    await tidy(place, commit, as === 'undone');
    await recordEnd(place, { commit, as, emit });
  } finally {
    journal.close();
  }
}

/** Takes away what the commit had made ready; the folders that it had made too, where none of its files is there. */
async function tidy(
  { workspace }: RestorePlace,
  commit: InterruptedCommit,
  isUndone: boolean,
): Promise<void> {
  await removeStaged(workspace, commit);
  if (isUndone) await removeEmptyFolders(workspace, foldersMade(commit.files));
}

async function recordEnd(
  place: RestorePlace,
  end: {
    readonly commit: InterruptedCommit;
    readonly as: 'finished' | 'undone' | 'left';
    readonly emit: Emit;
  },
): Promise<void> {
  const { commit, as, emit } = end;
  for (const { type: _, ...fact } of as === 'left' ? [] : commit.open) {
    if (as === 'undone')
      emit({ type: 'fileChangeFailed', ...fact, reason: 'cut off by a crash, and undone' });
    else emit({ type: 'fileChanged', ...fact, bytes: await sizeOf(place, fact.path), deliverable: false });
  }
  emit({ type: 'commitSettled', commitId: commit.commitId, as });
}

async function sizeOf(place: RestorePlace, path: string): Promise<number> {
  const target = await restoreTarget(place, path, new AbortController().signal);
  return typeof target === 'string' ? 0 : (target.now?.bytes.length ?? 0);
}

/** The changes that are still to be made; a text says why they cannot. */
async function changesTo(
  place: SettlePlace,
  { files }: InterruptedCommit,
  choice: 'finish' | 'undo',
  signal: AbortSignal,
): Promise<readonly Change[] | string> {
  const changes: Change[] = [];
  for (const { path: named, before, after, mode } of files) {
    const target = await restoreTarget(place, named, signal);
    if (typeof target === 'string') return `"${named}": ${target}`;
    const { path, now } = target;
    const [from, to] = choice === 'finish' ? [before, after] : [after, before];
    const hash = now?.hash ?? null;
    if (hash === to) continue;
    if (hash !== from) return `"${named}" was changed since by somebody else.`;
    const bytes = to === null ? null : await place.kept.read(to);
    if (bytes === undefined) return `What "${named}" would get was not kept.`;
    // Only a file that is not there needs a mode; any other keeps the one it has, which may be a person's.
    changes.push({ path, before: now, after: bytes, ...(now === null && { mode }) });
  }
  return changes;
}
