import type { Report } from '../agent/report.ts';
import type { AgentStatus } from './agentView.ts';
import type { Event } from './event.ts';

/** One agent as the board shows it. */
export interface BoardAgent {
  readonly agentId: string;
  readonly parentId: string | null;
  /** 0 for who leads the run. */
  readonly depth: number;
  readonly batchId: string | undefined;
  readonly label: string;
  status: AgentStatus;
  forPerson: number;
  forAgents: number;
  note: string | undefined;
  percent: number | undefined;
  ending: BoardEnding | undefined;
  /** Its brief was given to another agent, which counts in its place. */
  isReplaced: boolean;
}

export interface BoardBatch {
  readonly batchId: string;
  readonly parentId: string;
  readonly label: string;
  readonly items: number;
  readonly children: number;
  ending: BoardEnding | undefined;
}

/** What is kept of a report. */
export interface BoardEnding {
  readonly outcome: Report['outcome'];
  readonly reason: string | undefined;
  /** The first few of its files. */
  readonly files: readonly string[];
  readonly moreFiles: number;
  readonly missing: number;
}

const shownFiles = 3;
const longestKept = 400;

/** What the board knows of one run: a fold of its events that keeps a few short texts for each agent. */
export class RunBoard {
  readonly agents = new Map<string, BoardAgent>();
  readonly batches = new Map<string, BoardBatch>();
  task = '';
  ending: BoardEnding | undefined;
  /** Until it has a child, a run needs no board. */
  hasChildren = false;

  /** Takes in one more fact; true if the board says something else by it. */
  note(event: Event): boolean {
    switch (event.type) {
      case 'runStarted':
        this.task = kept(event.task);
        return true;
      case 'runFinished':
        this.ending = endingOf(event.report);
        return true;
      case 'agentQueued':
        return this.#queued(event);
      case 'batchStarted': {
        const { batchId, agentId: parentId, label, items, children } = event;
        this.batches.set(batchId, {
          batchId,
          parentId,
          label: kept(label),
          items,
          children,
          ending: undefined,
        });
        this.hasChildren = true;
        return true;
      }
      case 'batchFinished': {
        const batch = this.batches.get(event.batchId);
        if (batch) batch.ending = endingOf(event.report);
        return batch !== undefined;
      }
      default: {
        const agent = 'agentId' in event ? this.agents.get(event.agentId) : undefined;
        if (agent?.parentId === null && event.type === 'agentFinished') this.ending = endingOf(event.report);
        return agent !== undefined && advance(agent, event);
      }
    }
  }

  #queued(event: Extract<Event, { type: 'agentQueued' }>): boolean {
    const { agentId, parentId, depth, batchId, brief, retryOf } = event;
    const replaced = retryOf === undefined ? undefined : this.agents.get(retryOf);
    // A person's other try of a batch's agent is none of the batch.
    if (replaced && replaced.batchId === batchId) replaced.isReplaced = true;
    this.agents.set(agentId, {
      agentId,
      parentId,
      depth,
      batchId,
      label: kept(brief.label),
      status: 'queued',
      forPerson: 0,
      forAgents: 0,
      note: undefined,
      percent: undefined,
      ending: undefined,
      isReplaced: false,
    });
    this.hasChildren ||= depth > 0;
    return true;
  }
}

function advance(agent: BoardAgent, event: Event): boolean {
  switch (event.type) {
    case 'agentStarted':
      return setStatus(agent, 'running');
    case 'turnStarted':
      agent.forPerson = 0;
      agent.forAgents = 0;
      return setStatus(agent, 'running');
    case 'agentHeld':
    case 'requestRaised':
      return waitsMore(agent, 'forPerson', 1);
    case 'requestAnswered':
      return waitsMore(agent, 'forPerson', -1);
    case 'waitStarted':
      return waitsMore(agent, 'forAgents', 1);
    case 'waitFinished':
      return waitsMore(agent, 'forAgents', -1);
    case 'progressNoted':
      agent.note = kept(event.note);
      agent.percent = event.percent;
      return true;
    case 'agentFinished':
      agent.ending = endingOf(event.report);
      return setStatus(agent, event.report.outcome);
    default:
      return false;
  }
}

function waitsMore(agent: BoardAgent, what: 'forPerson' | 'forAgents', by: number): boolean {
  agent[what] = Math.max(0, agent[what] + by);
  if (agent.ending) return false;
  if (agent.forPerson > 0) return setStatus(agent, 'waitingForPerson');
  return setStatus(agent, agent.forAgents > 0 ? 'waitingForAgents' : 'running');
}

function setStatus(agent: BoardAgent, status: AgentStatus): boolean {
  const isNew = agent.status !== status;
  agent.status = status;
  return isNew;
}

function endingOf({ outcome, reason, deliverables, missing = [] }: Report): BoardEnding {
  return {
    outcome,
    reason: reason === undefined ? undefined : kept(reason),
    files: deliverables.slice(0, shownFiles).map(({ path }) => kept(path)),
    moreFiles: Math.max(0, deliverables.length - shownFiles),
    missing: missing.length,
  };
}

/** More than a line can show, and no more than thousands of agents can afford. */
function kept(text: string): string {
  return text.length <= longestKept ? text : text.slice(0, longestKept).replace(/[\uD800-\uDBFF]$/, '');
}
