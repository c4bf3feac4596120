import type { BigIntStats } from 'node:fs';
import { ToolError } from '../../core/agent/tool.ts';
import type { ResolvedPath } from '../confinement/guard.ts';
import { errorCode } from '../confinement/identity.ts';
import { readBytes } from '../content/readBytes.ts';
import { realWrites, type Staged, stage, type WriteDisk } from './atomicWrite.ts';
import { diskReason } from './diskReason.ts';
import { Conflict } from './parentFolder.ts';

/** One file of a commit: the bytes it must have now and the bytes it gets; null means there is no file. */
export interface Change {
  readonly path: ResolvedPath;
  readonly before: { readonly hash: string; readonly bytes: Buffer } | null;
  readonly after: Buffer | null;
}

/** Told of each file: `changing` before anything is written (if it throws, nothing is), then exactly one of the others. */
export interface ChangeRecord {
  changing(change: Change): void;
  changed(change: Change): void;
  failed(change: Change, reason: string): void;
}

/**
 * Changes all files or none. `stale`: one of them no longer has its bytes of before, and none was changed.
 * Throws `ToolError` if the disk refuses; what was done by then is undone, and the message says where that failed.
 * The caller holds the locks of all paths.
 */
export async function commit(
  changes: readonly Change[],
  record: ChangeRecord,
  signal: AbortSignal,
  disk: WriteDisk = realWrites,
): Promise<'committed' | 'stale'> {
  const ordered = [...changes].toSorted((a, b) => Number(a.after === null) - Number(b.after === null));
  const first = await verifyAll(ordered, signal);
  if (first === undefined) return 'stale';

  signal.throwIfAborted();
  for (const change of ordered) record.changing(change);
  const work: Work = { staged: [], applied: [] };
  try {
    for (const [index, change] of ordered.entries()) {
      work.staged.push(await stage(change.path, change.after, first[index] ?? null, disk));
    }
    const second = await verifyAll(ordered, signal);
    if (second === undefined) throw new Conflict('A file changed');
    for (const [index, staged] of work.staged.entries()) {
      const stats = second[index] ?? null;
      await staged.apply(stats, signal);
      work.applied.push({ index, stats });
    }
  } catch (error) {
    return await fail({ changes: ordered, work, record }, error, signal);
  } finally {
    for (const staged of work.staged) await staged.discard();
  }
  for (const change of ordered) record.changed(change);
  return 'committed';
}

interface Work {
  readonly staged: Staged[];
  readonly applied: { readonly index: number; readonly stats: BigIntStats | null }[];
}

/** What the disk says about each file, or undefined if one does not have the bytes of before. */
async function verifyAll(
  changes: readonly Change[],
  signal: AbortSignal,
): Promise<readonly (BigIntStats | null)[] | undefined> {
  const all: (BigIntStats | null)[] = [];
  for (const { path, before } of changes) {
    const now = await readBytes(path, signal);
    if ((now?.hash ?? null) !== (before?.hash ?? null)) return undefined;
    all.push(now?.stats ?? null);
  }
  return all;
}

async function fail(
  attempted: { readonly changes: readonly Change[]; readonly work: Work; readonly record: ChangeRecord },
  error: unknown,
  signal: AbortSignal,
): Promise<'stale'> {
  const kept = await undo(attempted.changes, attempted.work);
  const reason = signal.aborted ? 'cancelled' : diskReason(error);
  for (const change of attempted.changes) {
    const stayed = '; this file was already changed and could not be restored';
    attempted.record.failed(change, kept.includes(change) ? reason + stayed : reason);
  }
  const rest = kept.map(({ path }) => `"${path.display}"`).join(', ');
  if (rest !== '')
    throw new ToolError(`Not all files could be written (${reason}), and ${rest} stayed changed.`);
  if (signal.aborted || error instanceof ToolError) throw error;
  if (error instanceof Conflict) return 'stale';
  if (errorCode(error) !== 'error') throw new ToolError(`Nothing was written: ${reason}.`);
  throw error;
}

/** Puts the bytes of before back, last change first; the result are the changes that could not be undone. */
async function undo(changes: readonly Change[], work: Work): Promise<readonly Change[]> {
  const kept: Change[] = [];
  for (const { index, stats } of work.applied.toReversed()) {
    const change = changes[index];
    const staged = work.staged[index];
    if (change === undefined || staged === undefined) continue;
    try {
      await staged.undo(change.before?.bytes ?? null, stats);
    } catch {
      kept.push(change);
    }
  }
  return kept;
}
