import { counted } from '../../core/human/amounts.ts';
import { revealed, safeLine } from '../../core/human/safeText.ts';
import { changeText } from '../asking/changeText.ts';
import type { Paint } from '../screen/paint.ts';
import { padToWidth, textWidth } from '../screen/textWidth.ts';

/** One side of a file; what is no text says what it is. */
export type Side = { readonly text: string; readonly isNote?: true } | null;

/** One file that a run changed, and whether it can be put back. */
export interface RevertFile {
  readonly path: string;
  readonly state: 'ready' | 'changedSince' | 'alreadyBack' | 'notKept' | 'refused';
  readonly reason?: string;
  readonly now: Side;
  readonly before: Side;
}

/** A revert as a table: each file, and what happens to it. Safe to print. */
export function revertTable(files: readonly RevertFile[]): string {
  const names = files.map(({ path }) => shown(path));
  const width = names.reduce((most, name) => Math.max(most, textWidth(name)), 'FILE'.length);
  const rows = files.map((file, index) => `${padToWidth(names[index] ?? '', width)}  ${fate(file)}`);
  return `${[`${padToWidth('FILE', width)}  WHAT HAPPENS`, ...rows].join('\n')}\n${wayOut(files)}`;
}

function fate({ state, reason, now, before }: RevertFile): string {
  if (state === 'alreadyBack') return 'is as it was before';
  if (state !== 'ready') return `stays: ${shown(reason ?? '')}`;
  if (before === null) return 'is deleted: the run made it';
  return now === null ? 'comes back: the run deleted it' : 'gets back what was in it';
}

/** What a person can do about files that stay. */
function wayOut(files: readonly RevertFile[]): string {
  if (!files.some(({ state }) => state === 'changedSince')) return '';
  return '\nWhat was changed after the agents is never thrown away. To restore such a file nevertheless, move it aside\nor copy the lines you want from its diff.\n';
}

/** The files that stay, though they were meant to be restored. */
export function staying(files: readonly RevertFile[]): readonly RevertFile[] {
  return files.filter(({ state }) => state !== 'ready' && state !== 'alreadyBack');
}

/** What each file is now and what it would be, as diffs, without those that are back already. */
export function revertDiffs(files: readonly RevertFile[], paint: Paint): string {
  const parts = files.flatMap(({ path, state, now, before }) => {
    if (state === 'alreadyBack' || (now === null && before === null)) return [];
    const side = (content: Side) => content && { hash: '', text: content.text };
    const change = { path, before: side(now), after: side(before), isProtected: false };
    const { heading, diff } = changeText(change, paint);
    return [...heading, ...diff, ''];
  });
  return `${parts.join('\n')}\n`;
}

/** `Restored 3 files; 1 file stays as it is.` */
export function restoredText(restored: number, stays: number): string {
  const rest =
    stays === 0 ? '' : `; ${counted(stays, 'file')} ${stays === 1 ? 'stays as it is' : 'stay as they are'}`;
  return `Restored ${counted(restored, 'file')}${rest}.`;
}

const shown = (text: string) => revealed(safeLine(text));
