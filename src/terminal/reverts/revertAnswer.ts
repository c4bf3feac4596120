import { counted } from '../../core/human/amounts.ts';
import { revealed, safeLine } from '../../core/human/safeText.ts';
import type { TimedEvent } from '../../core/journal/agentView.ts';
import { type RunView, runTitle } from '../../core/journal/runView.ts';
import { agentNamed } from '../agentNamed.ts';
import type { RevertCommand } from '../arguments/revertCommand.ts';
import { pressedKey } from '../asking/keys.ts';
import { exitCode } from '../exitCode.ts';
import { type CutOff, settleCutOff } from './revertCutOff.ts';
import type { RevertEnds } from './revertEnds.ts';
import { type RevertFile, restoredText, revertDiffs, revertTable, staying } from './revertText.ts';

/** What undoing changes of a run would do. */
export interface Revert {
  readonly files: readonly RevertFile[];
  apply(
    signal: AbortSignal,
  ): Promise<
    | { readonly kind: 'reverted'; readonly restored: readonly string[] }
    | { readonly kind: 'stale' | 'atWork' | 'failed'; readonly reason: string }
  >;
}

/** What it takes to answer `muster revert`. */
export interface RevertParts {
  /** The run that was named, or the newest; a text says why there is none. */
  readonly run: RunView | string;
  /** What crashes left half done, in any run. */
  readonly cutOff: readonly CutOff[];
  readonly open: (
    scope: { readonly ofAgent?: string; readonly paths?: readonly string[] },
    onLine: (line: TimedEvent) => void,
  ) => Promise<Revert>;
  readonly terminal: RevertEnds;
  /** What Ctrl+C means while a person is asked. */
  readonly interrupt: () => void;
}

/**
 * Shows what would be restored, asks, and restores it. A change that a crash cut off is settled first. Resolves with
 * the exit code; rejects when `signal` aborts while a person is asked.
 */
export async function answerRevert(
  command: RevertCommand,
  parts: RevertParts,
  signal: AbortSignal,
): Promise<number> {
  const { run, terminal, interrupt, cutOff } = parts;
  const say = (text: string) => terminal.err.write(`${text}\n`);
  if (typeof run === 'string') {
    say(run);
    return command.runId === undefined ? exitCode.failed : exitCode.usage;
  }
  const { settle } = command;
  const isAnyRun = settle !== undefined && command.runId === undefined;
  const waiting = cutOff.filter(({ runId }) => isAnyRun || runId === run.runId);
  const settled = await settleCutOff(waiting, settle, { terminal, interrupt }, signal);
  if (settled !== 'settled') return settled.code;
  if (settle !== undefined) {
    if (waiting.length === 0) say('No change of several files was cut off.');
    return exitCode.ok;
  }
  const agent = command.agent === undefined ? undefined : agentNamed(run, command.agent);
  if (agent && 'problem' in agent) {
    say(agent.problem);
    return exitCode.usage;
  }
  return revert(command, { ...parts, run, ofAgent: agent?.agentId }, signal);
}

async function revert(
  command: RevertCommand,
  parts: RevertParts & { readonly run: RunView; readonly ofAgent: string | undefined },
  signal: AbortSignal,
): Promise<number> {
  const { run, ofAgent, terminal, open } = parts;
  const { out, err } = terminal;
  const onLine = (line: TimedEvent) => {
    if (command.json) out.write(`${JSON.stringify(line)}\n`);
  };
  const paths = command.files.length === 0 ? {} : { paths: command.files };
  const found = await open({ ...(ofAgent === undefined ? {} : { ofAgent }), ...paths }, onLine);
  const { files } = found;
  const stranger = command.files.find((path) => !isOfRun(path, run, files));
  if (stranger !== undefined) {
    err.write(
      `Run ${run.runId} has not changed "${revealed(safeLine(stranger))}". Name a file as its table does.\n`,
    );
    return exitCode.usage;
  }
  if (files.length === 0) {
    err.write(`Run ${run.runId} has nothing to undo there.\n`);
    return exitCode.ok;
  }
  const print = command.json || terminal.person ? err.write : out.write;
  print(`Run ${run.runId}: ${safeLine(runTitle(run)).slice(0, 80)}\n\n${revertTable(files)}`);
  const ready = files.filter(({ state }) => state === 'ready').length;
  const stays = staying(files).length;
  if (ready === 0) {
    if (stays > 0 && !command.yes) await offerDiffs(files, parts, signal);
    return stays === 0 ? exitCode.ok : exitCode.failed;
  }
  const answer = command.yes ? 'yes' : await agrees(files, ready, parts, signal);
  if (answer !== 'yes') return answer === 'no' ? exitCode.failed : exitCode.usage;
  const outcome = await found.apply(signal);
  if (outcome.kind !== 'reverted') {
    err.write(`Nothing was restored: ${safeLine(outcome.reason)}\n`);
    return exitCode.failed;
  }
  err.write(`${restoredText(outcome.restored.length, stays)}\n`);
  return stays === 0 ? exitCode.ok : exitCode.failed;
}

/** A file that the run changed, also where it was reverted before. */
function isOfRun(path: string, { agents }: RunView, files: readonly RevertFile[]): boolean {
  if (files.some((file) => file.path === path)) return true;
  return agents.some(
    ({ changedFiles, deliverables, reverted }) =>
      changedFiles.includes(path) ||
      reverted.includes(path) ||
      deliverables.some((deliverable) => deliverable.path === path),
  );
}

async function agrees(
  files: readonly RevertFile[],
  ready: number,
  { terminal, interrupt }: RevertParts,
  signal: AbortSignal,
): Promise<'yes' | 'no' | 'nobody'> {
  const { err, person, paint } = terminal;
  if (!person) {
    err.write('There is no terminal to ask in. To restore them: --yes\n');
    return 'nobody';
  }
  for (;;) {
    err.write(`\nRestore ${counted(ready, 'file')}? [y]es  [n]o  [d]iffs > `);
    const key = await pressedKey(person.input, { wanted: ['y', 'n', 'd'], interrupt }, signal);
    err.write(`${key}\n`);
    if (key === 'y') return 'yes';
    if (key === 'n') {
      err.write('Nothing was restored.\n');
      return 'no';
    }
    err.write(`\n${revertDiffs(files, paint)}`);
  }
}

/** What stays can still be looked at, where somebody is there to do it. */
async function offerDiffs(
  files: readonly RevertFile[],
  { terminal: { err, person, paint }, interrupt }: RevertParts,
  signal: AbortSignal,
): Promise<void> {
  if (!person) return;
  err.write('\nNothing can be restored. [d]iffs  [e]nd > ');
  const key = await pressedKey(person.input, { wanted: ['d', 'e'], interrupt }, signal);
  err.write(key === 'd' ? `d\n\n${revertDiffs(files, paint)}` : 'e\n');
}
