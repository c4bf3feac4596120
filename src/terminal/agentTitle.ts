import { safeLine } from '../core/human/safeText.ts';
import type { AgentView } from '../core/journal/agentView.ts';
import type { RunView } from '../core/journal/runView.ts';

/** The name people know an agent by, safe to print: its label, or `again: …` where it does another's work again. */
export function agentTitle({ brief, retryOf }: AgentView): string {
  return safeLine(retryOf === undefined ? brief.label : `again: ${brief.label}`);
}

/** The same by its id; a batch has a name as well. */
export function agentName(view: RunView | undefined, agentId: string): string {
  const agent = view?.agents.find((candidate) => candidate.agentId === agentId);
  if (agent) return agentTitle(agent);
  const batch = view?.batches.find((candidate) => candidate.batchId === agentId);
  return safeLine(batch ? `batch ${batch.label}` : agentId);
}

/** `42 % · reading the parser` */
export function progressText({
  note,
  percent,
}: {
  readonly note: string;
  readonly percent?: number | undefined;
}): string {
  return percent === undefined ? note : `${Math.round(percent)} % · ${note}`;
}
