import { ToolError } from '../../core/agent/tool.ts';
import { largestText, tooLarge } from '../content/fileText.ts';
import { withEndingsOf } from '../content/lineEndings.ts';
import { searchLines } from './findLines.ts';
import { type LineTable, lineAtOffset, lineTable, mostUsedEnding } from './lineTable.ts';
import { type Looseness, overlooked } from './looseness.ts';
import { describePlaces, nearestPlaces } from './nearest.ts';
import { candidates, occurrences } from './occurrences.ts';
import { editLoosely, type LooseEdit } from './tolerantEdit.ts';

export interface TextEdit {
  readonly display: string;
  readonly oldText: string;
  readonly newText: string;
  readonly replaceAll: boolean;
  /** How loosely the old text may be found where it does not occur exactly; by default with other typography. */
  readonly most?: Looseness;
}

export interface EditedText {
  readonly text: string;
  readonly count: number;
  readonly notes: readonly string[];
}

/**
 * Replaces text. Line endings do not matter for finding it, and bytes outside the replaced text stay as they are. What
 * does not occur exactly is found with other whitespace or typography if only one place fits; the notes tell.
 * Throws `ToolError` unless the old text occurs once, or at least once, exactly, with `replaceAll`.
 */
export function editText(text: string, edit: TextEdit): EditedText {
  const wanted = edit.oldText.replaceAll('\r\n', '\n');
  const given = edit.newText.replaceAll('\r\n', '\n');
  if (wanted === '')
    throw new ToolError('old_text is empty. To create or replace a whole file use write_file.');
  if (wanted === given) throw new ToolError('old_text and new_text are the same: nothing to change.');

  const plain = text.includes('\r\n') ? text.replaceAll('\r\n', '\n') : text;
  const starts = (edit.replaceAll ? occurrences : candidates)(plain, wanted);
  if (starts.length === 0) return editElsewhere(text, { ...edit, oldText: wanted, newText: given });
  if (starts.length > 1 && !edit.replaceAll)
    throw new ToolError(severalFound(edit.display, linesOf(plain, starts)));
  const size = plain.length + starts.length * (given.length - wanted.length);
  if (size > largestText) throw tooLarge(edit.display, size);
  return { text: replaced(text, { plain, starts, wanted, given }), count: starts.length, notes: [] };
}

interface Replacing {
  readonly plain: string;
  readonly starts: readonly number[];
  readonly wanted: string;
  readonly given: string;
}

function replaced(text: string, { plain, starts, wanted, given }: Replacing): string {
  const usual = plain === text ? '\n' : mostUsedEnding({ text });
  const isOneKind = plain === text || !(wanted + given).includes('\n');
  const toOriginal = plain === text ? (offset: number) => offset : originalOffsets(text);
  const pieces: string[] = [];
  let from = 0;
  for (const start of starts) {
    const begin = toOriginal(start);
    const end = toOriginal(start + wanted.length);
    pieces.push(text.slice(from, begin));
    pieces.push(isOneKind ? given : withEndingsOf(text.slice(begin, end), given, usual));
    from = end;
  }
  pieces.push(text.slice(from));
  return pieces.join('');
}

/** Maps growing offsets of the text with LF endings back to the text as it is. */
function originalOffsets(text: string): (offset: number) => number {
  let seen = 0;
  let next = text.indexOf('\r\n');
  return (offset) => {
    while (next >= 0 && next - seen < offset) {
      seen += 1;
      next = text.indexOf('\r\n', next + 2);
    }
    return offset + seen;
  };
}

function editElsewhere(text: string, edit: TextEdit): EditedText {
  const search = searchLines(lineTable(text));
  const found = edit.replaceAll ? undefined : editLoosely(search, edit, edit.most ?? 'typography');
  if (found?.kind === 'edited') {
    const note = `old_text was found with ${overlooked[found.looseness]}; the lines were:\n${found.were}`;
    return { text: found.text, count: 1, notes: [note] };
  }
  throw new ToolError(notFound(search.table, edit, found));
}

function notFound(
  table: LineTable,
  { display, oldText }: TextEdit,
  found: Exclude<LooseEdit, { kind: 'edited' }> | undefined,
): string {
  const isNot = `old_text does not occur in "${display}"; nothing was changed.`;
  if (found?.kind === 'several') {
    const lines = found.places.slice(0, 20).map((line) => line + 1);
    return `${isNot} With ${overlooked[found.looseness]} it occurs at lines ${lines.join(', ')}: send it exactly.`;
  }
  const wanted = oldText.replace(/\n$/, '').split('\n');
  const places = describePlaces(table, wanted, nearestPlaces(table, wanted, { most: 3 }));
  const hint = places === '' ? '' : ` The nearest places (- old_text, + the file):\n${places}`;
  return isNot + hint;
}

function severalFound(display: string, { count, lines }: ReturnType<typeof linesOf>): string {
  const more = count > lines.length ? ', …' : '';
  return (
    `old_text occurs ${count} times in "${display}" (lines ${lines.join(', ')}${more}). ` +
    'Add surrounding lines to make it unique, or set replace_all.'
  );
}

function linesOf(
  text: string,
  starts: readonly number[],
): { readonly count: number; readonly lines: readonly number[] } {
  const table = lineTable(text);
  return {
    count: starts.length,
    lines: starts.slice(0, 20).map((start) => lineAtOffset(table, start) + 1),
  };
}
