import type { AgentView } from '../../core/journal/agentView.ts';
import type { RunView } from '../../core/journal/runView.ts';
import { type TreeNode, treeOrder } from '../live/treeOrder.ts';

/** What a person can do to one agent of a run. A batch can be cancelled as a whole, too. */
export type Verb = 'cancel' | 'retry';

/**
 * The ids of all that a person could cancel now, in the order of the tree, or have tried again, the failed ones first.
 * The run's first agent is not among them: it ends with the run.
 */
export function targetsOf(verb: Verb, view: RunView): readonly string[] {
  return verb === 'cancel' ? cancellable(view) : retriable(view);
}

function cancellable(view: RunView): readonly string[] {
  const nodes = treeOrder(view, isAtWork);
  return nodes.filter((node) => node.depth > 0 && !hasEnded(node)).map(idOf);
}

/** The children that have ended while who leads the run has not, each by its last try. */
function retriable({ agents }: RunView): readonly string[] {
  if (!agents.some((agent) => agent.parentId === null && isAtWork(agent))) return [];
  const replaced = new Set(agents.map(({ retryOf }) => retryOf));
  const isMeant = ({ agentId, parentId, finishedAt }: AgentView) =>
    finishedAt !== undefined && parentId !== null && !replaced.has(agentId);
  const urgency = ({ status }: AgentView) => [...outcomes, status].indexOf(status);
  const meant = agents.filter(isMeant).toSorted((a, b) => urgency(a) - urgency(b));
  return meant.map(({ agentId }) => agentId);
}

const outcomes: readonly AgentView['status'][] = ['failed', 'cancelled', 'partial', 'completed'];

/** The rows of the tree with these ids. */
export function nodesOf(view: RunView, ids: readonly string[]): ReadonlyMap<string, TreeNode> {
  const wanted = new Set(ids);
  const nodes = treeOrder(view, ({ agentId }) => wanted.has(agentId));
  return new Map(nodes.map((node) => [idOf(node), node]));
}

/** All agents below an agent or a batch that have not ended. */
export function agentsBelow(view: RunView, id: string): readonly AgentView[] {
  const ids = new Set([id]);
  const below = view.agents.filter(({ agentId, parentId, batchId }) => {
    const isBelow = batchId === id || (parentId !== null && ids.has(parentId));
    if (isBelow) ids.add(agentId);
    return isBelow;
  });
  return below.filter(isAtWork);
}

/** Whether something is lost when it is stopped now: work that was begun. */
export function hasBegun(node: TreeNode): boolean {
  return node.kind === 'batch' || node.agent.startedAt !== undefined;
}

const idOf = (node: TreeNode) => (node.kind === 'batch' ? node.batch.batchId : node.agent.agentId);

const hasEnded = (node: TreeNode) =>
  node.kind === 'batch' ? node.batch.report !== undefined : !isAtWork(node.agent);

const isAtWork = ({ finishedAt }: AgentView) => finishedAt === undefined;
