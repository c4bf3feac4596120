import type { AgentView } from '../../core/journal/agentView.ts';
import type { RunView } from '../../core/journal/runView.ts';
import { progressText } from '../agentTitle.ts';
import { requestWords } from '../asking/requestWords.ts';

/** What an agent does, waits for, or came to, in a few words. Not yet safe to print. */
export function activity(agent: AgentView, view: RunView): string {
  const { status, note } = agent;
  if (status === 'waitingForPerson') return questionOf(agent, view);
  if (status === 'queued') return note ?? 'queued';
  if (status === 'running') return joined(note ?? progressOf(agent), note === undefined ? work(agent) : '');
  if (status === 'waitingForAgents') return joined(note ?? progressOf(agent), 'waits for its children');
  return result(agent);
}

function questionOf({ agentId }: AgentView, { pending }: RunView): string {
  const asked = pending.find(({ request }) => request.agentId === agentId);
  return asked ? requestWords(asked.request.draft).waits : 'waits for your word on the budget';
}

function work({ activeCalls: [call, ...others] }: AgentView): string {
  if (!call) return 'thinks';
  const target = call.target === undefined ? '' : ` ${call.target}`;
  return `${call.tool}${target}${others.length > 0 ? ` (+${others.length})` : ''}`;
}

function result({ status, note, deliverables, missing }: AgentView): string {
  const files = deliverables.map(({ path }) => path).join(', ');
  const said = status === 'completed' ? (note ?? files) : (note ?? status);
  return joined(said, missingText(missing));
}

/** `missing: output/x.md`; empty if nothing is. */
export function missingText(missing: readonly string[]): string {
  return missing.length === 0 ? '' : `missing: ${missing.join(', ')}`;
}

const progressOf = ({ progress }: AgentView) => (progress === undefined ? '' : progressText(progress));

const joined = (...parts: readonly string[]) => parts.filter((part) => part !== '').join(' · ');
