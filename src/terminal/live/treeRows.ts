import type { AgentStatus } from '../../core/journal/agentView.ts';
import type { RunView } from '../../core/journal/runView.ts';
import { type TreeNode, treeOrder } from './treeOrder.ts';

export interface VisibleRows {
  readonly rows: readonly TreeNode[];
  readonly hidden: readonly TreeNode[];
}

/**
 * The agents of a run as a tree, children in the order they were queued, cut to the `most` that matter now. A batch is
 * one row; of its agents only those stand below it that a person has to answer.
 */
export function treeRows(view: RunView, most: number): VisibleRows {
  const asking = new Set(view.pending.map(({ request }) => request.agentId));
  const rows = treeOrder(view, ({ agentId }) => asking.has(agentId));
  if (rows.length <= most) return { rows, hidden: [] };
  const byUrgency = rows.toSorted((a, b) => urgency(a) - urgency(b));
  const kept = new Set(byUrgency.slice(0, Math.max(1, most)));
  return {
    rows: rows.filter((row) => kept.has(row)),
    hidden: rows.filter((row) => !kept.has(row)),
  };
}

/** The parent always shows; then who needs a person, who works, who failed, who waits in line, who is done. */
function urgency(node: TreeNode): number {
  if (node.kind === 'batch') return order.indexOf(node.batch.report?.outcome ?? 'running') + 1;
  return node.agent.parentId === null ? 0 : order.indexOf(node.agent.status) + 1;
}

const order: readonly AgentStatus[] = [
  'waitingForPerson',
  'running',
  'waitingForAgents',
  'failed',
  'partial',
  'queued',
  'cancelled',
  'completed',
];
