import { counted } from '../../core/human/amounts.ts';
import { revealed, safeLine } from '../../core/human/safeText.ts';
import type { RevertCommand } from '../arguments/revertCommand.ts';
import { pressedKey } from '../asking/keys.ts';
import { exitCode } from '../exitCode.ts';
import type { RevertEnds } from './revertEnds.ts';

export type Settling = 'finish' | 'undo' | 'leave';

/** A change of several files, or a revert of several, that a crash left half done. A revert cannot be undone. */
export interface CutOff {
  readonly kind: 'change' | 'revert';
  readonly runId: string;
  readonly files: readonly { readonly path: string; readonly state: 'before' | 'after' | 'other' }[];
  settle(
    choice: Settling,
    signal: AbortSignal,
  ): Promise<{ readonly kind: 'settled' } | { readonly kind: 'stuck'; readonly reason: string }>;
}

/** What became of what was cut off: nothing is in the way any more, or the code to exit with. */
export type Settled = 'settled' | { readonly code: number };

/**
 * Tells of each change that was cut off and settles it as the command or a person says. A revert that was cut off needs
 * no word: the next one takes up what it left.
 */
export async function settleCutOff(
  changes: readonly CutOff[],
  settle: RevertCommand['settle'],
  ends: { readonly terminal: RevertEnds; readonly interrupt: () => void },
  signal: AbortSignal,
): Promise<Settled> {
  const { terminal, interrupt } = ends;
  const { err, person } = terminal;
  for (const change of changes) {
    err.write(cutOffText(change));
    if (settle === undefined && change.kind === 'revert') continue;
    if (settle === undefined && !person) {
      err.write(`Say what becomes of it: muster revert ${change.runId} --finish, --undo or --leave.\n`);
      return { code: exitCode.usage };
    }
    const choice = settle ?? (person ? await asked(terminal, person.input, interrupt, signal) : 'leave');
    const outcome = await change.settle(choice, signal);
    if (outcome.kind === 'stuck') {
      err.write(`Nothing was done: ${shown(outcome.reason)} To leave the files as they are: --leave.\n`);
      return { code: exitCode.failed };
    }
    err.write(`${words[change.kind][choice]}\n\n`);
  }
  return 'settled';
}

/** `A change of 3 files was cut off …`, for those who are about to start another run. */
export function cutOffNotice({ kind, runId, files }: Omit<CutOff, 'settle'>): string {
  return `A ${kind} of ${counted(files.length, 'file')} was cut off in run ${runId}: muster revert ${runId}\n`;
}

function cutOffText({ kind, runId, files }: CutOff): string {
  const done = files.filter(({ state }) => state === 'after').length;
  const rows = files.map(({ path, state }) => `  ${shown(path)}  ${words[kind][state]}\n`);
  const all = counted(files.length, 'file');
  const what =
    kind === 'change'
      ? `Run ${runId} was cut off while it changed ${all}: ${done} of them ${done === 1 ? 'is' : 'are'} changed.`
      : `The revert of run ${runId} was cut off: ${done} of ${all} restored.`;
  return `${what}\n${rows.join('')}`;
}

async function asked(
  { err }: Pick<RevertEnds, 'err'>,
  input: NonNullable<RevertEnds['person']>['input'],
  interrupt: () => void,
  signal: AbortSignal,
): Promise<Settling> {
  err.write('[f]inish it  [u]ndo it  [l]eave it as it is > ');
  const key = await pressedKey(input, { wanted: ['f', 'u', 'l'], interrupt }, signal);
  err.write(`${key}\n`);
  return choices[key];
}

const choices = { f: 'finish', u: 'undo', l: 'leave' } as const;

const changeWords = {
  before: 'as before',
  after: 'changed',
  other: 'changed by somebody else since',
  finish: 'Finished: all of its files are changed.',
  undo: 'Undone: all of its files are as before.',
  leave: 'Left as it is.',
};
const revertWords = {
  ...changeWords,
  before: 'not restored yet',
  after: 'restored',
  finish: 'Finished: all of its files are restored.',
};
const words = { change: changeWords, revert: revertWords };

const shown = (text: string) => revealed(safeLine(text));
