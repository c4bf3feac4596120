import { posix } from 'node:path';
import { counted } from '../../core/human/amounts.ts';
import { assertNever } from '../assertNever.ts';
import { clipped } from '../clipped.ts';
import { visible } from '../visible.ts';
import type { RevertFile } from './reverting.ts';

const mostNames = 3;
const mostReasons = 5;
const longestReason = 160;

/** What putting a file back does to it. */
export function restoreWords({ now, before }: Pick<RevertFile, 'now' | 'before'>): string {
  if (before === null) return 'is deleted again';
  return now === null ? 'comes back' : 'gets its earlier text back';
}

/** Why a file stays as it is, without a full stop. */
export function stayWords({ state, reason }: Pick<RevertFile, 'state' | 'reason'>): string {
  const words = clipped(reason ?? reasons(state), longestReason).replace(/\.$/, '');
  // In the middle of a line; a name stays as it is.
  return words.replace(/^(It|Its|What|Somebody)\b/, (word) => word.toLowerCase());
}

/** How many files come back and how many stay and why, in lines for a question. */
export function revertDetail(ready: readonly RevertFile[], staying: readonly RevertFile[]): string {
  const lines = [...new Set(ready.map(restoreWords))].map((what) => {
    const files = ready.filter((file) => restoreWords(file) === what);
    return `${counted(files.length, 'file')} ${plural(what, files)}: ${names(files)}.`;
  });
  const more = staying.length - mostReasons;
  const stay = [
    `${counted(staying.length, 'file')} ${staying.length === 1 ? 'stays as it is' : 'stay as they are'}:`,
    ...staying.slice(0, mostReasons).map((file) => `- ${nameOf(file)}: ${stayWords(file)}.`),
    ...(more > 0 ? [`- and ${more} more`] : []),
  ];
  return [lines.join('\n'), ...(staying.length === 0 ? [] : [stay.join('\n')])].join('\n\n');
}

/** What came of it, in one line; `restored` are paths. */
export function revertedWords(restored: readonly string[], staying: readonly RevertFile[]): string {
  const done = `Reverted ${whatWas(restored)}.`;
  const [first, ...others] = staying;
  if (!first) return done;
  const more = others.length === 0 ? '' : `; and ${others.length} more`;
  return `${done} ${counted(staying.length, 'file')} stayed: ${nameOf(first)}: ${stayWords(first)}${more}.`;
}

function whatWas([first, ...others]: readonly string[]): string {
  if (first === undefined) return 'nothing';
  return others.length === 0 ? nameOf({ path: first }) : counted(others.length + 1, 'file');
}

function plural(what: string, files: readonly RevertFile[]): string {
  if (files.length === 1) return what;
  return what
    .replace('is deleted', 'are deleted')
    .replace('comes back', 'come back')
    .replace('gets its earlier text', 'get their earlier text');
}

/** `a.md, b.md, c.md and 2 more` */
function names(files: readonly RevertFile[]): string {
  const more = files.length - mostNames;
  const shown = files.slice(0, mostNames).map(nameOf).join(', ');
  return more > 0 ? `${shown} and ${more} more` : shown;
}

const nameOf = ({ path }: { readonly path: string }) => clipped(posix.basename(visible(path)), 60);

function reasons(state: RevertFile['state']): string {
  switch (state) {
    case 'ready':
      return 'you left it out';
    case 'changedSince':
      return 'it was changed since';
    case 'alreadyBack':
      return 'it is as it was before';
    case 'notKept':
      return 'its earlier text was not kept';
    case 'refused':
      return 'it cannot be written';
    default:
      return assertNever(state);
  }
}
