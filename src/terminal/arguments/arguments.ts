import { type Options, parseOptions, strayOption } from './options.ts';
import { type RetryCommand, retryCommand } from './retryCommand.ts';
import { type RevertCommand, revertCommand } from './revertCommand.ts';
import { type RunCommand, runCommand } from './runCommand.ts';

/** What a person asked for on the command line. */
export type Command =
  | RunCommand
  | ReadCommand
  | ProfilesCommand
  | RetryCommand
  | RevertCommand
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | UsageError;

export interface UsageError {
  readonly kind: 'usageError';
  /** What is wrong and what to type instead. */
  readonly message: string;
}

/** A command that only reads a journal; without `runId` it means the newest run. */
export interface ReadCommand extends Place {
  readonly kind: 'logs' | 'report' | 'verify';
  readonly runId: string | undefined;
}

/** Lists the profiles, or trusts the one named. */
export interface ProfilesCommand extends Place {
  readonly kind: 'profiles';
  readonly trust: string | undefined;
}

/** Where the folder and its journals are; undefined means the current folder and its usual state folder. */
export interface Place {
  readonly workspace: string | undefined;
  readonly state: string | undefined;
}

const commandNames = ['run', 'logs', 'report', 'verify', 'retry', 'revert', 'profiles'] as const;

/** Reads the arguments after the program's name. Never throws. */
export function parseCommand(argv: readonly string[]): Command {
  const parsed = parseOptions(argv);
  if (typeof parsed === 'string') return wrong(parsed);
  const { values, positionals } = parsed;
  if (values.help) return { kind: 'help' };
  if (values.version) return { kind: 'version' };
  const [word, ...rest] = positionals;
  if (word === undefined) return wrong('Say what to do, for example: muster run "List the open TODOs".');
  const name = commandNames.find((candidate) => candidate === word);
  if (!name) return wrong(`There is no command "${word}". Use one of: ${commandNames.join(', ')}.`);
  const place = { workspace: values.workspace, state: values.state };
  if (place.workspace?.trim() === '') return wrong(emptyPlace('--workspace', 'the current folder'));
  if (place.state?.trim() === '') return wrong(emptyPlace('--state', 'the usual place'));
  const stray = strayOption(name, values);
  if (stray !== undefined) return wrong(stray);
  if (name === 'run') return runCommand(rest, values, place);
  if (name === 'profiles') return profilesCommand(rest, values, place);
  const run = runNamed(name, rest);
  if ('kind' in run) return run;
  const { runId } = run;
  if (name === 'retry') return retryCommand(runId, values, place);
  return name === 'revert' ? revertCommand(runId, values, place) : { kind: name, runId, ...place };
}

function runNamed(
  command: ReadCommand['kind'] | 'retry' | 'revert',
  positionals: readonly string[],
): { readonly runId: string | undefined } | UsageError {
  const [runId, ...rest] = positionals;
  if (rest.length > 0) return wrong(`Name one run: muster ${command} [RUN].`);
  if (runId !== undefined && !/^[a-z0-9][a-z0-9-]{0,63}$/.test(runId)) {
    return wrong(`"${runId}" is not the name of a run. Leave it out for the newest run.`);
  }
  return { runId };
}

function profilesCommand(positionals: readonly string[], { trust }: Options, place: Place): Command {
  if (positionals.length > 0) {
    return wrong('muster profiles takes no name. To trust a profile: muster profiles --trust NAME.');
  }
  if (trust?.trim() === '') return wrong('--trust is empty. Name a profile: muster profiles --trust NAME.');
  return { kind: 'profiles', trust, ...place };
}

const emptyPlace = (option: string, usual: string) =>
  `${option} is empty. Name a folder, or leave it out for ${usual}.`;

function wrong(message: string): UsageError {
  return { kind: 'usageError', message };
}
