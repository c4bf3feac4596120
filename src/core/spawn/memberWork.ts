import { abortable } from '../agent/abortable.ts';
import type { End } from '../agent/agentRecord.ts';
import { withManifest } from '../agent/manifest.ts';
import type { Report } from '../agent/report.ts';
import { type AgentParts, runAgent } from '../agent/runAgent.ts';
import { withTimeout } from '../agent/timeout.ts';
import type { Tool } from '../agent/tool.ts';
import type { Emit } from '../journal/event.ts';
import { instructionsFor } from '../prompts/instructions.ts';
import type { Asker } from './asker.ts';
import type { Member } from './member.ts';
import type { TeamParts } from './teamParts.ts';

/** What a member's work is bound to. */
export interface WorkParts {
  readonly emit: Emit;
  readonly ask: Asker;
  /** The tools of this room. */
  readonly tools: readonly Tool[];
  readonly admit: AgentParts['admit'];
  readonly loopTime: AgentParts['loopTime'];
}

/**
 * A member's work to its report. A child that fails on a passing fault of its model's API, before it had any effect,
 * starts over once.
 */
export async function workOf(member: Member, team: TeamParts, work: WorkParts): Promise<Report> {
  const { agentId, brief, signal } = member;
  const { emit } = work;
  emit({ type: 'agentStarted', agentId });
  const choice = team.ports.provider(brief.model);
  if (choice.kind === 'unknown') return failedReport(member, choice.message);
  const { provider, model } = choice;
  const parts = { provider, model, ...agentParts(member, team, work) };
  const report = await runAgent(parts, signal);
  if (!mayStartOver(member, report)) return report;
  emit({ type: 'agentRetried', agentId, reason: report.reason ?? '' });
  return runAgent(parts, signal);
}

function mayStartOver({ depth, record, spawned, batches, signal }: Member, { failure }: Report): boolean {
  const hadEffects = record.hasEffects || spawned.length > 0 || batches.length > 0;
  return depth > 0 && failure === 'transient' && !hadEffects && !signal.aborted;
}

function agentParts(
  member: Member,
  { ports, workspace, profiles }: TeamParts,
  { emit, ask, tools, admit, loopTime }: WorkParts,
): Omit<AgentParts, 'provider' | 'model'> {
  const { agentId, brief, record, inbox, budget, life, depth } = member;
  const mayHave = new Set(brief.tools);
  const own = [...ports.tools({ agentId, label: brief.label }, emit), ...tools].filter(({ spec }) =>
    mayHave.has(spec.name),
  );
  return {
    agentId,
    brief,
    record,
    inbox,
    budget,
    life,
    emit,
    admit,
    loopTime,
    price: ports.price(brief.model),
    pause: (work) => member.pause(work),
    clock: ports.clock,
    instructions: instructionsFor({
      depth,
      leads: own.some(({ spec }) => spec.name === 'spawn' || spec.name === 'spawn_batch'),
      workspace,
      profiles,
      profile: brief.profile,
    }),
    tools: own,
    askPerson: ask,
  };
}

const manifestSeconds = 1;

/** The report as it is recorded: its files looked up on the disk, if that can be done in time. */
export async function finalReport(
  { agentId, record, origin }: Member,
  report: Report,
  { ports }: TeamParts,
): Promise<Report> {
  const { retryOf } = origin;
  const whole = {
    ...report,
    deliverables: [...record.deliverables()],
    ...(retryOf === undefined ? {} : { retryOf }),
  };
  const files = ports.hostFiles(agentId, () => {});
  try {
    const { signal } = new AbortController();
    return await withTimeout(
      (timed) => abortable(withManifest(whole, files, timed), timed),
      ports.clock,
      manifestSeconds,
      signal,
    );
  } catch {
    return whole;
  }
}

export function reportOf({ agentId, brief, record }: Member, end: End): Report {
  return record.report({ agentId, label: brief.label }, end);
}

export function failedReport(member: Member, reason: string): Report {
  return reportOf(member, { outcome: 'failed', reason, failure: 'permanent' });
}
