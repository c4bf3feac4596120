import type { Place, UsageError } from './arguments.ts';
import type { Options } from './options.ts';

/** Undoes changes of a run; without `runId` it means the newest. */
export interface RevertCommand extends Place {
  readonly kind: 'revert';
  readonly runId: string | undefined;
  /** Only those of this agent, by its id or its label. */
  readonly agent: string | undefined;
  /** Only those to these files. */
  readonly files: readonly string[];
  /** Asks nobody. */
  readonly yes: boolean;
  /** What becomes of a change that a crash cut off; nothing is reverted then. */
  readonly settle: 'finish' | 'undo' | 'leave' | undefined;
  readonly json: boolean;
}

/** Reads what stands after `muster revert`; `runId` was read before. */
export function revertCommand(
  runId: string | undefined,
  values: Options,
  place: Place,
): RevertCommand | UsageError {
  const choices = (['finish', 'undo', 'leave'] as const).filter((name) => values[name]);
  if (choices.length > 1) return wrong('Give one of --finish, --undo and --leave.');
  const [settle] = choices;
  const files = values.file ?? [];
  if (settle !== undefined && (values.agent !== undefined || files.length > 0))
    return wrong(`--${settle} is about a whole change; leave out --agent and --file.`);
  if (values.agent?.trim() === '') return wrong('--agent is empty. Name an agent by its label or its id.');
  if (files.some((path) => path.trim() === '')) return wrong('--file is empty. Name a file of the run.');
  return {
    kind: 'revert',
    runId,
    agent: values.agent,
    files: files.map((path) => path.replace(/^(\.\/)+/, '')),
    yes: values.yes ?? false,
    settle,
    json: values.json ?? false,
    ...place,
  };
}

function wrong(message: string): UsageError {
  return { kind: 'usageError', message };
}
