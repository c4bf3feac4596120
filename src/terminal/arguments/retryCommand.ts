import type { Place, UsageError } from './arguments.ts';
import type { Options } from './options.ts';
import { type RunOptions, runOptions } from './runOptions.ts';

/** Gives the task of a run's child to a new agent; without `runId` the newest run is meant. */
export interface RetryCommand extends Place, RunOptions {
  readonly kind: 'retry';
  readonly runId: string | undefined;
  /** The child, by its id or its label. */
  readonly agent: string | undefined;
}

/** Reads what stands after `muster retry`; `runId` was read before. */
export function retryCommand(
  runId: string | undefined,
  values: Options,
  place: Place,
): RetryCommand | UsageError {
  const { agent } = values;
  if (agent?.trim() === '')
    return { kind: 'usageError', message: '--agent is empty. Name an agent by its label or its id.' };
  const options = runOptions(values);
  return 'kind' in options ? options : { kind: 'retry', runId, agent, ...options, ...place };
}
