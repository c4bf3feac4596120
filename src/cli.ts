#!/usr/bin/env node

import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { rgPath } from '@vscode/ripgrep';
import { type Assignment, beginRun } from './beginRun.ts';
import { Ending } from './core/agent/ending.ts';
import { safeText } from './core/human/safeText.ts';
import type { RunView } from './core/journal/runView.ts';
import { builtInProfiles } from './core/prompts/builtInProfiles.ts';
import { Slots } from './core/spawn/slots.ts';
import { openInterrupted } from './interruptedChanges.ts';
import { pastRun } from './pastRuns.ts';
import { createAvailability, createProviders, type EndpointSources } from './providers/catalogue.ts';
import { createDemoProvider } from './providers/demo/demo.ts';
import { providerTable } from './providers/providerTable.ts';
import { openRevert } from './revertRun.ts';
import { systemClock } from './systemClock.ts';
import { type ProfilesCommand, parseCommand, type ReadCommand } from './terminal/arguments/arguments.ts';
import { defaultModel, noModelText } from './terminal/arguments/defaultModel.ts';
import { canonicalPlace, findFolder, holdsFolder } from './terminal/arguments/findFolder.ts';
import { helpText } from './terminal/arguments/help.ts';
import { runLimits } from './terminal/arguments/limits.ts';
import { readInput } from './terminal/arguments/readInput.ts';
import type { RetryCommand } from './terminal/arguments/retryCommand.ts';
import type { RevertCommand } from './terminal/arguments/revertCommand.ts';
import type { RunCommand } from './terminal/arguments/runCommand.ts';
import type { RunOptions } from './terminal/arguments/runOptions.ts';
import { stateDirectory } from './terminal/arguments/stateDirectory.ts';
import { exitCode, exitCodeOf } from './terminal/exitCode.ts';
import { type ConductParts, conductRun } from './terminal/live/conductRun.ts';
import { listenForInterrupts } from './terminal/live/interrupts.ts';
import { answerProfiles } from './terminal/profiles/profilesCommand.ts';
import { noRun, noStart, readRun } from './terminal/report/readRun.ts';
import { findRetried } from './terminal/retries/findRetried.ts';
import { answerRevert } from './terminal/reverts/revertAnswer.ts';
import { cutOffNotice } from './terminal/reverts/revertCutOff.ts';
import { openTerminal } from './terminal/screen/terminal.ts';
import { createProgressBoard } from './workspace/board/progressBoard.ts';
import { openWorkspace } from './workspace/confinement/resolver.ts';
import { noOpenFiles } from './workspace/content/openFiles.ts';
import { JournalError } from './workspace/journal/journalLine.ts';
import { listRuns } from './workspace/journal/listRuns.ts';
import { journalPieces, verifyJournal } from './workspace/journal/readJournal.ts';
import { createProfiles } from './workspace/profiles/profiles.ts';

const { env } = process;
const stop = new AbortController();
const terminal = openTerminal(process, () =>
  stop.abort(new Ending('cancelled', 'The reader of the output is gone.')),
);
const keyedModels = Object.entries(providerTable).flatMap(([provider, { keyVariable, suggestedModels }]) => {
  const [model] = suggestedModels;
  return keyVariable && model ? [{ keyVariable, model: `${provider}/${model}` }] : [];
});
const endpoints: EndpointSources = {
  key: async (provider) => env[providerTable[provider].keyVariable ?? ''],
  baseUrl: (provider) => env[providerTable[provider].baseUrlVariable ?? ''],
  keyHint: (provider) => `Set ${providerTable[provider].keyVariable} in the environment.`,
};
const providers = createProviders({ ...endpoints, demo: createDemoProvider() });

process.exit(await main());

/** Does what the arguments say and resolves with the exit code, when everything printed has left. */
async function main(): Promise<number> {
  try {
    return await perform();
  } catch (error) {
    if (error instanceof JournalError) return complain(error.message, exitCode.failed);
    const details = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return complain(`Muster hit an internal fault and stopped.\n${details}`, exitCode.failed);
  } finally {
    await Promise.all([terminal.out.flushed(), terminal.err.flushed()]);
  }
}

async function perform(): Promise<number> {
  const command = parseCommand(process.argv.slice(2));
  if (command.kind === 'usageError') return complain(command.message, exitCode.usage);
  if (command.kind === 'help') return print(helpText(Object.values(providerTable)));
  if (command.kind === 'version') return print(`${version()}\n`);
  const folder = await findFolder(command.workspace ?? '.');
  if (folder === undefined) {
    return complain(`There is no folder ${command.workspace}. Name one with --workspace.`, exitCode.usage);
  }
  const state = await canonicalPlace(command.state ?? stateDirectory(folder, env));
  if (holdsFolder((await findFolder(state)) ?? state, folder)) {
    return complain(
      `The journals cannot be kept in ${state}, which is or holds the workspace. Name another folder with --state.`,
      exitCode.usage,
    );
  }
  if (command.kind === 'run') return run(command, folder, state);
  if (command.kind === 'retry') return retry(command, folder, state);
  if (command.kind === 'revert') return revert(command, folder, state);
  return command.kind === 'profiles' ? profiles(command, folder, state) : read(command, state);
}

async function run(command: RunCommand, folder: string, state: string): Promise<number> {
  const model = command.model ?? defaultModel(env, keyedModels);
  if (model === undefined) return complain(noModelText(keyedModels), exitCode.usage);
  const problem = unknownModel(model, command.childModel);
  if (problem !== undefined) return complain(problem, exitCode.usage);
  return interruptible(async (interrupt) => {
    const mayAsk = command.task !== '-';
    const task = mayAsk ? command.task : await readInput(process.stdin, stop.signal);
    if (task.trim() === '') return complain('The task is empty. Say what to do.', exitCode.usage);
    return conduct({ task, model }, model, { command, folder, state, mayAsk, interrupt });
  });
}

/** Gives the task of an agent of a past run to a new one, in a run of its own. */
async function retry(command: RetryCommand, folder: string, state: string): Promise<number> {
  return interruptible(async (interrupt) => {
    const run = await pastRunNamed(command.runId, state);
    if (typeof run === 'string') {
      return complain(run, command.runId === undefined ? exitCode.failed : exitCode.usage);
    }
    const found = findRetried(run, command.agent);
    if ('problem' in found) return complain(found.problem, exitCode.usage);
    const { model } = found.first.brief;
    const problem = unknownModel(model, command.childModel);
    if (problem !== undefined) return complain(problem, exitCode.usage);
    return conduct(found, model, { command, folder, state, mayAsk: true, interrupt });
  });
}

/** Why one of these models cannot be used; undefined if both can. */
function unknownModel(...models: readonly (string | undefined)[]): string | undefined {
  const choices = models.flatMap((name) => (name === undefined ? [] : [providers(name)]));
  return choices.find((choice) => choice.kind === 'unknown')?.message;
}

interface Conducting {
  readonly command: RunOptions;
  readonly folder: string;
  readonly state: string;
  readonly mayAsk: boolean;
  readonly interrupt: () => void;
}

/** Does a run and resolves with the exit code. `model` is that of its first agent. */
async function conduct(
  assignment: Assignment,
  model: string,
  { command, folder, state, mayAsk, interrupt }: Conducting,
): Promise<number> {
  const { json, approval, limits, childModel = model } = command;
  const wanted = { ...assignment, childModel, approval, ...runLimits(limits) };
  const place = {
    folders: foldersOf(folder),
    stateDirectory: state,
    rgPath,
    provider: providers,
    canUse: createAvailability(endpoints),
    sharedSlots: new Slots(wanted.limits.concurrency),
    board: createProgressBoard({ clock: systemClock }),
    openFiles: noOpenFiles,
    clock: systemClock,
  };
  for (const change of await openInterrupted(pastPlace(folder, state), stop.signal))
    terminal.err.write(cutOffNotice(change));
  const begin: ConductParts['begin'] = (ends, signal) => beginRun(wanted, { ...place, ...ends }, signal);
  const report = await conductRun({ begin, terminal, json, mayAsk, interrupt }, stop.signal);
  return exitCodeOf(report.outcome);
}

async function profiles(command: ProfilesCommand, folder: string, state: string): Promise<number> {
  const workspace = await openWorkspace({ folders: foldersOf(folder), closed: [state] });
  const found = createProfiles({ workspace, stateDirectory: state, builtIn: builtInProfiles });
  return interruptible((interrupt) =>
    answerProfiles(command, { profiles: found, terminal, interrupt }, stop.signal),
  );
}

async function revert(command: RevertCommand, folder: string, state: string): Promise<number> {
  return interruptible(async (interrupt) => {
    const place = pastPlace(folder, state);
    const cutOff = await openInterrupted(place, stop.signal);
    const run = await pastRunNamed(command.runId, state);
    const runId = typeof run === 'string' ? '' : run.runId;
    const open: Parameters<typeof answerRevert>[1]['open'] = (scope, onLine) =>
      openRevert({ ...place, onLine }, runId, scope, stop.signal);
    return answerRevert(command, { run, cutOff, open, terminal, interrupt }, stop.signal);
  });
}

/** The run that was named, or the newest; a text says why there is none. */
async function pastRunNamed(runId: string | undefined, state: string): Promise<RunView | string> {
  const runs = listRuns(state);
  const found = runId === undefined ? runs[0] : runs.find((candidate) => candidate.runId === runId);
  if (!found) return noRun(runId, runs);
  return (await pastRun(state, found.runId, stop.signal)) ?? noStart(found.runId);
}

function pastPlace(folder: string, state: string) {
  return { folders: foldersOf(folder), stateDirectory: state, openFiles: noOpenFiles };
}

/** Does work that a person may interrupt. */
async function interruptible(work: (interrupt: () => void) => Promise<number>): Promise<number> {
  const exit = () => process.exit(exitCode.cancelled);
  const { interrupt, release } = listenForInterrupts({ stop: (reason) => stop.abort(reason), exit });
  try {
    return await work(interrupt);
  } catch (error) {
    if (stop.signal.aborted) return exitCode.cancelled;
    throw error;
  } finally {
    release();
  }
}

function foldersOf(folder: string) {
  return [{ name: basename(folder), path: folder }];
}

async function read(command: ReadCommand, state: string): Promise<number> {
  const journals = { list: () => listRuns(state), pieces: journalPieces, verify: verifyJournal };
  return interruptible(() => readRun(command, journals, terminal, stop.signal));
}

function print(text: string): number {
  terminal.out.write(text);
  return exitCode.ok;
}

function complain(message: string, code: number): number {
  terminal.err.write(`${safeText(message)}\n`);
  return code;
}

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return typeof manifest === 'object' && manifest && 'version' in manifest
    ? `${manifest.version}`
    : 'unknown';
}
