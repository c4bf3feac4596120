import { z } from 'zod';
import { AgentRecord } from './agent/agentRecord.ts';
import { Brief } from './agent/brief.ts';
import { Ending, internalFault } from './agent/ending.ts';
import type { Report } from './agent/report.ts';
import { FirstAgent } from './firstAgent.ts';
import { ApprovalMode } from './human/approvalRules.ts';
import { type Emit, type Event, RunLimits } from './journal/event.ts';
import { JournalFailure } from './journal/journalFailure.ts';
import type { Ports } from './ports.ts';
import type { RetryResult } from './spawn/retry.ts';
import { Team } from './spawn/team.ts';

/** What a person wants done, with everything that was decided before it starts. */
export const RunBrief = z.object({
  runId: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/),
  first: FirstAgent,
  /** `provider/model` of children where `spawn` names none. */
  childModel: z.string().min(1),
  approval: ApprovalMode,
  limits: RunLimits,
  childLimits: Brief.shape.limits,
  /** The profiles that agents are told of; others can be named all the same. */
  profiles: z.array(z.object({ name: z.string(), description: z.string() })),
  /** The workspace and its layout in words, for the agents' instructions. */
  workspace: z.string(),
});
export type RunBrief = z.infer<typeof RunBrief>;

/** A run under way. */
export interface Run {
  /** How the run ended; never rejects. */
  readonly report: Promise<Report>;
  /** Stops one agent or one batch and everything below it; false if it is not at work. */
  cancelAgent(id: string): boolean;
  /** Gives the brief of a child that has ended to a new one, whose report goes to the nearest agent above that is at work. */
  retryAgent(agentId: string): RetryResult;
  /** Lets children start again after failures in a row had paused them. */
  resumeSpawning(): void;
}

/**
 * Starts a run: the parent, its children, one event sink. Aborting `signal` stops all of it within seconds, for the `Ending` it
 * gives as its reason or else as a person's cancel.
 * If a fact cannot be recorded, the run stops before any further effect and its report says so.
 */
export function startRun(brief: RunBrief, ports: Ports, signal: AbortSignal): Run {
  const stop = new AbortController();
  const onAbort = () => {
    const byPerson = new Ending('cancelled', 'Cancelled by a person.');
    stop.abort(signal.reason instanceof Ending ? signal.reason : byPerson);
  };
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  let failure: JournalFailure | undefined;
  const emit: Emit = (event: Event) => {
    if (failure) throw failure;
    try {
      ports.append(event);
    } catch (error) {
      failure = new JournalFailure(error);
      stop.abort(new Ending('failed', failure.message));
      throw failure;
    }
  };
  const { approval, workspace, profiles, childModel, childLimits } = brief;
  const limits = limitsOf(brief);
  const childDefaults = { model: childModel, limits: childLimits };
  const team = new Team({ ports, emit, limits, approval, workspace, profiles, childDefaults });
  const report = conduct({ ...brief, limits }, { team, emit, ports }, stop.signal).finally(() =>
    signal.removeEventListener('abort', onAbort),
  );
  return {
    report,
    cancelAgent: (id) => team.cancel(id),
    retryAgent: (agentId) => team.retry(agentId),
    resumeSpawning: () => team.resumeSpawning(),
  };
}

/** A child that is tried again leads as deep as it could before. */
function limitsOf({ limits, first }: RunBrief): RunLimits {
  return { ...limits, depth: Math.max(limits.depth, first.depthLimit ?? 0) };
}

async function conduct(
  brief: RunBrief,
  { team, emit, ports }: { team: Team; emit: Emit; ports: Ports },
  signal: AbortSignal,
): Promise<Report> {
  const { runId, first, limits, approval } = brief;
  const { task, label } = first.brief;
  const { retryOf } = first;
  let report = new AgentRecord().report(
    { agentId: runId, label },
    { outcome: 'failed', failure: 'permanent' },
  );
  try {
    emit({ type: 'runStarted', runId, task, limits, approval, ...(retryOf && { retryOf }) });
    report = await team.lead(first, signal);
    await ports.closing();
    emit({ type: 'runFinished', report });
    return report;
  } catch (error) {
    const reason = error instanceof JournalFailure ? error.message : internalFault(error);
    return { ...report, outcome: 'failed', reason, failure: 'permanent' };
  }
}
