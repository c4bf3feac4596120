import type { AgentView } from '../../core/journal/agentView.ts';
import type { BatchView, RunView } from '../../core/journal/runView.ts';
import { agentsByBatch } from '../batchCounts.ts';

/** A row of the tree, with the guide lines in front of it and how deep it stands. */
export type TreeNode = AgentNode | BatchNode;

export interface AgentNode {
  readonly kind: 'agent';
  readonly agent: AgentView;
  readonly guide: string;
  readonly depth: number;
}

export interface BatchNode {
  readonly kind: 'batch';
  readonly batch: BatchView;
  /** All agents that work for it, shown or not. */
  readonly agents: readonly AgentView[];
  readonly guide: string;
  readonly depth: number;
}

type Bare = Pick<AgentNode, 'kind' | 'agent'> | Pick<BatchNode, 'kind' | 'batch' | 'agents'>;

/**
 * The tree of a run from the top, children in the order they were queued. A batch is a row among the children of its
 * parent; an agent of a batch stands below it if it, or one below it, `isShown`.
 */
export function treeOrder(view: RunView, isShown: (agent: AgentView) => boolean): readonly TreeNode[] {
  const children = childrenOf(view);
  const isNeeded = (node: Bare): boolean =>
    (node.kind === 'agent' && isShown(node.agent)) || (children.get(keyOf(node)) ?? []).some(isNeeded);
  const shows = (node: Bare) => node.kind === 'batch' || node.agent.batchId === undefined || isNeeded(node);
  const below = (key: string | null, indent: string, depth: number): TreeNode[] => {
    const siblings = (children.get(key) ?? []).filter(shows);
    return siblings.flatMap((node, index) => {
      const isLast = index === siblings.length - 1;
      const guide = key === null ? '' : `${indent}${isLast ? '└ ' : '├ '}`;
      const next = key === null ? '' : `${indent}${isLast ? '  ' : '│ '}`;
      return [{ ...node, guide, depth }, ...below(keyOf(node), next, depth + 1)];
    });
  };
  return below(null, '', 0);
}

/** Rows by what they stand under: an agent's id, a batch's key, or null for the top. */
function childrenOf({ agents, batches }: RunView): ReadonlyMap<string | null, readonly Bare[]> {
  const children = new Map<string | null, Bare[]>();
  const put = (key: string | null, node: Bare) => {
    const siblings = children.get(key);
    if (siblings) siblings.push(node);
    else children.set(key, [node]);
  };
  const members = agentsByBatch(agents);
  const unplaced = new Map(batches.map((batch) => [batch.batchId, batch]));
  const place = (batch: BatchView) => {
    unplaced.delete(batch.batchId);
    put(batch.parentId, { kind: 'batch', batch, agents: members.get(batch.batchId) ?? [] });
  };
  const known = new Set(unplaced.keys());
  for (const agent of agents) {
    const { batchId, parentId } = agent;
    const batch = batchId === undefined ? undefined : unplaced.get(batchId);
    if (batch) place(batch);
    put(batchId !== undefined && known.has(batchId) ? batchKey(batchId) : parentId, { kind: 'agent', agent });
  }
  for (const batch of unplaced.values()) place(batch);
  return children;
}

const keyOf = (node: Bare) => (node.kind === 'batch' ? batchKey(node.batch.batchId) : node.agent.agentId);

/** No agent's id looks like this. */
const batchKey = (batchId: string) => `batch ${batchId}`;
