import type { Brief } from '../agent/brief.ts';
import type { Amount } from '../agent/cost.ts';
import type { BatchItem, HostFiles } from '../agent/hostFiles.ts';
import type { Emit } from '../journal/event.ts';
import type { Clock } from '../ports.ts';
import { Batch } from './batch.ts';
import type { Budget } from './budget.ts';
import type { Member, Origin } from './member.ts';

/** A batch that the gate let through. */
export interface BatchOrder {
  readonly label: string;
  /** How many items there are in all groups together. */
  readonly items: number;
  readonly groups: readonly (readonly BatchItem[])[];
  readonly briefOf: (group: readonly BatchItem[], index: number) => Brief;
  /** What is set aside for each child. */
  readonly setAside: Amount;
  readonly callId: string;
}

/** What putting a batch to work needs of the host. */
export interface BatchHost {
  readonly member: Member;
  readonly emit: Emit;
  readonly files: HostFiles;
  readonly newId: () => string;
  readonly clock: Clock;
  readonly width: number;
  readonly startChild: (brief: Brief, budget: Budget, origin: Origin) => Member;
  /** Takes the right to start one more child than the gate let through; false at the run's limit. */
  readonly takeOneMore: () => boolean;
  /** Whether children failed so often that no more are to be made. */
  readonly hasGivenUp: () => boolean;
  /** Takes back the right to start so many children. */
  readonly giveBack: (children: number) => void;
}

/** Sets aside what all of a batch may use, and puts it to work. `ended` resolves when its report is delivered. */
export function startBatch(order: BatchOrder, host: BatchHost): { batch: Batch; ended: Promise<void> } {
  const { member, emit, files, width, clock } = host;
  const { label, items, groups, setAside, callId } = order;
  const { agentId, inbox } = member;
  const pool = member.budget.branch(noCeiling, times(setAside, groups.length));
  if (!pool) throw new Error('A batch was let through without a budget.');
  const batchId = host.newId();
  emit({ type: 'batchStarted', agentId, batchId, label, items, children: groups.length });
  inbox.expect({ agentId: batchId, label });
  const start = (index: number, retryOf: Member | undefined) => {
    const brief = order.briefOf(groups[index] ?? [], index);
    const budget = pool.branch(brief.limits, retryOf ? undefined : setAside);
    if (!budget) throw new Error('A batch has lost its budget.');
    return host.startChild(brief, budget, { batchId, ...(retryOf && { retryOf: retryOf.agentId }) });
  };
  const { signal } = member;
  const { takeOneMore, hasGivenUp } = host;
  const batch = new Batch({
    batchId,
    label,
    groups,
    width,
    start,
    takeOneMore,
    hasGivenUp,
    files,
    clock,
    callId,
    signal,
  });
  const ended = batch.run().then((report) => {
    pool.close();
    host.giveBack(batch.unstarted);
    emit({ type: 'batchFinished', agentId, batchId, report });
    inbox.deliver(report);
  });
  return { batch, ended };
}

const noCeiling = { tokens: null, costUsd: null };

const times = ({ tokens, costUsd }: Amount, n: number): Amount => ({
  tokens: tokens * n,
  costUsd: costUsd * n,
});
