import type { Brief } from '../../src/core/agent/brief.ts';
import { noUsage } from '../../src/core/agent/provider.ts';
import type { Report } from '../../src/core/agent/report.ts';
import type { Event, RunLimits } from '../../src/core/journal/event.ts';
import { foldRun, type RunView } from '../../src/core/journal/runView.ts';
import type { Run } from '../../src/core/run.ts';
import { Runs } from '../../src/vscode/runs/runs.ts';

export const runLimits: RunLimits = {
  children: 1000,
  depth: 1,
  concurrency: 5,
  tokens: 20_000_000,
  costUsd: 5,
  askFanOutFrom: 10,
};

/** The facts of a run, as its journal would tell them. */
export const runStarted = (task = 'Look around'): Event => ({
  type: 'runStarted',
  runId: 'run-1',
  task,
  limits: runLimits,
});

type Queued = Extract<Event, { type: 'agentQueued' }>;

export function queued(
  agentId: string,
  parentId: string | null,
  more: Partial<Pick<Queued, 'retryOf' | 'batchId'>> & { label?: string; profile?: string } = {},
): Queued {
  const { label = agentId, profile, ...origin } = more;
  const brief: Brief = {
    task: `Do ${label}`,
    label,
    model: 'demo/scripted',
    tools: [],
    limits: { deadlineSeconds: 60, turns: 5, tokens: 1000, costUsd: null },
    ...(profile === undefined ? {} : { profile: { name: profile, instructions: 'Explore.' } }),
  };
  return { type: 'agentQueued', agentId, parentId, depth: parentId === null ? 0 : 1, brief, ...origin };
}

export const started = (agentId: string): Event => ({ type: 'agentStarted', agentId });

export function reportOf(agentId: string, more: Partial<Report> = {}): Report {
  return {
    agentId,
    label: agentId,
    outcome: 'completed',
    summary: 'Done.',
    deliverables: [],
    usage: noUsage,
    turns: 1,
    ...more,
  };
}

export const finished = (agentId: string, more: Partial<Report> = {}): Event => ({
  type: 'agentFinished',
  agentId,
  report: reportOf(agentId, more),
});

export const replied = (agentId: string, input: number, costUsd?: number): Event => ({
  type: 'modelReplied',
  agentId,
  turn: 1,
  text: 'Working.',
  calls: [],
  stop: 'done',
  usage: { ...noUsage, input },
  ...(costUsd === undefined ? {} : { costUsd }),
});

export const at = (event: Event) => ({ t: '2026-01-01T09:00:00.000Z', event });

/** The view of a run with these facts. */
export function viewOf(events: readonly Event[]): RunView {
  const view = foldRun(events.map(at));
  if (!view) throw new Error('The run has not started.');
  return view;
}

export interface LiveRuns {
  readonly runs: Runs;
  readonly tell: (event: Event) => void;
  /** Ends the run after these facts. */
  readonly end: (more?: readonly Event[]) => Promise<void>;
}

/** The runs of a window in which one run is under way, as far as these facts go. */
export async function liveRuns(
  events: readonly Event[],
  retryAgent: Run['retryAgent'] = () => ({ kind: 'refused', message: 'Not now.' }),
): Promise<LiveRuns> {
  let ended = (_: Report) => {};
  let tell = (_: Event) => {};
  const report = new Promise<Report>((resolve) => {
    ended = resolve;
  });
  const runs = new Runs(
    async (_task, onLine) => {
      tell = (event) => onLine(at(event));
      events.forEach(tell);
      const run = { report, retryAgent, cancelAgent: () => true, resumeSpawning: () => {} };
      return { runId: 'run-1', run };
    },
    () => Promise.resolve([]),
  );
  const all = runs.run('Look around');
  await new Promise((resolve) => setImmediate(resolve));
  const end = async (more: readonly Event[] = []) => {
    more.forEach(tell);
    ended(reportOf('run-1'));
    await all;
  };
  return { runs, tell: (event) => tell(event), end };
}
