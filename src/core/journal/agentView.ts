import type { Brief } from '../agent/brief.ts';
import { addCost, type Cost, noCost } from '../agent/cost.ts';
import { addUsage, noUsage, type Usage } from '../agent/provider.ts';
import type { Deliverable, Report } from '../agent/report.ts';
import type { Event, JournalLine } from './event.ts';

export type AgentStatus = 'queued' | 'running' | 'waitingForPerson' | 'waitingForAgents' | Report['outcome'];

/** One agent as people see it: a fold of its events. Times are ISO strings from the journal. */
export interface AgentView {
  readonly agentId: string;
  readonly parentId: string | null;
  readonly depth: number;
  readonly brief: Brief;
  /** The agent whose brief it was given again; that of a run's first agent is of an earlier run. */
  readonly retryOf?: string | undefined;
  /** The batch it works for. */
  readonly batchId?: string | undefined;
  readonly status: AgentStatus;
  /** What calls of this turn wait for, several at once: requests to a person, and waits for other agents. */
  readonly waiting: Waiting;
  readonly startedAt?: string;
  readonly finishedAt?: string;
  readonly turn: number;
  readonly usage: Usage;
  readonly cost: Cost;
  /** How far it says it is. */
  readonly progress?: Progress;
  /** Calls being made now, oldest first. */
  readonly activeCalls: readonly ActiveCall[];
  readonly deliverables: readonly Deliverable[];
  /** Files it changed or deleted outside the areas it may write freely. */
  readonly changedFiles: readonly string[];
  /** Files that a person put back as they were before it. */
  readonly reverted: readonly string[];
  /** Files that it wrote or says it wrote, and that were not there when it ended. */
  readonly missing: readonly string[];
  /** Why it is not getting on: a retry, a wait, or how it ended. */
  readonly note?: string;
  readonly summary?: string;
}

export interface Progress {
  readonly note: string;
  /** 0 to 100 */
  readonly percent?: number;
}

export interface Waiting {
  readonly forPerson: number;
  readonly forAgents: number;
}

export interface ActiveCall {
  readonly callId: string;
  readonly tool: string;
  readonly target?: string;
}

const notWaiting: Waiting = { forPerson: 0, forAgents: 0 };

export type TimedEvent = Pick<JournalLine, 't' | 'event'>;

export function newAgent(event: Extract<Event, { type: 'agentQueued' }>): AgentView {
  const { type: _, ...origin } = event;
  const nothingYet = {
    waiting: notWaiting,
    turn: 0,
    usage: noUsage,
    cost: noCost,
    activeCalls: [],
    deliverables: [],
    changedFiles: [],
    reverted: [],
    missing: [],
  };
  return { ...origin, status: 'queued', ...nothingYet };
}

/** The agent after one more fact about it. Facts that do not show leave it as it is. */
export function advanceAgent(agent: AgentView, { t, event }: TimedEvent): AgentView {
  switch (event.type) {
    case 'agentStarted':
      return { ...agent, status: 'running', startedAt: t };
    case 'turnStarted':
      return { ...withoutNote(agent), turn: event.turn, status: 'running', waiting: notWaiting };
    case 'agentRetried':
      return { ...agent, turn: 0, activeCalls: [], note: `Started over: ${event.reason}` };
    case 'modelRetried':
      return { ...agent, note: `Retry ${event.attempt}: ${event.reason}` };
    case 'modelReplied':
      return {
        ...agent,
        usage: addUsage(agent.usage, event.usage),
        cost: addCost(agent.cost, event.costUsd),
      };
    case 'toolStarted':
      return { ...agent, activeCalls: [...agent.activeCalls, activeCall(event)] };
    case 'toolFinished': {
      const activeCalls = agent.activeCalls.filter((call) => call.callId !== event.callId);
      return { ...agent, activeCalls };
    }
    case 'progressNoted': {
      const { note, percent } = event;
      return { ...agent, progress: { note, ...(percent === undefined ? {} : { percent }) } };
    }
    case 'agentHeld':
    case 'requestRaised':
      return waitingMore(agent, 'forPerson', 1);
    case 'requestAnswered':
      return waitingMore(agent, 'forPerson', -1);
    case 'waitStarted':
      return waitingMore(agent, 'forAgents', 1);
    case 'waitFinished':
      return waitingMore(agent, 'forAgents', -1);
    case 'fileChanged':
      return withFile(agent, event);
    case 'agentFinished':
      return finished(agent, event.report, t);
    default:
      return agent;
  }
}

/** A person is what people are shown first, since only they can end that wait. */
function waitingMore(agent: AgentView, what: keyof Waiting, by: number): AgentView {
  const waiting = { ...agent.waiting, [what]: Math.max(0, agent.waiting[what] + by) };
  if (waiting.forPerson > 0) return { ...agent, waiting, status: 'waitingForPerson' };
  return { ...agent, waiting, status: waiting.forAgents > 0 ? 'waitingForAgents' : 'running' };
}

function activeCall({ callId, tool, target }: Extract<Event, { type: 'toolStarted' }>): ActiveCall {
  return { callId, tool, ...(target === undefined ? {} : { target }) };
}

function withoutNote({ note: _, ...agent }: AgentView): AgentView {
  return agent;
}

function withFile(agent: AgentView, event: Extract<Event, { type: 'fileChanged' }>): AgentView {
  const { path, bytes, after, landed } = event;
  const { deliverables, changedFiles, reverted } = withoutFile(agent, path);
  if (!event.deliverable) return { ...agent, reverted, changedFiles: [...changedFiles, path] };
  const delivered = after === null ? [] : [{ path, bytes, hash: landed ?? after }];
  return { ...agent, reverted, deliverables: [...deliverables, ...delivered] };
}

/** The agent after one of its files was put back as it was before; the same if it is none of its files. */
export function withRestored(agent: AgentView, path: string): AgentView {
  const others = withoutFile(agent, path);
  const isOurs =
    others.deliverables.length < agent.deliverables.length ||
    others.changedFiles.length < agent.changedFiles.length;
  return isOurs ? { ...agent, ...others, reverted: [...others.reverted, path] } : agent;
}

function withoutFile({ deliverables, changedFiles, reverted }: AgentView, path: string) {
  return {
    deliverables: deliverables.filter((deliverable) => deliverable.path !== path),
    changedFiles: changedFiles.filter((other) => other !== path),
    reverted: reverted.filter((other) => other !== path),
  };
}

function finished(agent: AgentView, report: Report, t: string): AgentView {
  const { outcome, deliverables, summary, reason, missing = [] } = report;
  const note = reason === undefined ? {} : { note: reason };
  return {
    ...withoutNote(agent),
    status: outcome,
    waiting: notWaiting,
    finishedAt: t,
    activeCalls: [],
    deliverables,
    missing,
    summary,
    ...note,
  };
}
