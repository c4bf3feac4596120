import { counted } from '../../core/human/amounts.ts';
import { clipped } from '../clipped.ts';
import type { InterruptedFile, Interruption } from './interruptions.ts';

/** `“Sort the notes” was cut off while it changed 3 files: 1 is changed, 2 are not.` */
export function interruptedWords({ files }: Pick<Interruption, 'files'>, task: string): string {
  const run = task === '' ? 'A run' : `“${clipped(task, 60)}”`;
  const count = (state: InterruptedFile['state']) => files.filter((file) => file.state === state).length;
  const parts = [
    { number: count('after'), words: 'changed' },
    { number: count('before'), words: 'not' },
    { number: count('other'), words: 'other than both' },
  ].filter(({ number }) => number > 0);
  const states = parts.map(({ number, words }) => `${number} ${number === 1 ? 'is' : 'are'} ${words}`);
  return `${run} was cut off while it changed ${counted(files.length, 'file')}: ${states.join(', ')}. Finish changes the rest, Undo changes all back, Leave keeps it so.`;
}

/** `1 of 3 files changed` */
export function interruptedFacts({ files }: Pick<Interruption, 'files'>): string {
  const done = files.filter(({ state }) => state === 'after').length;
  return `${done} of ${counted(files.length, 'file')} changed`;
}
