import type { BigIntStats } from 'node:fs';
import { ToolError } from '../../core/agent/tool.ts';
import { type DecodedText, decodeText } from '../content/fileText.ts';
import { refuseHiddenChanges } from '../content/hiddenChanges.ts';
import type { OpenEdit, OpenFiles } from '../content/openFiles.ts';
import { readBytes } from '../content/readBytes.ts';
import { permissionBits } from './atomicWrite.ts';
import type { Landed } from './changeRecord.ts';
import type { Change } from './commit.ts';
import type { Step } from './commitSteps.ts';
import { Conflict } from './parentFolder.ts';

/** As `openEditOf`; a file that gets another mode is changed on the disk, since an editor cannot change one. */
export function editOf(
  change: Change,
  stats: BigIntStats | undefined,
  openFiles: OpenFiles,
): OpenEdit | undefined {
  const edit = openEditOf(change, openFiles);
  const isOther = change.mode !== undefined && BigInt(change.mode) !== ((stats?.mode ?? 0n) & permissionBits);
  return isOther && !openFiles.look(change.path.canonical)?.isDirty ? undefined : edit;
}

/** Changes all open files of a commit in one step. Throws `Conflict` if one is not as it was, `ToolError` if it is refused. */
export async function replaceInEditor(
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

/** What a file got: what an editor saved is looked at, since it may format a text while saving it. */
export async function landed({ change: { path, after }, fact, edit }: Step): Promise<Landed> {
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

/**
 * The edit by which a file that is open in an editor is changed there; undefined where the disk is to be changed: the
 * file is not open, or what is open is just what the disk has and could not be changed in the editor byte for byte.
 * Throws `ToolError` for a deletion or a creation that would pull the file from under unsaved changes, and for unsaved
 * changes that cannot be seen.
 */
function openEditOf({ path, before, after }: Change, openFiles: OpenFiles): OpenEdit | undefined {
  const open = openFiles.look(path.canonical);
  if (open === undefined) return undefined;
  refuseHiddenChanges(path, openFiles);
  if (before === null || after === null) {
    if (!open.isDirty) return undefined;
    throw new ToolError(
      `"${path.display}" has changes in an editor that are not saved, so it is not ${after === null ? 'deleted or moved' : 'replaced'}.`,
    );
  }
  const was = textOf(before.bytes, path.display);
  const will = textOf(after, path.display);
  if (open.isDirty) {
    if (was === undefined || will === undefined)
      throw new ToolError(`"${path.display}" has changes in an editor that are not saved.`);
    return { canonical: path.canonical, before: withoutMark(was.text), after: withoutMark(will.text) };
  }
  if (was === undefined || will === undefined || !savesAs(was, will)) return undefined;
  const edit = { canonical: path.canonical, before: withoutMark(was.text), after: withoutMark(will.text) };
  return edit.before === open.text ? edit : undefined;
}

/** Whether an editor that has the one text would save the other one as it is: it keeps encoding, mark and line endings. */
function savesAs(was: DecodedText, will: DecodedText): boolean {
  if (was.encoding !== will.encoding || hasMark(was.text) !== hasMark(will.text)) return false;
  const has = { crlf: will.text.includes('\r\n'), other: /(?<!\r)\n|\r(?!\n)/.test(will.text) };
  if (!has.crlf && !has.other) return true;
  const isCrlf = was.text.includes('\r\n');
  return isCrlf ? !has.other : !has.crlf && !will.text.includes('\r') && was.text.includes('\n');
}

function textOf(bytes: Buffer, display: string): DecodedText | undefined {
  try {
    return decodeText(bytes, display);
  } catch (error) {
    if (error instanceof ToolError) return undefined;
    throw error;
  }
}

const hasMark = (text: string) => text.startsWith('\ufeff');
const withoutMark = (text: string) => text.replace(/^\ufeff/, '');
