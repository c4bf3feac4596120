import { askFanOutFrom } from '../../core/spawn/limitBounds.ts';
import { limitTable } from './limits.ts';

/** The environment variables of one model API. */
interface ProviderVariables {
  readonly label: string;
  readonly keyVariable: string | undefined;
  readonly baseUrlVariable: string | undefined;
}

/** What `muster --help` prints. */
export function helpText(providers: readonly ProviderVariables[]): string {
  const variables = providers.flatMap(({ label, keyVariable, baseUrlVariable }) => [
    ...(keyVariable === undefined ? [] : [variableLine(keyVariable, `key for ${label}`)]),
    ...(baseUrlVariable === undefined ? [] : [variableLine(baseUrlVariable, `address of ${label}`)]),
  ]);
  const limits = limitTable.map(({ name, byDefault, mayBeNone, meaning }) => {
    const orNone = mayBeNone && byDefault !== null ? '; or none' : '';
    return `      ${name.padEnd(12)} ${meaning} (default ${byDefault ?? 'none'}${orNone})`;
  });
  return `Muster puts a team of AI agents to work in a folder, in parallel and under your control.

Usage:
  muster run "<task>" [options]    do a task; - reads it from the standard input
  muster report [RUN]              what a run did, as Markdown
  muster logs [RUN]                every fact of a run, one a line
  muster verify [RUN]              check that a run's journal is whole and unchanged
  muster retry [RUN] --agent NAME  give the task of an agent that a run started to a new one
  muster revert [RUN] [options]    put files back as they were before a run
  muster profiles                  the kinds of agents that a run can start here
  muster profiles --trust NAME     show a profile's file and trust it as it is now
The newest run is meant where none is named.

Options of every command:
  --workspace DIR                  the folder (default: the current one)
  --state DIR                      where journals are kept

Options of run, and of retry but for --model:
  --model PROVIDER/MODEL           the model that leads (default: $MUSTER_MODEL, or by the first key that is set)
  --child-model PROVIDER/MODEL     the model of the agents it starts (default: the same)
  --approve ask|none|edits|all     changes outside the open areas: ask (default), refuse, or let them through;
                                   all also lets many agents start at once; protected files, profiles that
                                   nobody has trusted and higher limits always ask
  --limit NAME=VALUE               may be given several times:
${limits.join('\n')}
                                   ${askFanOutFrom} or more agents at once ask first: children=… by hand is the answer
                                   beforehand, and so is --approve all; with neither, and without a terminal,
                                   they do not start
  --json                           print the journal's lines instead of the answer

Keys while a run shows its tree in a terminal, each where it would do something:
  c                                cancel an agent or a batch: choose it, Enter, and a yes if it is at work
  r                                retry an agent that has ended: a new one gets its task
  s                                let agents start again after failures paused them
  Ctrl+C                           stop the run

Options of retry:
  --agent NAME                     the agent, by its label or its id; the new one has its model and its limits,
                                   and its report is the answer

Options of revert:
  --agent NAME                     only what this agent changed, by its label or its id
  --file PATH                      only this file; may be given several times
  --yes                            do not ask
  --finish, --undo, --leave        a change of several files that a crash cut off: do the rest of it, take it
                                   back, or leave the files as they are and do not ask again
  --json                           print the journal's lines of the revert

Environment, for keys and other addresses:
${variables.join('\n')}
Without a key, --model demo/scripted shows how it works.

Exit code: 0 completed, 1 failed or partial, or a journal or profile that is not sound or not trusted,
2 wrong usage, also where somebody must be asked and cannot be, 130 cancelled.
`;
}

const variableLine = (name: string, meaning: string) => `  ${name.padEnd(31)}  ${meaning}`;
