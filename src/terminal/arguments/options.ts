import { parseArgs } from 'node:util';

const options = {
  workspace: { type: 'string' },
  state: { type: 'string' },
  model: { type: 'string' },
  'child-model': { type: 'string' },
  approve: { type: 'string' },
  limit: { type: 'string', multiple: true },
  json: { type: 'boolean' },
  trust: { type: 'string' },
  agent: { type: 'string' },
  file: { type: 'string', multiple: true },
  yes: { type: 'boolean', short: 'y' },
  finish: { type: 'boolean' },
  undo: { type: 'boolean' },
  leave: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;

/** The words and options of a command line, or a message that says what is wrong with them. */
export function parseOptions(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return `${firstSentence(error.message)} See muster --help for the options.`;
  }
}

export type Options = Exclude<ReturnType<typeof parseOptions>, string>['values'];

/** Which commands each option belongs to; those that are not here belong to all. */
const owners: Readonly<Record<string, readonly string[]>> = {
  model: ['run'],
  'child-model': ['run', 'retry'],
  approve: ['run', 'retry'],
  limit: ['run', 'retry'],
  json: ['run', 'retry', 'revert'],
  trust: ['profiles'],
  agent: ['retry', 'revert'],
  file: ['revert'],
  yes: ['revert'],
  finish: ['revert'],
  undo: ['revert'],
  leave: ['revert'],
};

/** What to say if an option of another command was given. */
export function strayOption(command: string, values: Options): string | undefined {
  for (const [name, value] of Object.entries(values)) {
    const commands = owners[name];
    if (value === undefined || commands === undefined || commands.includes(command)) continue;
    return `--${name} is an option of ${named(commands)}; muster ${command} does not take it.`;
  }
  return undefined;
}

/** `muster run, muster retry and muster revert` */
function named(commands: readonly string[]): string {
  const names = commands.map((each) => `muster ${each}`);
  return [names.slice(0, -1).join(', '), ...names.slice(-1)].filter((part) => part !== '').join(' and ');
}

const firstSentence = (text: string) => `${text.split('. ')[0]?.replace(/\.$/, '')}.`;
