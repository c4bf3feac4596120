import type { Place, UsageError } from './arguments.ts';
import type { Options } from './options.ts';
import { type RunOptions, runOptions } from './runOptions.ts';

/** Does a task. */
export interface RunCommand extends Place, RunOptions {
  readonly kind: 'run';
  /** `-` means: read it from the standard input. */
  readonly task: string;
  readonly model: string | undefined;
}

/** Reads what stands after `muster run`. */
export function runCommand(
  positionals: readonly string[],
  values: Options,
  place: Place,
): RunCommand | UsageError {
  const [task, ...rest] = positionals;
  if (task === undefined || task.trim() === '') {
    return wrong('The task is missing. Write it in quotes: muster run "<task>", or - to read it from stdin.');
  }
  if (rest.length > 0) return wrong('The task must be one argument. Put it in quotes: muster run "<task>".');
  const options = runOptions(values);
  if ('kind' in options) return options;
  return { kind: 'run', task, model: values.model, ...options, ...place };
}

function wrong(message: string): UsageError {
  return { kind: 'usageError', message };
}
