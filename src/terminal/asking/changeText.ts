import { counted, fileSize } from '../../core/human/amounts.ts';
import type { FileChange } from '../../core/human/request.ts';
import { countHidden, revealed, safeLine } from '../../core/human/safeText.ts';
import type { Paint } from '../screen/paint.ts';
import { type DiffLine, diffLines, type Hunk, hunks } from './lineDiff.ts';

/** A change as a person judges it: what it is, what to look out for, and the diff, line by line. */
export interface ChangeText {
  readonly heading: readonly string[];
  readonly diff: readonly string[];
}

/** Describes one file of a proposal. Nothing in it can steer a terminal, and what is invisible is shown. */
export function changeText(change: FileChange, paint: Paint): ChangeText {
  const lines = diffLines(linesOf(change.before?.text ?? ''), linesOf(change.after?.text ?? ''));
  const notes = (change.notes ?? []).map((note) => revealed(safeLine(note)));
  const warnings = [...cautions(change, lines), ...notes].map((line) => paint('yellow', `! ${line}`));
  const count = (kind: DiffLine['kind']) => lines.filter((line) => line.kind === kind).length;
  const figures = `+${count('added')} −${count('removed')} ${count('added') + count('removed') === 1 ? 'line' : 'lines'}`;
  return {
    heading: [`${paint('bold', title(change))}  ${paint('dim', figures)}`, ...warnings],
    diff: hunks(lines).flatMap((hunk) => hunkText(hunk, paint)),
  };
}

function title({ path, before, after }: FileChange): string {
  const verb = before === null ? 'Create' : after === null ? 'Delete' : 'Change';
  return `${verb} ${revealed(safeLine(path))}`;
}

/** What a diff alone does not make plain. */
function cautions(change: FileChange, lines: readonly DiffLine[]): readonly string[] {
  const { path, before, after, isProtected } = change;
  const added = lines.filter((line) => line.kind === 'added');
  const hidden = added.reduce((sum, line) => sum + countHidden(line.text), 0);
  const longest = added.reduce((most, line) => Math.max(most, line.text.length), 0);
  const [oldEnds, newEnds] = [lineEnds(before?.text ?? ''), lineEnds(after?.text ?? '')];
  return [
    ...(isProtected ? ['This is a protected file: it steers tools or agents.'] : []),
    ...(/[^\u0020-\u007E]/.test(path) ? [`Its name is not plain ASCII: ${escapedName(path)}`] : []),
    ...(hidden > 0
      ? [`${counted(hidden, 'invisible or reordering character')} in added lines, shown as <U+…>.`]
      : []),
    ...(oldEnds && newEnds && oldEnds !== newEnds ? [`Line endings: ${oldEnds} → ${newEnds}.`] : []),
    ...(longest > longLine ? [`The longest added line has ${longest} characters.`] : []),
    ...(after === null ? [`The whole file goes (${fileSize(Buffer.byteLength(before?.text ?? ''))}).`] : []),
  ];
}

const longLine = 300;

const escapedName = (path: string) =>
  path.replace(/[^ -~]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);

function lineEnds(text: string): 'LF' | 'CRLF' | 'mixed' | undefined {
  const all = text.match(/\n/g)?.length ?? 0;
  const crlf = text.match(/\r\n/g)?.length ?? 0;
  if (all === 0) return undefined;
  if (crlf === 0) return 'LF';
  return crlf === all ? 'CRLF' : 'mixed';
}

/** Lines with their line breaks, so that a change of a line break alone is a change. */
const linesOf = (text: string): readonly string[] => text.match(/[^\n]*\n|[^\n]+/g) ?? [];

function hunkText(hunk: Hunk, paint: Paint): readonly string[] {
  const olds = hunk.lines.filter((line) => line.kind !== 'added').length;
  const news = hunk.lines.filter((line) => line.kind !== 'removed').length;
  const head = `@@ -${hunk.oldStart},${olds} +${hunk.newStart},${news} @@`;
  return [paint('cyan', head), ...hunk.lines.flatMap((line) => lineText(line, paint))];
}

function lineText({ kind, text }: DiffLine, paint: Paint): readonly string[] {
  const plain = text.replace(/\r?\n$/, '');
  const note = text.endsWith('\n') ? [] : [paint('dim', '\\ No line break at the end')];
  if (kind === 'same') return [` ${revealed(plain)}`, ...note];
  const end = text.endsWith('\r\n') ? '␍' : '';
  const shown = revealed(plain).replace(/[ \t]+$/, (blank) =>
    blank.replaceAll(' ', '·').replaceAll('\t', '→'),
  );
  const line = kind === 'added' ? paint('green', `+${shown}${end}`) : paint('red', `-${shown}${end}`);
  return [line, ...note];
}
