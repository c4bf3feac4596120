import { z } from 'zod';
import { AgentRecord } from './agent/agentRecord.ts';
import { type AgentLimits, Brief } from './agent/brief.ts';
import { Ending } from './agent/ending.ts';
import type { Report } from './agent/report.ts';
import { ApprovalMode } from './human/approvalRules.ts';
import { type Emit, type Event, RunLimits } from './journal/event.ts';
import type { Ports } from './ports.ts';
import { Team } from './spawn/team.ts';

/** One task given by a person, with everything that was decided before it starts. */
export const RunBrief = z.object({
  runId: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/),
  task: z.string().trim().min(1, 'The task is empty. Say what to do.'),
  /** `provider/model` of the parent, and of children where `spawn` names none. */
  model: z.string().min(1),
  childModel: z.string().min(1),
  /** Names of the tools the parent may use; a child gets at most these. */
  tools: z.array(z.string()),
  approval: ApprovalMode,
  limits: RunLimits,
  childLimits: Brief.shape.limits,
  /** The workspace and its layout in words, for the agents' instructions. */
  workspace: z.string(),
});
export type RunBrief = z.infer<typeof RunBrief>;

/** A run under way. */
export interface Run {
  /** How the run ended; never rejects. */
  readonly report: Promise<Report>;
  /** Stops one agent and everything below it; false if it is not at work. */
  cancelAgent(agentId: string): boolean;
}

const parentLimits: AgentLimits = { deadlineSeconds: null, turns: 200, tokens: 10_000_000 };

/**
 * Starts a run: the parent, its children, one event sink. Aborting `signal` stops all of it within seconds.
 * If a fact cannot be recorded, the run stops before any further effect and its report says so.
 */
export function startRun(brief: RunBrief, ports: Ports, signal: AbortSignal): Run {
  const stop = new AbortController();
  const onAbort = () => stop.abort(new Ending('cancelled', 'Cancelled by a person.'));
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  const emit: Emit = (event: Event) => {
    try {
      ports.append(event);
    } catch (error) {
      stop.abort(new Ending('failed', journalFailure));
      throw error;
    }
  };
  const { approval, limits, workspace, childModel, childLimits } = brief;
  const childDefaults = { model: childModel, limits: childLimits };
  const team = new Team({ ports, emit, limits, approval, workspace, childDefaults });
  const report = conduct(brief, team, emit, stop.signal).finally(() =>
    signal.removeEventListener('abort', onAbort),
  );
  return { report, cancelAgent: (agentId) => team.cancel(agentId) };
}

const journalFailure =
  'The journal could not be written, so the run was stopped before any further change. Check the disk, then run the task again.';

async function conduct(brief: RunBrief, team: Team, emit: Emit, signal: AbortSignal): Promise<Report> {
  const { runId, task, limits, model, tools } = brief;
  const label = 'parent';
  try {
    emit({ type: 'runStarted', runId, task, limits });
    const report = await team.lead({ task, label, model, tools, limits: parentLimits }, signal);
    emit({ type: 'runFinished', report });
    return report;
  } catch (error) {
    const reason = signal.reason instanceof Ending ? signal.reason.message : internalFault(error);
    return new AgentRecord().report({ agentId: runId, label }, 'failed', reason);
  }
}

/** Names the kind of fault only: its message may hold file content. */
const internalFault = (error: unknown) =>
  `The run hit an internal fault (${error instanceof Error ? error.name : typeof error}) and was stopped.`;
