import { counted } from '../../core/human/amounts.ts';
import type { FileChange } from '../../core/human/request.ts';
import { countHidden } from '../../core/human/safeText.ts';
import { visible } from '../visible.ts';

/** What a change amounts to, for a person who decides on it. */
export interface ChangeSummary {
  readonly added: number;
  readonly removed: number;
  /** What a diff on a screen may not show; empty for most changes. */
  readonly warnings: readonly string[];
}

const longLine = 1000;
const manyBlankLines = 40;

/** A change is shown in several places, many times, and may be of ten megabytes. */
const known = new WeakMap<FileChange, ChangeSummary>();

/** Counts lines wherever they stand: a line that only moved is neither added nor removed. */
export function summarise(change: FileChange): ChangeSummary {
  const summary = known.get(change) ?? summaryOf(change);
  known.set(change, summary);
  return summary;
}

function summaryOf(change: FileChange): ChangeSummary {
  const before = linesOf(change.before?.text ?? '');
  const after = linesOf(change.after?.text ?? '');
  const added = without(after, before);
  const removed = without(before, after);
  const warnings = [
    change.isProtected ? 'a protected file' : '',
    pathWarning(change.path),
    ...(change.before && change.after ? [endingsWarning(change.before.text, change.after.text)] : []),
    ...sameLookWarnings(added, removed),
    ...contentWarnings(added),
    blankWarning(before, after),
  ];
  return {
    added: added.length,
    removed: removed.length,
    warnings: warnings.filter((warning) => warning !== ''),
  };
}

/** `раckage.json` in Cyrillic and Latin letters is written with its code points. */
function pathWarning(path: string): string {
  const spelled = path.replace(/[\p{L}\p{M}]+/gu, (word) =>
    /\p{Script=Latin}/u.test(word) ? word.replace(lookAlike, codePoint) : word,
  );
  return spelled === path ? '' : `look-alike letters in the path ${visible(spelled)}`;
}

function endingsWarning(before: string, after: string): string {
  if (before === after) return '';
  const isAll = linesOf(before).join('\n') === linesOf(after).join('\n');
  if (isAll) return 'only line endings change';
  return before.includes('\r\n') === after.includes('\r\n') ? '' : 'line endings change';
}

function sameLookWarnings(added: readonly string[], removed: readonly string[]): string[] {
  const bare = (line: string) => line.replace(/\s+/g, '');
  const respaced = added.length - without(added.map(bare), removed.map(bare)).length;
  return respaced === 0 ? [] : [`${counted(respaced, 'line')} with a change of white space only`];
}

function contentWarnings(added: readonly string[]): string[] {
  const hidden = countHidden(added.join('\n').replace(emoji, ''));
  const longest = added.reduce((length, line) => Math.max(length, line.length), 0);
  return [
    hidden === 0 ? '' : counted(hidden, 'invisible character'),
    longest < longLine ? '' : `a line of ${longest.toLocaleString('en')} characters`,
  ];
}

function blankWarning(before: readonly string[], after: readonly string[]): string {
  const run = longestBlankRun(after);
  if (run < manyBlankLines || run <= longestBlankRun(before)) return '';
  return `${run.toLocaleString('en')} blank lines in a row`;
}

function longestBlankRun(lines: readonly string[]): number {
  let longest = 0;
  let run = 0;
  for (const line of lines) {
    run = line.trim() === '' ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}

function linesOf(text: string): readonly string[] {
  return text === '' ? [] : text.replaceAll('\r\n', '\n').replace(/\n$/, '').split('\n');
}

/** The lines that are left when each of the others has taken away one of its kind. */
function without(lines: readonly string[], others: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const other of others) counts.set(other, (counts.get(other) ?? 0) + 1);
  return lines.filter((line) => {
    const count = counts.get(line) ?? 0;
    counts.set(line, count - 1);
    return count <= 0;
  });
}

/** Letters that are drawn like Latin ones: of neighbouring alphabets, full width, and mathematical. */
const lookAlike =
  /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}\p{Script=Coptic}\uFF21-\uFF5A\u{1D400}-\u{1D7FF}]/gu;

/** An emoji may hold joiners and selectors; they are part of what is seen. */
const emoji = /\p{Extended_Pictographic}\uFE0F?(\u200D\p{Extended_Pictographic}\uFE0F?)*/gu;

const codePoint = (letter: string) =>
  `<U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`;
