import { parseArgs } from 'node:util';
import { ApprovalMode } from '../core/human/approvalRules.ts';
import { type Limits, parseLimits } from './limits.ts';

/** What a person asked for on the command line. */
export type Command =
  | RunCommand
  | ReadCommand
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  /** The message says what is wrong and what to type instead. */
  | { readonly kind: 'usageError'; readonly message: string };

export interface RunCommand extends Place {
  readonly kind: 'run';
  /** `-` means: read it from the standard input. */
  readonly task: string;
  readonly model: string | undefined;
  readonly childModel: string | undefined;
  readonly approval: ApprovalMode;
  readonly limits: Limits;
  readonly json: boolean;
}

/** A command that only reads a journal; without `runId` it means the newest run. */
export interface ReadCommand extends Place {
  readonly kind: 'logs' | 'report' | 'verify';
  readonly runId: string | undefined;
}

/** Where the folder and its journals are; undefined means the current folder and its usual state folder. */
interface Place {
  readonly workspace: string | undefined;
  readonly state: string | undefined;
}

const commandNames = ['run', 'logs', 'report', 'verify'] as const;

/** Reads the arguments after the program's name. Never throws. */
export function parseCommand(argv: readonly string[]): Command {
  const parsed = parse(argv);
  if (typeof parsed === 'string') return { kind: 'usageError', message: parsed };
  const { values, positionals } = parsed;
  if (values.help) return { kind: 'help' };
  if (values.version) return { kind: 'version' };
  const [name, ...rest] = positionals;
  if (name === undefined) return wrong('Say what to do, for example: muster run "List the open TODOs".');
  const place = { workspace: values.workspace, state: values.state };
  if (place.workspace?.trim() === '') return wrong(emptyPlace('--workspace', 'the current folder'));
  if (place.state?.trim() === '') return wrong(emptyPlace('--state', 'the usual place'));
  if (name === 'run') return runCommand(rest, values, place);
  if (name === 'logs' || name === 'report' || name === 'verify') {
    return readCommand(name, rest, values, place);
  }
  return wrong(`There is no command "${name}". Use one of: ${commandNames.join(', ')}.`);
}

const options = {
  workspace: { type: 'string' },
  state: { type: 'string' },
  model: { type: 'string' },
  'child-model': { type: 'string' },
  approve: { type: 'string' },
  limit: { type: 'string', multiple: true },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;

const runOnly = ['model', 'child-model', 'approve', 'limit', 'json'] as const;

type Values = Exclude<ReturnType<typeof parse>, string>['values'];

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return `${firstSentence(error.message)} See muster --help for the options.`;
  }
}

function runCommand(positionals: readonly string[], values: Values, place: Place): Command {
  const [task, ...rest] = positionals;
  if (task === undefined || task.trim() === '') {
    return wrong('The task is missing. Write it in quotes: muster run "<task>", or - to read it from stdin.');
  }
  if (rest.length > 0) return wrong('The task must be one argument. Put it in quotes: muster run "<task>".');
  const approval = ApprovalMode.safeParse(values.approve ?? 'ask');
  if (!approval.success) {
    return wrong(`--approve cannot be "${values.approve}". Use one of: ${ApprovalMode.options.join(', ')}.`);
  }
  for (const model of [values.model, values['child-model']]) {
    if (model !== undefined && !isModelName(model)) return wrong(notAModel(model));
  }
  const limits = parseLimits(values.limit ?? []);
  if (limits.kind === 'wrong') return wrong(limits.message);
  return {
    kind: 'run',
    task,
    model: values.model,
    childModel: values['child-model'],
    approval: approval.data,
    limits: limits.limits,
    json: values.json ?? false,
    ...place,
  };
}

function readCommand(
  kind: ReadCommand['kind'],
  positionals: readonly string[],
  values: Values,
  place: Place,
): Command {
  const [runId, ...rest] = positionals;
  if (rest.length > 0) return wrong(`Name one run: muster ${kind} [RUN].`);
  if (runId !== undefined && !/^[a-z0-9][a-z0-9-]{0,63}$/.test(runId)) {
    return wrong(`"${runId}" is not the name of a run. Leave it out for the newest run.`);
  }
  const extra = runOnly.find((name) => values[name] !== undefined);
  if (extra) return wrong(`--${extra} is an option of muster run; muster ${kind} does not take it.`);
  return { kind, runId, ...place };
}

/** Whether a text has the form `provider/model`. */
export function isModelName(text: string): boolean {
  return /^[^/\s]+\/\S+$/.test(text);
}

const notAModel = (text: string) =>
  `"${text}" is not a model. Write it as PROVIDER/MODEL, for example demo/scripted.`;

const emptyPlace = (option: string, usual: string) =>
  `${option} is empty. Name a folder, or leave it out for ${usual}.`;

function wrong(message: string): Command {
  return { kind: 'usageError', message };
}

const firstSentence = (text: string) => `${text.split('. ')[0]?.replace(/\.$/, '')}.`;
