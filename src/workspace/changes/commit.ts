import type { BigIntStats } from 'node:fs';
import { ToolError } from '../../core/agent/tool.ts';
import type { KeptBytes } from '../checkpoints/keptBytes.ts';
import type { ResolvedPath } from '../confinement/guard.ts';
import { errorCode } from '../confinement/identity.ts';
import { type CurrentFile, currentFile } from '../content/currentFile.ts';
import type { OpenEdit, OpenFiles } from '../content/openFiles.ts';
import { readBytes } from '../content/readBytes.ts';
import {
  permissionBits,
  realWrites,
  refuseReadOnly,
  type Staged,
  stage,
  type WriteDisk,
} from './atomicWrite.ts';
import { type ChangeFact, type ChangeRecord, factsOf, type Landed } from './changeRecord.ts';
import { diskReason } from './diskReason.ts';
import { openEditOf } from './openEdit.ts';
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

interface Step {
  readonly change: Change;
  readonly fact: ChangeFact;
  readonly now: CurrentFile | null;
  /** Set where it is changed in an editor instead of on the disk. */
  readonly edit: OpenEdit | undefined;
}

interface Applied {
  readonly step: Step;
  readonly stats: BigIntStats | null;
  readonly ready: Staged;
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

/** An editor cannot change a mode; a file that gets another one is changed on the disk. */
function editOf(change: Change, stats: BigIntStats | undefined, openFiles: OpenFiles): OpenEdit | undefined {
  const edit = openEditOf(change, openFiles);
  const isOther = change.mode !== undefined && BigInt(change.mode) !== ((stats?.mode ?? 0n) & permissionBits);
  return isOther && !openFiles.look(change.path.canonical)?.isDirty ? undefined : edit;
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
  const { change, now, edit } = step;
  const stats = now?.stats ?? null;
  if (edit === undefined) staged.set(step, await stage(change, stats, how));
  else if (stats !== null) await refuseReadOnly(change.path, stats);
}

/** A person may have begun to type; asked at the last moment before the disk is touched. */
function refuseUnsaved({ change: { path } }: Step, openFiles: OpenFiles): void {
  if (openFiles.look(path.canonical)?.isDirty) throw new Conflict('Somebody is changing the file');
}

async function replaceInEditor(
  steps: readonly Step[],
  openFiles: OpenFiles,
  signal: AbortSignal,
): Promise<void> {
  const edits = steps.flatMap(({ edit }) => (edit ? [edit] : []));
  if (edits.length === 0) return;
  signal.throwIfAborted();
  const outcome = await openFiles.replace(edits);
  if (outcome === 'stale') throw new Conflict('A file changed in its editor');
  if (outcome === 'replaced') return;
  const names = steps.flatMap(({ edit, fact }) => (edit ? [`"${fact.path}"`] : []));
  throw new ToolError(`Nothing was written: the editor would not change ${names.join(', ')}.`);
}

/** What an editor saved is looked at, since it may format a text while saving it. */
async function landed({ change: { path, after }, fact, edit }: Step): Promise<Landed> {
  if (after === null || fact.after === null) return null;
  const approved = { hash: fact.after, bytes: after.length };
  if (edit === undefined) return approved;
  try {
    const found = await readBytes(path, new AbortController().signal);
    return found ? { hash: found.hash, bytes: found.bytes.length } : approved;
  } catch (error) {
    if (error instanceof ToolError) return approved;
    throw error;
  }
}

interface Attempt {
  readonly steps: readonly Step[];
  readonly applied: readonly Applied[];
  readonly record: ChangeRecord;
}

async function fail(
  { steps, applied, record }: Attempt,
  error: unknown,
  signal: AbortSignal,
): Promise<'stale'> {
  const stayed = await undo(applied);
  const reason = signal.aborted ? 'cancelled' : diskReason(error);
  for (const step of steps) {
    const also = stayed.includes(step) ? '; this file was already changed and could not be restored' : '';
    record.failed(step.fact, reason + also, step.change);
  }
  const rest = stayed.map(({ fact }) => `"${fact.path}"`).join(', ');
  if (rest !== '')
    throw new ToolError(`Not all files could be written (${reason}), and ${rest} stayed changed.`);
  if (signal.aborted || error instanceof ToolError) throw error;
  if (error instanceof Conflict) return 'stale';
  if (errorCode(error) !== 'error') throw new ToolError(`Nothing was written: ${reason}.`);
  throw error;
}

/** Puts the bytes of before back, last change first; the result are those that could not be undone. */
async function undo(applied: readonly Applied[]): Promise<readonly Step[]> {
  const stayed: Step[] = [];
  for (const { step, stats, ready } of applied.toReversed()) {
    try {
      await ready.undo(step.change.before?.bytes ?? null, stats);
    } catch {
      stayed.push(step);
    }
  }
  return stayed;
}
