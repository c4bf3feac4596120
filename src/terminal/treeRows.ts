import type { AgentStatus, AgentView } from '../core/journal/agentView.ts';
import type { RunView } from '../core/journal/runView.ts';

/** An agent in the tree with the guide lines in front of it. */
export interface TreeRow {
  readonly agent: AgentView;
  readonly guide: string;
}

export interface VisibleRows {
  readonly rows: readonly TreeRow[];
  readonly hidden: readonly AgentView[];
}

/** The agents of a run as a tree, children in the order they were queued, cut to the `most` that matter now. */
export function treeRows(view: RunView, most: number): VisibleRows {
  const rows = inTreeOrder(view.agents);
  if (rows.length <= most) return { rows, hidden: [] };
  const byUrgency = rows.toSorted((a, b) => urgency(a.agent) - urgency(b.agent));
  const kept = new Set(byUrgency.slice(0, Math.max(1, most)));
  return {
    rows: rows.filter((row) => kept.has(row)),
    hidden: rows.filter((row) => !kept.has(row)).map((row) => row.agent),
  };
}

function inTreeOrder(agents: readonly AgentView[]): readonly TreeRow[] {
  const children = new Map<string | null, AgentView[]>();
  for (const agent of agents) {
    const siblings = children.get(agent.parentId) ?? [];
    siblings.push(agent);
    children.set(agent.parentId, siblings);
  }
  const below = (parentId: string | null, indent: string): TreeRow[] => {
    const siblings = children.get(parentId) ?? [];
    return siblings.flatMap((agent, index) => {
      const isLast = index === siblings.length - 1;
      const guide = parentId === null ? '' : `${indent}${isLast ? '└ ' : '├ '}`;
      const next = parentId === null ? '' : `${indent}${isLast ? '  ' : '│ '}`;
      return [{ agent, guide }, ...below(agent.agentId, next)];
    });
  };
  return below(null, '');
}

/** The parent always shows; then who needs a person, who works, who failed, who waits in line, who is done. */
function urgency(agent: AgentView): number {
  return agent.parentId === null ? 0 : order.indexOf(agent.status) + 1;
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
