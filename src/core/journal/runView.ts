import { addCost, type Cost, noCost } from '../agent/cost.ts';
import { addUsage, noUsage, type Usage } from '../agent/provider.ts';
import type { Report } from '../agent/report.ts';
import type { ApprovalMode } from '../human/approvalRules.ts';
import type { Request } from '../human/request.ts';
import { type AgentView, advanceAgent, newAgent, type TimedEvent, withRestored } from './agentView.ts';
import type { AgentOfRun, RunLimits } from './event.ts';
import { advanceTouches, revertTouches, type Touch } from './touched.ts';

/** One run as people see it: a fold of its journal and of nothing else. Agents stand in the order they were queued. */
export interface RunView {
  readonly runId: string;
  readonly task: string;
  /** The child of an earlier run whose work the first agent of this one does again. */
  readonly retryOf?: AgentOfRun | undefined;
  /** What a person allowed beforehand; not known of old runs. */
  readonly approval?: ApprovalMode | undefined;
  /** As they are now, with what a person granted since the start. */
  readonly limits: RunLimits;
  readonly startedAt: string;
  readonly finishedAt?: string;
  readonly agents: readonly AgentView[];
  readonly batches: readonly BatchView[];
  /** Requests that wait for a person, oldest first. */
  readonly pending: readonly PendingRequest[];
  readonly usage: Usage;
  readonly cost: Cost;
  /** The parent's last words so far, whole; once the run has finished they are its answer. */
  readonly answer: string;
  /** Which agent wrote or deleted which file when, the last time of each; in the order in which it happened. */
  readonly touches: readonly Touch[];
  /** What is wrong with a WORKSPACE.md, so that nothing may be written there. */
  readonly layoutProblems: readonly LayoutProblem[];
  /** Where the progress board is kept, once there is one. */
  readonly board?: string;
  /** Why nothing more of the run is written there. */
  readonly boardProblem?: string;
  /** What a person wanted undone, oldest first; `ofAgent` is left out where it was not one agent's work. */
  readonly reverts: readonly RevertView[];
  /** Set while failures in a row keep new agents from starting. */
  readonly paused?: { readonly failures: number; readonly reason: string };
  readonly report?: Report;
}

/** Many children on one list of items. Its children are the agents with this `batchId`. */
export interface BatchView {
  readonly batchId: string;
  readonly parentId: string;
  readonly label: string;
  readonly items: number;
  /** How many children it needs in all; not all of them may have been made yet. */
  readonly children: number;
  readonly report?: Report;
}

export interface RevertView {
  readonly revertId: string;
  readonly ofAgent?: string | undefined;
}

export interface LayoutProblem {
  readonly path: string;
  readonly line: number;
  readonly reason: string;
}

export interface PendingRequest {
  readonly request: Request;
  readonly raisedAt: string;
}

const nothingYet = {
  agents: [],
  batches: [],
  pending: [],
  touches: [],
  layoutProblems: [],
  reverts: [],
  usage: noUsage,
  cost: noCost,
  answer: '',
};

export function foldRun(lines: Iterable<TimedEvent>): RunView | undefined {
  let view: RunView | undefined;
  for (const line of lines) view = advance(view, line);
  return view;
}

/** The view after one more fact. Pure: the old view stays as it was. Undefined until the run has started. */
export function advance(view: RunView | undefined, line: TimedEvent): RunView | undefined {
  const { t, event } = line;
  if (event.type === 'runStarted') {
    const { type: _, ...brief } = event;
    return { ...brief, startedAt: t, ...nothingYet };
  }
  if (!view) return undefined;
  if (event.type === 'runFinished') return { ...view, finishedAt: t, pending: [], report: event.report };
  if (event.type === 'spawningPaused') {
    const { failures, reason } = event;
    return { ...view, paused: { failures, reason } };
  }
  if (event.type === 'spawningResumed') {
    const { paused: _, ...resumed } = view;
    return resumed;
  }
  if (event.type === 'batchStarted') {
    const { type: _, agentId: parentId, ...batch } = event;
    return { ...view, batches: [...view.batches, { ...batch, parentId }] };
  }
  if (event.type === 'batchFinished') {
    const { batchId, report } = event;
    const batches = view.batches.map((batch) => (batch.batchId === batchId ? { ...batch, report } : batch));
    return { ...view, batches };
  }
  if (event.type === 'boardUpdated') return { ...view, board: event.path };
  if (event.type === 'boardFailed') return { ...view, boardProblem: event.reason };
  if (event.type === 'layoutRead') {
    const layoutProblems = event.files.flatMap(({ path, problem }) =>
      problem ? [{ path, ...problem }] : [],
    );
    return { ...view, layoutProblems };
  }
  if (event.type === 'revertStarted') {
    const { revertId, ofAgent } = event;
    return { ...view, reverts: [...view.reverts, { revertId, ofAgent }] };
  }
  if (event.type === 'fileRestored') return afterRestore(view, event);
  if (!('agentId' in event)) return view;
  if (event.type === 'agentQueued') return { ...view, agents: [...view.agents, newAgent(event)] };
  const touches = advanceTouches(view.touches, line);
  const agents = withAgent(view.agents, line, event.agentId);
  return advanceTotals({ ...view, touches, agents }, line);
}

/** How the run stands, in one word for people. */
export function runStatus(view: RunView): 'running' | 'waiting' | Report['outcome'] {
  if (view.report) return view.report.outcome;
  return view.pending.length > 0 ? 'waiting' : 'running';
}

/** What people know a run by: its task, or the agent whose work it does again. */
export function runTitle({ task, retryOf, agents }: RunView): string {
  const [first] = agents;
  return retryOf && first ? `again: ${first.brief.label}` : task;
}

/** The answer of a run that has one: what a failed or cancelled run said on its way is none. */
export function answerOf({ report, answer }: RunView): string {
  return report?.outcome === 'completed' || report?.outcome === 'partial' ? answer.trim() : '';
}

/** The file is no longer the work of those whose changes were undone. */
function afterRestore(view: RunView, { revertId, path }: { revertId: string; path: string }): RunView {
  const revert = view.reverts.find((candidate) => candidate.revertId === revertId);
  if (!revert) return view;
  const { ofAgent } = revert;
  const agents = view.agents.map((agent) =>
    ofAgent === undefined || agent.agentId === ofAgent ? withRestored(agent, path) : agent,
  );
  return { ...view, agents, touches: revertTouches(view.touches, { path, ofAgent }) };
}

function withAgent(agents: readonly AgentView[], line: TimedEvent, agentId: string): readonly AgentView[] {
  const index = agents.findIndex((agent) => agent.agentId === agentId);
  const agent = agents[index];
  const advanced = agent && advanceAgent(agent, line);
  return advanced && advanced !== agent ? agents.with(index, advanced) : agents;
}

function advanceTotals(view: RunView, { t, event }: TimedEvent): RunView {
  switch (event.type) {
    case 'modelReplied':
      return {
        ...view,
        usage: addUsage(view.usage, event.usage),
        cost: addCost(view.cost, event.costUsd),
        answer: answerAfter(view, event),
      };
    case 'limitRaised':
      return { ...view, limits: { ...view.limits, [event.what]: event.limit } };
    case 'requestRaised':
      return { ...view, pending: [...view.pending, { request: event.request, raisedAt: t }] };
    case 'requestAnswered': {
      const pending = view.pending.filter(({ request }) => request.requestId !== event.requestId);
      return { ...view, pending };
    }
    case 'agentFinished': {
      const pending = view.pending.filter(({ request }) => request.agentId !== event.agentId);
      return { ...view, pending };
    }
    default:
      return view;
  }
}

function answerAfter(
  view: RunView,
  { agentId, text }: Extract<TimedEvent['event'], { type: 'modelReplied' }>,
) {
  if (text.trim() === '') return view.answer;
  return view.agents.find((agent) => agent.agentId === agentId)?.parentId === null ? text : view.answer;
}
