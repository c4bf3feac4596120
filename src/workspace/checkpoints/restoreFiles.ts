import type { Emit } from '../../core/journal/event.ts';
import type { ChangeFact, ChangeRecord } from '../changes/changeRecord.ts';
import { type Change, commit } from '../changes/commit.ts';
import { noOpenFiles } from '../content/openFiles.ts';
import { readBytes } from '../content/readBytes.ts';
import { type RestorePlace, restoreTarget } from './restoreTarget.ts';

/**
 * Puts files back, all or none, through the commit that agents' changes take as well; each is recorded before it
 * happens. `stale`: one of them is not what it was, and nothing was done. Throws as `commit` does.
 */
export async function restoreFiles(
  place: RestorePlace,
  changes: readonly Change[],
  by: { readonly revertId: string; readonly emit: Emit },
  signal: AbortSignal,
): Promise<'committed' | 'stale'> {
  const { workspace, openFiles, kept } = place;
  const formatted: Change[] = [];
  const record = recordOf(by, formatted);
  const locked = changes.map(({ path }) => path.canonical);
  const restore = async () => {
    const outcome = await commit(changes, { record, openFiles, kept }, signal);
    for (const change of formatted) await writeExactly(place, change, signal);
    return outcome;
  };
  return workspace.locks.hold(locked, restore, signal);
}

/** What comes back comes back byte for byte: a text that an editor formatted while saving it is written once more. */
async function writeExactly(place: RestorePlace, change: Change, signal: AbortSignal): Promise<void> {
  const target = await restoreTarget(place, change.path.display, signal);
  if (typeof target === 'string' || target.now?.isDirty) return;
  const before = await readBytes(target.path, signal);
  const parts = { record: silently, openFiles: noOpenFiles, kept: null };
  await commit([{ ...change, path: target.path, before }], parts, signal);
}

const silently: ChangeRecord = { changing: () => {}, changed: () => {}, failed: () => {} };

function recordOf(
  { revertId, emit }: { readonly revertId: string; readonly emit: Emit },
  formatted: Change[],
): ChangeRecord {
  const factOf = ({ path, before, after }: ChangeFact) => ({ revertId, path, before, after });
  return {
    changing: (fact) => emit({ type: 'fileRestoring', ...factOf(fact) }),
    changed: (fact, landed, change) => {
      if (landed && landed.hash !== fact.after) formatted.push(change);
      emit({ type: 'fileRestored', ...factOf(fact) });
    },
    failed: (fact, reason) => emit({ type: 'fileRestoreFailed', ...factOf(fact), reason }),
  };
}
