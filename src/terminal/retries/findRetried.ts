import { type FirstAgent, retriedOf } from '../../core/firstAgent.ts';
import type { RunView } from '../../core/journal/runView.ts';
import { agentList, agentNamed } from '../agentNamed.ts';

/** The child of a past run that a person names, as a new agent gets its work; the problem says whom they could name. */
export function findRetried(
  view: RunView,
  name: string | undefined,
): { readonly first: FirstAgent } | { readonly problem: string } {
  const { runId } = view;
  const children = view.agents.filter(({ depth }) => depth > 0);
  if (children.length === 0) return { problem: `Run ${runId} started no agent that could be tried again.` };
  if (name === undefined)
    return { problem: `Say which agent: --agent NAME. Run ${runId} has:${agentList(children)}` };
  const named = agentNamed({ runId, agents: children }, name);
  if ('problem' in named) return named;
  const found = retriedOf(view, named.agentId);
  return found.kind === 'found' ? found : { problem: found.message };
}
