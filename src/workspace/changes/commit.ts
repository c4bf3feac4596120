import { ToolError } from '../../core/agent/tool.ts';
import type { KeptBytes } from '../checkpoints/keptBytes.ts';
import type { ResolvedPath } from '../confinement/guard.ts';
import { type CurrentFile, currentFile } from '../content/currentFile.ts';
import type { OpenFiles } from '../content/openFiles.ts';
import {
  refuseReadOnly,
  type Staged,
  type StageParts,
  stage,
  stagedName,
  type WriteDisk,
} from './atomicWrite.ts';
import { type ChangeRecord, factsOf } from './changeRecord.ts';
import { type Applied, fail, type Step } from './commitSteps.ts';
import { diskReason } from './diskReason.ts';
import { editOf, landed, replaceInEditor } from './openEdit.ts';
import { Conflict } from './parentFolder.ts';
import { SharedParents } from './sharedParents.ts';

/** One file of a commit: the bytes it must have now and the bytes it gets; null means there is no file. */
export interface Change {
  readonly path: ResolvedPath;
  readonly before: { readonly hash: string; readonly bytes: Buffer } | null;
  readonly after: Buffer | null;
  /** Permission bits it gets; left out: those it has, or the usual ones of a new file. */
  readonly mode?: number | undefined;
}

/** What a commit works with. */
export interface CommitParts {
  readonly record: ChangeRecord;
  readonly openFiles: OpenFiles;
  /** Where the bytes that go are kept before; null for files that nobody will want back. */
  readonly kept: KeptBytes | null;
  readonly disk?: WriteDisk;
}

/**
 * Changes all files or none; those that are open in an editor are changed there, where a person can undo it. Before
 * anything is written, the bytes that go are kept and each change is recorded. `stale`: one of them no longer has its
 * bytes of before, and none was changed. Throws `ToolError` if the disk or the editor refuses; what was done by then is
 * undone, and the message says where that failed. The caller holds the locks of all paths.
 */
export async function commit(
  changes: readonly Change[],
  parts: CommitParts,
  signal: AbortSignal,
): Promise<'committed' | 'stale'> {
  const ordered = changes.toSorted((a, b) => Number(a.after === null) - Number(b.after === null));
  const first = await verifyAll(ordered, parts.openFiles, signal);
  if (first === undefined) return 'stale';
  const facts = factsOf(ordered, first);
  const steps: Step[] = [];
  for (const [index, change] of ordered.entries()) {
    const [fact, now] = [facts[index], first[index]];
    if (fact)
      steps.push({ change, fact, now: now ?? null, edit: editOf(change, now?.stats, parts.openFiles) });
  }
  await keepBytes(steps, parts.kept);

  signal.throwIfAborted();
  for (const { fact, change } of steps) parts.record.changing(fact, change);
  const staged = new Map<Step, Staged>();
  const parents = new SharedParents();
  const applied: Applied[] = [];
  try {
    for (const step of steps) await prepare(step, staged, { disk: parts.disk, parents });
    const second = await verifyAll(ordered, parts.openFiles, signal);
    if (second === undefined) throw new Conflict('A file changed');
    for (const [index, step] of steps.entries()) {
      const stats = second[index]?.stats ?? null;
      const ready = staged.get(step);
      if (ready === undefined) continue;
      refuseUnsaved(step, parts.openFiles);
      await ready.apply(stats, signal);
      applied.push({ step, stats, ready });
    }
    await replaceInEditor(steps, parts.openFiles, signal);
    await parents.sync();
  } catch (error) {
    return await fail({ steps, applied, record: parts.record }, error, signal);
  } finally {
    for (const ready of staged.values()) await ready.discard();
  }
  for (const step of steps) parts.record.changed(step.fact, await landed(step), step.change);
  return 'committed';
}

/** What each file is now, or undefined if one does not have the bytes of before. */
async function verifyAll(
  changes: readonly Change[],
  openFiles: OpenFiles,
  signal: AbortSignal,
): Promise<readonly (CurrentFile | null)[] | undefined> {
  const all: (CurrentFile | null)[] = [];
  for (const { path, before } of changes) {
    const now = await currentFile(path, openFiles, signal);
    if ((now?.hash ?? null) !== (before?.hash ?? null)) return undefined;
    all.push(now);
  }
  return all;
}

/** The bytes after are kept as well where a crash could leave only some of the files changed. */
async function keepBytes(steps: readonly Step[], kept: KeptBytes | null): Promise<void> {
  if (kept === null) return;
  const bytes = steps.flatMap(({ change: { before, after } }) => [
    ...(before ? [before.bytes] : []),
    ...(after && steps.length > 1 ? [after] : []),
  ]);
  try {
    for (const each of bytes) await kept.keep(each);
  } catch (error) {
    throw new ToolError(`Nothing was written: what was there could not be kept (${diskReason(error)}).`);
  }
}

async function prepare(step: Step, staged: Map<Step, Staged>, how: StageParts): Promise<void> {
  const { change, fact, now, edit } = step;
  const stats = now?.stats ?? null;
  const temporary = fact.commit && stagedName(fact.commit.id, fact.path);
  if (edit === undefined) staged.set(step, await stage(change, stats, { ...how, temporary }));
  else if (stats !== null) await refuseReadOnly(change.path, stats);
}

/** A person may have begun to type; asked at the last moment before the disk is touched. */
function refuseUnsaved({ change: { path } }: Step, openFiles: OpenFiles): void {
  if (openFiles.look(path.canonical)?.isDirty) throw new Conflict('Somebody is changing the file');
}
