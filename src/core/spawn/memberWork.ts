import type { End } from '../agent/agentRecord.ts';
import type { Report } from '../agent/report.ts';
import { type AgentParts, runAgent } from '../agent/runAgent.ts';
import type { Tool } from '../agent/tool.ts';
import { askPerson } from '../human/askPerson.ts';
import type { Emit } from '../journal/event.ts';
import { childInstructions, mayDelegate, parentInstructions } from '../prompts/instructions.ts';
import type { Member } from './member.ts';
import type { TeamParts } from './teamParts.ts';

/**
 * A member's work from its slot to its report. A child that fails on a passing fault of its model's API, before it had
 * any effect, starts over once. Rejects with the signal's reason if the member is stopped before it has a slot.
 */
export async function workOf(
  member: Member,
  team: TeamParts,
  leadTools: (emit: Emit) => readonly Tool[],
): Promise<Report> {
  const { agentId, brief, signal } = member;
  await member.begin();
  const emit = member.recorder(team.emit);
  emit({ type: 'agentStarted', agentId });
  const choice = team.ports.provider(brief.model);
  if (choice.kind === 'unknown') return failedReport(member, choice.message);
  const { provider, model } = choice;
  const parts = { provider, model, ...agentParts(member, team, emit, leadTools(emit)) };
  const report = await runAgent(parts, signal);
  if (!mayStartOver(member, report)) return report;
  emit({ type: 'agentRetried', agentId, reason: report.reason ?? '' });
  return runAgent(parts, signal);
}

function mayStartOver({ parent, record, spawned, signal }: Member, { failure }: Report): boolean {
  const hadEffects = record.hasEffects || spawned.length > 0;
  return parent !== undefined && failure === 'transient' && !hadEffects && !signal.aborted;
}

function agentParts(
  member: Member,
  { ports, approval, workspace, limits }: TeamParts,
  emit: Emit,
  leadTools: readonly Tool[],
): Omit<AgentParts, 'provider' | 'model'> {
  const { agentId, brief, record, inbox, life, depth } = member;
  const mayHave = new Set(brief.tools);
  const rejected = new Set<string>();
  const pause = <T>(work: () => Promise<T>) => member.pause(work);
  return {
    agentId,
    brief,
    record,
    inbox,
    life,
    emit,
    pause,
    clock: ports.clock,
    instructions: instructions(depth, limits.depth, workspace),
    tools: [...ports.tools(agentId, emit), ...leadTools].filter((tool) => mayHave.has(tool.spec.name)),
    askPerson: ({ draft, callId, mustBeSeen }, signal) =>
      askPerson(
        { requestId: ports.newId(), agentId, callId, draft },
        { ask: ports.ask, emit, mode: mustBeSeen ? 'ask' : approval, rejected, pause },
        signal,
      ),
  };
}

function instructions(depth: number, depthLimit: number, workspace: string): string {
  const base = depth === 0 ? parentInstructions(workspace) : childInstructions(workspace);
  return depth > 0 && depth < depthLimit ? `${base}\n\n${mayDelegate}` : base;
}

export function reportOf({ agentId, brief, record }: Member, end: End): Report {
  return record.report({ agentId, label: brief.label }, end);
}

export function failedReport(member: Member, reason: string): Report {
  return reportOf(member, { outcome: 'failed', reason, failure: 'permanent' });
}
