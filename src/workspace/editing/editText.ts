import { ToolError } from '../../core/agent/tool.ts';
import { splitLines, usualEnding, withEndingsOf } from '../content/lineEndings.ts';

export interface TextEdit {
  readonly display: string;
  readonly oldText: string;
  readonly newText: string;
  readonly replaceAll: boolean;
}

/**
 * Replaces exact text. Line endings do not matter for finding it, and bytes outside the replaced text stay as they are.
 * Throws `ToolError` unless the old text occurs once, or at least once with `replaceAll`.
 */
export function editText(text: string, edit: TextEdit): { readonly text: string; readonly count: number } {
  const wanted = edit.oldText.replaceAll('\r\n', '\n');
  const given = edit.newText.replaceAll('\r\n', '\n');
  if (wanted === '')
    throw new ToolError('old_text is empty. To create or replace a whole file use write_file.');
  if (wanted === given) throw new ToolError('old_text and new_text are the same: nothing to change.');

  const plain = text.replaceAll('\r\n', '\n');
  const starts = occurrences(plain, wanted);
  if (starts.length === 0) throw new ToolError(notFound(edit.display, plain, wanted));
  if (starts.length > 1 && !edit.replaceAll) throw new ToolError(severalFound(edit.display, plain, starts));

  const usual = usualEnding(splitLines(text));
  const toOriginal = originalOffsets(text);
  let result = '';
  let from = 0;
  for (const start of starts) {
    const begin = toOriginal(start);
    const end = toOriginal(start + wanted.length);
    result += text.slice(from, begin) + withEndingsOf(text.slice(begin, end), given, usual);
    from = end;
  }
  return { text: result + text.slice(from), count: starts.length };
}

function occurrences(text: string, wanted: string): readonly number[] {
  const starts: number[] = [];
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) starts.push(at);
  return starts;
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

function severalFound(display: string, text: string, starts: readonly number[]): string {
  const shown = starts.slice(0, 20).map((start) => lineNumberAt(text, start));
  const more = starts.length > shown.length ? ', …' : '';
  return (
    `old_text occurs ${starts.length} times in "${display}" (lines ${shown.join(', ')}${more}). ` +
    'Add surrounding lines to make it unique, or set replace_all.'
  );
}

function notFound(display: string, text: string, wanted: string): string {
  const near = nearestLines(text, wanted);
  const hint = near === '' ? '' : ` The nearest lines are:\n${near}`;
  return `old_text does not occur in "${display}"; nothing was changed.${hint}`;
}

/** The few lines most like the first telling line of the wanted text, with their numbers. */
function nearestLines(text: string, wanted: string): string {
  const key = wanted.split('\n').find((line) => line.trim() !== '');
  if (key === undefined) return '';
  const words = new Set(wordsOf(key));
  const scored = text.split('\n', 20_000).map((line, index) => {
    const isSame = line.trim() === key.trim();
    const hits = wordsOf(line).filter((word) => words.has(word)).length;
    return { line, index, score: isSame ? Number.POSITIVE_INFINITY : hits / Math.max(1, words.size) };
  });
  const best = scored
    .filter(({ score }) => score >= 0.4)
    .toSorted((a, b) => b.score - a.score || a.index - b.index);
  const shown = best.slice(0, 3).toSorted((a, b) => a.index - b.index);
  return shown.map(({ line, index }) => `${index + 1}\t${line.slice(0, 200)}`).join('\n');
}

function wordsOf(line: string): readonly string[] {
  return line.slice(0, 2000).match(/[\p{L}\p{N}_]+/gu) ?? [];
}

function lineNumberAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}
