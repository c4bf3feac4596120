import { safeLine } from '../core/human/safeText.ts';
import type { AgentView } from '../core/journal/agentView.ts';
import type { RunView } from '../core/journal/runView.ts';
import { agentTitle } from './agentTitle.ts';

const mostListed = 20;

/** One of these agents of a run by its id, its title or its label, in any letter case; the problem says which there are. */
export function agentNamed(
  { runId, agents }: Pick<RunView, 'runId' | 'agents'>,
  name: string,
): { readonly agentId: string } | { readonly problem: string } {
  const byId = agents.find(({ agentId }) => agentId === name);
  if (byId) return byId;
  const isName = (text: string) => text.toLowerCase() === name.toLowerCase();
  const byTitle = agents.filter((agent) => isName(agentTitle(agent)));
  const alike = byTitle.length > 0 ? byTitle : agents.filter(({ brief }) => isName(brief.label));
  const [only, ...others] = alike;
  if (only && others.length === 0) return only;
  const problem = only
    ? `Several agents are called "${safeLine(name)}". Name one by its id:`
    : `Run ${runId} has no agent "${safeLine(name)}". It has:`;
  return { problem: `${problem}${agentList(alike.length > 0 ? alike : agents)}` };
}

/** Agents with how they ended and their ids, each on a line of its own; what failed comes first where not all fit. */
export function agentList(agents: readonly AgentView[]): string {
  const failedFirst = agents.toSorted(
    (a, b) => Number(b.status === 'failed') - Number(a.status === 'failed'),
  );
  const shown = agents.length <= mostListed ? agents : failedFirst.slice(0, mostListed);
  const lines = shown.map((agent) => {
    const { agentId, status, finishedAt } = agent;
    const how = finishedAt === undefined ? 'not finished' : status;
    return `\n  ${agentTitle(agent)}  ${how}  ${agentId}`;
  });
  const more = agents.length - shown.length;
  return lines.join('') + (more > 0 ? `\n  … and ${more} more: muster report` : '');
}
