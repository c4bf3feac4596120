import { abortableWithGrace } from '../agent/abortable.ts';
import { noCost, sumOf } from '../agent/cost.ts';
import { Ending } from '../agent/ending.ts';
import type { BatchItem, HostFiles } from '../agent/hostFiles.ts';
import { addUsage, noUsage } from '../agent/provider.ts';
import type { Report } from '../agent/report.ts';
import { JournalFailure } from '../journal/journalFailure.ts';
import type { Clock } from '../ports.ts';
import { batchGivenUp, batchSummary } from '../prompts/notices.ts';
import { type BatchResult, unwritten, type Written, writeResults } from './batchResults.ts';
import type { Member } from './member.ts';
import { Slots } from './slots.ts';

/** What a batch is made of, and what it needs of the host. */
export interface BatchParts {
  readonly batchId: string;
  readonly label: string;
  readonly groups: readonly (readonly BatchItem[])[];
  /** How many of its children may be made before one of them has ended. */
  readonly width: number;
  /** Queues the child for one group; a second time, as another try of `retryOf`. */
  readonly start: (group: number, retryOf: Member | undefined) => Member;
  /** Takes the right to one more child than there are groups; false if the run's limit of children is reached. */
  readonly takeOneMore: () => boolean;
  /** Whether children failed so often that no more are to be made. */
  readonly hasGivenUp: () => boolean;
  readonly files: HostFiles;
  readonly clock: Clock;
  readonly callId: string;
  /** Aborts when the agent that leads it ends. */
  readonly signal: AbortSignal;
}

/** Many children on one list of items. It reports once, as one agent would, with counts and not with contents. */
export class Batch {
  readonly batchId: string;
  readonly label: string;
  readonly total: number;
  readonly #parts: BatchParts;
  readonly #stop = new AbortController();
  readonly #results: (BatchResult | undefined)[];
  readonly #atWork = new Set<Member>();
  /** Of all its children, those that were tried again as well. */
  readonly #reports: Report[] = [];
  #started = 0;

  constructor(parts: BatchParts) {
    this.batchId = parts.batchId;
    this.label = parts.label;
    this.total = parts.groups.length;
    this.#parts = parts;
    this.#results = parts.groups.map(() => undefined);
  }

  /** Groups that no child has been made for. */
  get unstarted(): number {
    return this.total - this.#started;
  }

  counts(): Readonly<Record<'done' | 'working' | 'failed' | 'cancelled', number>> {
    const ended = this.#results.filter((result) => result !== undefined);
    const count = (outcome: Report['outcome']) =>
      ended.filter(({ report }) => report.outcome === outcome).length;
    const [failed, cancelled] = [count('failed'), count('cancelled')];
    return { done: ended.length - failed - cancelled, working: this.#atWork.size, failed, cancelled };
  }

  /** Starts no more children and stops those at work; the batch still reports what it has. */
  stop(ending: Ending): void {
    this.#stop.abort(ending);
    for (const member of this.#atWork) member.stop(ending);
  }

  /** Works through all groups, in order, and writes the results. Rejects only if the journal fails. */
  async run(): Promise<Report> {
    const { signal, width, groups } = this.#parts;
    const onAbort = () => this.stop(new Ending('cancelled', 'Its parent ended.'));
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    const places = new Slots(width);
    const ended: Promise<void>[] = [];
    try {
      for (const group of groups.keys()) {
        const hasPlace = await places.acquire(this.#stop.signal).then(
          () => true,
          () => false,
        );
        if (!hasPlace || this.#stop.signal.aborted || this.#parts.hasGivenUp()) break;
        const work = this.#work(group).finally(() => places.release());
        // Looked at only when all have started, which may be long after this one failed.
        work.catch(() => {});
        ended.push(work);
      }
      await Promise.all(ended);
      return await this.#report();
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  /**
   * One group to its end. A passing fault that its agent could not start over from is tried once more by another one,
   * which counts as a child of the run: at the limit of children the first one's failure stands.
   */
  async #work(group: number): Promise<void> {
    this.#started += 1;
    let member: Member | undefined;
    for (const attempt of ['first', 'again']) {
      member = this.#parts.start(group, member);
      this.#atWork.add(member);
      const report = await member.reported;
      this.#atWork.delete(member);
      this.#reports.push(report);
      this.#results[group] = { items: this.#parts.groups[group] ?? [], report };
      const mayTryAgain = report.failure === 'transient' && !member.record.hasStartedOver;
      if (attempt === 'again' || !mayTryAgain || this.#stop.signal.aborted) return;
      if (!this.#parts.takeOneMore()) return;
    }
  }

  async #report(): Promise<Report> {
    const { batchId, label } = this.#parts;
    const results = this.#results.filter((result) => result !== undefined);
    const reports = results.map(({ report }) => report);
    const written = await this.#write(results);
    const reason = written.kind === 'failed' ? written.reason : this.#whyUnstarted();
    return {
      agentId: batchId,
      label,
      outcome: this.#stop.signal.aborted ? 'cancelled' : outcomeOf(reports, written.kind === 'failed'),
      summary: batchSummary(reports, this.unstarted),
      ...(reason !== undefined && { reason }),
      deliverables: written.kind === 'written' ? [written.deliverable] : [],
      usage: this.#reports.reduce((sum, { usage }) => addUsage(sum, usage), noUsage),
      cost: this.#reports.reduce((sum, { cost = noCost }) => sumOf(sum, cost), noCost),
      turns: this.#reports.reduce((sum, { turns }) => sum + turns, 0),
    };
  }

  #whyUnstarted(): string | undefined {
    const isLeft = this.unstarted > 0 && !this.#stop.signal.aborted;
    return isLeft ? batchGivenUp : undefined;
  }

  /** Once it is stopped there is not much time left for the disk. */
  async #write(results: readonly BatchResult[]): Promise<Written> {
    const { batchId, label, files, callId, clock } = this.#parts;
    const { signal } = this.#stop;
    try {
      const writing = writeResults({ batchId, label, results, callId }, files);
      return await abortableWithGrace(writing, clock, writingGraceMs, signal);
    } catch (error) {
      if (error instanceof JournalFailure || !signal.aborted) throw error;
      return unwritten('the disk did not answer in time.');
    }
  }
}

const writingGraceMs = 1000;

function outcomeOf(reports: readonly Report[], isUnwritten: boolean): Report['outcome'] {
  if (reports.every(({ outcome }) => outcome === 'failed')) return 'failed';
  return isUnwritten || reports.some(({ outcome }) => outcome !== 'completed') ? 'partial' : 'completed';
}
