import { ToolError } from '../../core/agent/tool.ts';
import type { Emit } from '../../core/journal/event.ts';
import type { ChangeFact, ChangeRecord } from '../changes/changeRecord.ts';
import { type Change, commit } from '../changes/commit.ts';
import { noOpenFiles } from '../content/openFiles.ts';
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
  const formatted: Formatted[] = [];
  const record = recordOf(by, formatted);
  const locked = changes.map(({ path }) => path.canonical);
  const restore = async () => {
    const outcome = await commit(changes, { record, openFiles, kept }, signal);
    for (const file of formatted) await writeExactly(place, file);
    return outcome;
  };
  return workspace.locks.hold(locked, restore, signal);
}

/** A text that an editor changed once more while saving it, and the hash of what it saved. */
interface Formatted {
  readonly change: Change;
  readonly hash: string;
}

/**
 * What comes back comes back byte for byte: a text that an editor formatted while saving it is written once more,
 * unless somebody has changed it by then.
 */
async function writeExactly(place: RestorePlace, { change, hash }: Formatted): Promise<void> {
  // What was restored is not given up half way.
  const { signal } = new AbortController();
  const parts = { record: silently, openFiles: noOpenFiles, kept: null };
  try {
    const target = await restoreTarget(place, change.path.display, signal);
    if (typeof target === 'string' || target.now?.isDirty || target.now?.hash !== hash) return;
    await commit([{ ...change, path: target.path, before: target.now }], parts, signal);
  } catch (error) {
    // It is restored, only not byte for byte.
    if (!(error instanceof ToolError)) throw error;
  }
}

const silently: ChangeRecord = { changing: () => {}, changed: () => {}, failed: () => {} };

function recordOf(
  { revertId, emit }: { readonly revertId: string; readonly emit: Emit },
  formatted: Formatted[],
): ChangeRecord {
  const factOf = ({ path, before, after }: ChangeFact) => ({ revertId, path, before, after });
  return {
    changing: (fact) => emit({ type: 'fileRestoring', ...factOf(fact) }),
    changed: (fact, landed, change) => {
      if (landed && landed.hash !== fact.after) formatted.push({ change, hash: landed.hash });
      emit({ type: 'fileRestored', ...factOf(fact) });
    },
    failed: (fact, reason) => emit({ type: 'fileRestoreFailed', ...factOf(fact), reason }),
  };
}
