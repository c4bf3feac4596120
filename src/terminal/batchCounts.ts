import type { AgentView } from '../core/journal/agentView.ts';
import type { BatchView } from '../core/journal/runView.ts';

/** How far a batch has come, counted in its children. */
export interface BatchCounts {
  /** Came to the end of their work, whole or in part. */
  readonly done: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly working: number;
  readonly waitingForPerson: number;
}

/** Counts the agents of a batch; one that was tried again counts by its last try. */
export function countBatch(agents: readonly AgentView[]): BatchCounts {
  const replaced = new Set(agents.map(({ retryOf }) => retryOf));
  const last = agents.filter(({ agentId }) => !replaced.has(agentId));
  const count = (...statuses: readonly AgentView['status'][]) =>
    last.filter(({ status }) => statuses.includes(status)).length;
  return {
    done: count('completed', 'partial'),
    failed: count('failed'),
    cancelled: count('cancelled'),
    working: count('running', 'waitingForAgents'),
    waitingForPerson: count('waitingForPerson'),
  };
}

/** `340/1000 done · 5 working · 2 failed`: only what there is, always in the same order. */
export function batchText({ items, children }: BatchView, counts: BatchCounts): string {
  const parts = [
    { count: counts.waitingForPerson, word: 'waiting for you' },
    { count: counts.working, word: 'working' },
    { count: counts.failed, word: 'failed' },
    { count: counts.cancelled, word: 'cancelled' },
  ];
  const shown = parts.flatMap(({ count, word }) => (count === 0 ? [] : [`${count} ${word}`]));
  const inGroups = items === children ? [] : [`${items} items`];
  return [`${counts.done}/${children} done`, ...shown, ...inGroups].join(' · ');
}

/** The agents of each batch, by its id, in the order they were queued. */
export function agentsByBatch(agents: readonly AgentView[]): ReadonlyMap<string, readonly AgentView[]> {
  const byBatch = new Map<string, AgentView[]>();
  for (const agent of agents) {
    if (agent.batchId === undefined) continue;
    const members = byBatch.get(agent.batchId) ?? [];
    members.push(agent);
    byBatch.set(agent.batchId, members);
  }
  return byBatch;
}
