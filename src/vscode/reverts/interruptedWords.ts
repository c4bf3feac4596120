import { counted } from '../../core/human/amounts.ts';
import { clipped } from '../clipped.ts';
import type { InterruptedFile, Interruption } from './interruptions.ts';

type CutOff = Pick<Interruption, 'kind' | 'files'>;

/**
 * `“Sort the notes” was cut off while it changed 3 files: 1 is changed, 2 are not.`, or `The revert of “Sort the notes”
 * was cut off: 2 of 5 files restored.`, and what a person can do.
 */
export function interruptedWords(cutOff: CutOff, task: string): string {
  const name = task === '' ? undefined : `“${clipped(task, 60)}”`;
  return cutOff.kind === 'revert'
    ? revertWords(cutOff, name ?? 'a run')
    : changeWords(cutOff, name ?? 'A run');
}

function revertWords(cutOff: CutOff, run: string): string {
  return `The revert of ${run} was cut off: ${interruptedFacts(cutOff)}. Finish restores the rest, Leave keeps it so.`;
}

function changeWords({ files }: CutOff, run: string): string {
  const count = (state: InterruptedFile['state']) => files.filter((file) => file.state === state).length;
  const parts = [
    { number: count('after'), words: 'changed' },
    { number: count('before'), words: 'not' },
    { number: count('other'), words: 'other than both' },
  ].filter(({ number }) => number > 0);
  const states = parts.map(({ number, words }) => `${number} ${number === 1 ? 'is' : 'are'} ${words}`);
  return `${run} was cut off while it changed ${counted(files.length, 'file')}: ${states.join(', ')}. Finish changes the rest, Undo changes all back, Leave keeps it so.`;
}

/** `1 of 3 files changed`, `2 of 5 files restored` */
export function interruptedFacts({ kind, files }: CutOff): string {
  const done = files.filter(({ state }) => state === 'after').length;
  return `${done} of ${counted(files.length, 'file')} ${doneWord[kind]}`;
}

/** What a file of a change or of a revert is, in a list. */
export function stateWords(kind: Interruption['kind'], state: InterruptedFile['state']): string {
  if (state === 'other') return 'changed by somebody else since';
  return state === 'after' ? doneWord[kind] : `not ${doneWord[kind]} yet`;
}

const doneWord = { change: 'changed', revert: 'restored' } as const;
