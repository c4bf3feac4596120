import type { AgentStatus, AgentView } from '../../core/journal/agentView.ts';
import type { BatchView, RunView } from '../../core/journal/runView.ts';
import { type Toucher, touchersOf } from '../../core/journal/touched.ts';

/** The agents of one run, found without going through all of them. */
export interface RunIndex {
  agent(agentId: string): AgentView | undefined;
  /** The agents right below one, or the first of the run, without those of batches; in the order they were queued. */
  below(parentId: string | null): readonly AgentView[];
  batch(batchId: string): BatchView | undefined;
  batchesOf(parentId: string): readonly BatchView[];
  /** The agents of a batch: who waits for a person, who works, who failed, who waits in line, who is done. */
  ofBatch(batchId: string): readonly AgentView[];
  /** Counts each agent that was tried again by its last try. */
  countBatch(batch: BatchView): AgentCounts;
  /** The same of all agents of the run but its first. */
  counts(): AgentCounts;
  /** Who wrote or deleted a file, who did so last at the end. */
  touchers(path: string): readonly Toucher[];
}

/** How far agents have come. */
export interface AgentCounts {
  readonly waiting: number;
  readonly working: number;
  /** With those that a batch has yet to make. */
  readonly queued: number;
  readonly failed: number;
  readonly cancelled: number;
  /** Came to the end of their work, whole or in part. */
  readonly done: number;
}

/** Makes the index of a view when it is first asked for, and only then: a view never changes. */
export function createRunIndexes(): (view: RunView) => RunIndex {
  const known = new WeakMap<RunView, RunIndex>();
  return (view) => {
    const found = known.get(view) ?? indexRun(view);
    known.set(view, found);
    return found;
  };
}

/** Counts for a view that is looked at once. */
export const countAgents = (view: RunView) => indexRun(view).counts();

function indexRun(view: RunView): RunIndex {
  const { agents, batches } = view;
  const byId = new Map(agents.map((agent) => [agent.agentId, agent]));
  const batchById = new Map(batches.map((batch) => [batch.batchId, batch]));
  const isOfBatch = ({ batchId }: AgentView) => batchId !== undefined && batchById.has(batchId);
  const byParent = grouped(agents, (agent) => (isOfBatch(agent) ? undefined : agent.parentId));
  const byBatch = grouped(agents, (agent) => (isOfBatch(agent) ? agent.batchId : undefined));
  const batchesByParent = grouped(batches, ({ parentId }) => parentId);
  const retried = new Set(agents.map(({ retryOf }) => retryOf));
  const isLastTry = ({ agentId }: AgentView) => !retried.has(agentId);
  const members = (batchId: string) => byBatch.get(batchId) ?? [];
  let touchers: ReturnType<typeof touchersOf> | undefined;
  const toMake = ({ batchId, children, report }: BatchView) =>
    report ? 0 : Math.max(0, children - members(batchId).filter(isLastTry).length);
  return {
    agent: (agentId) => byId.get(agentId),
    below: (parentId) => byParent.get(parentId) ?? [],
    batch: (batchId) => batchById.get(batchId),
    batchesOf: (parentId) => batchesByParent.get(parentId) ?? [],
    ofBatch: (batchId) => byUrgency(members(batchId)),
    countBatch: (batch) => count(members(batch.batchId).filter(isLastTry), toMake(batch)),
    counts: () => {
      const children = agents.filter((agent) => agent.parentId !== null && isLastTry(agent));
      return count(
        children,
        batches.reduce((sum, batch) => sum + toMake(batch), 0),
      );
    },
    touchers: (path) => {
      touchers ??= touchersOf(view);
      return touchers.get(path) ?? [];
    },
  };
}

function count(agents: readonly AgentView[], toMake: number): AgentCounts {
  const counts = { waiting: 0, working: 0, queued: toMake, failed: 0, cancelled: 0, done: 0 };
  for (const { status } of agents) counts[groups[status]] += 1;
  return counts;
}

/** What people need to see first comes first; the agents of one group keep their order. */
function byUrgency(agents: readonly AgentView[]): readonly AgentView[] {
  const byGroup = grouped(agents, ({ status }) => groups[status]);
  return groupOrder.flatMap((group) => byGroup.get(group) ?? []);
}

type Group = keyof AgentCounts;

const groupOrder: readonly Group[] = ['waiting', 'working', 'failed', 'queued', 'cancelled', 'done'];

const groups: Readonly<Record<AgentStatus, Group>> = {
  waitingForPerson: 'waiting',
  running: 'working',
  waitingForAgents: 'working',
  queued: 'queued',
  failed: 'failed',
  completed: 'done',
  partial: 'done',
  cancelled: 'cancelled',
};

/** What has no key is left out. */
function grouped<T, K>(all: readonly T[], keyOf: (one: T) => K | undefined): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>();
  for (const one of all) {
    const key = keyOf(one);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return groups;
}
