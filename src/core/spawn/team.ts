import type { Brief } from '../agent/brief.ts';
import { Ending, endingOf, internalFault } from '../agent/ending.ts';
import type { Report } from '../agent/report.ts';
import type { FirstAgent } from '../firstAgent.ts';
import { JournalFailure } from '../journal/journalFailure.ts';
import { neverBegun } from '../prompts/notices.ts';
import { askerOf } from './asker.ts';
import type { Budget } from './budget.ts';
import { type BreakerChange, CircuitBreaker } from './circuitBreaker.ts';
import { LoopTime } from './loopTime.ts';
import { Member, type Origin } from './member.ts';
import { memberTools } from './memberTools.ts';
import { failedReport, finalReport, reportOf, workOf } from './memberWork.ts';
import { type RetryResult, retryBudget } from './retry.ts';
import { type Lead, RunBudget } from './runBudget.ts';
import { bothSlots, type SlotSource, Slots } from './slots.ts';
import { Spawning } from './spawning.ts';
import type { TeamParts } from './teamParts.ts';

/** All agents of one run: who works now, and how each one ends. */
export class Team {
  readonly #parts: TeamParts;
  readonly #slots: SlotSource;
  readonly #breaker: CircuitBreaker;
  readonly #runBudget: RunBudget;
  readonly #spawning: Spawning;
  readonly #loopTime: LoopTime;
  readonly #members = new Map<string, Member>();
  readonly #atWork = new Map<string, Promise<void>>();
  #lead: Lead | undefined;

  constructor(parts: TeamParts) {
    const { ports, limits } = parts;
    this.#parts = parts;
    this.#slots = bothSlots(new Slots(limits.concurrency), ports.sharedSlots);
    this.#breaker = new CircuitBreaker(ports.clock);
    this.#runBudget = new RunBudget(limits);
    this.#loopTime = new LoopTime(ports.clock);
    this.#spawning = new Spawning({
      limits,
      breaker: this.#breaker,
      profiles: ports.profiles,
      stopRun: (ending) => this.#lead?.member.stop(ending),
    });
  }

  /**
   * Runs the first agent, and all below it, to the end, also when the journal fails: then the report says so.
   * Aborting `signal` stops everything. Rejects only if not even the first agent could be recorded.
   */
  async lead(first: FirstAgent, signal: AbortSignal): Promise<Report> {
    const parent = this.#firstMember(first);
    const emit = parent.recorder(this.#parts.emit);
    // Who waits for a question of the run pauses itself: its answer must not need a slot, which one of these may hold.
    const run = { agentId: parent.agentId, pause: <T>(work: () => Promise<T>) => work() };
    this.#lead = { member: parent, emit, ask: askerOf(run, this.#parts, emit) };
    const onAbort = () => parent.stop(endingOf(signal));
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    try {
      await this.#enlist(parent);
      await Promise.all(this.#atWork.values());
      return parent.finalReport();
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  /** Who leads needs no slot and may use all there is; a child tried again gets what its brief gives it. */
  #firstMember({ brief, depth, retryOf }: FirstAgent): Member {
    const { clock, newId } = this.#parts.ports;
    const { budget } = this.#runBudget;
    const agentId = newId();
    if (!retryOf) return new Member({ agentId, brief, depth, clock, budget });
    const own = budget.branch(brief.limits) ?? budget;
    const origin = { retryOf: retryOf.agentId };
    return new Member({ agentId, brief, depth, clock, budget: own, slots: this.#slots, origin });
  }

  /** Stops one agent or batch and what is below it; false if there is none of this id at work. */
  cancel(id: string): boolean {
    const member = this.#members.get(id);
    if (!member) return this.#cancelBatch(id);
    if (!this.#atWork.has(id)) return false;
    this.#stop(member, 'person');
    return true;
  }

  #cancelBatch(batchId: string): boolean {
    const isMeant = ({ batches, inbox }: Member) =>
      inbox.isOpen(batchId) && batches.some(({ batch }) => batch.batchId === batchId);
    const leader = [...this.#members.values()].find(isMeant);
    if (!leader) return false;
    this.#noteIfPossible(() => this.#parts.emit({ type: 'cancelRequested', agentId: batchId, by: 'person' }));
    const ending = new Ending('cancelled', 'Cancelled by a person.');
    for (const { batch } of leader.batches) if (batch.batchId === batchId) batch.stop(ending);
    return true;
  }

  /** Gives the brief of a child that has ended to a new one below the same parent, or below who still is there of those above. */
  retry(agentId: string): RetryResult {
    const member = this.#members.get(agentId);
    const budget = retryBudget(member, (id) => this.#atWork.has(id));
    if (budget.kind === 'refused') return budget;
    const { parent, brief } = budget;
    try {
      const again = this.#startChild(parent, brief, budget.budget, { retryOf: agentId });
      this.#breaker.letThrough(again.agentId);
      this.#spawning.children.add(1);
      parent.spawned.push(again);
      return { kind: 'started', agentId: again.agentId };
    } catch (error) {
      if (!(error instanceof JournalFailure)) throw error;
      return { kind: 'refused', message: error.message };
    }
  }

  /** Lets children start again after failures had paused them. */
  resumeSpawning(): void {
    const change = this.#breaker.close();
    this.#noteIfPossible(() => this.#noteBreaker(change));
  }

  #noteBreaker(change: BreakerChange | undefined, reason = ''): void {
    if (change?.kind === 'opened') {
      this.#parts.emit({ type: 'spawningPaused', failures: change.failures, reason });
    }
    if (change?.kind === 'closed') this.#parts.emit({ type: 'spawningResumed' });
  }

  #stop(member: Member, by: 'person' | 'parent'): void {
    const { agentId } = member;
    this.#noteIfPossible(() => this.#parts.emit({ type: 'cancelRequested', agentId, by }));
    const who = by === 'person' ? 'a person' : 'its parent';
    member.stop(new Ending('cancelled', `Cancelled by ${who}.`));
  }

  /** What must work in any case; if it cannot be recorded, the whole run stops anyway. */
  #noteIfPossible(note: () => void): void {
    try {
      note();
    } catch (error) {
      if (!(error instanceof JournalFailure)) throw error;
    }
  }

  #startChild(parent: Member, brief: Brief, budget: Budget, origin: Origin = {}): Member {
    const { clock, newId } = this.#parts.ports;
    const slots = this.#slots;
    const member = new Member({ agentId: newId(), brief, parent, clock, slots, budget, origin });
    this.#breaker.noteStart(member.agentId);
    void this.#enlist(member);
    return member;
  }

  /** Puts a member to work and resolves when it has ended. Throws if that cannot be recorded, never rejects. */
  #enlist(member: Member): Promise<void> {
    const { agentId, brief, parent, depth, origin } = member;
    this.#parts.emit({
      type: 'agentQueued',
      agentId,
      parentId: parent?.agentId ?? null,
      depth,
      brief,
      ...origin,
    });
    this.#members.set(agentId, member);
    parent?.children.add(member);
    if (origin.batchId === undefined) parent?.inbox.expect({ agentId, label: brief.label });
    const ended = this.#live(member).catch((error: unknown) => this.#fail(error, member));
    this.#atWork.set(agentId, ended);
    return ended;
  }

  /** The journal has failed: everything stops, and nothing more can be recorded. */
  #fail(error: unknown, member?: Member): void {
    const ending = new Ending('failed', error instanceof Error ? error.message : internalFault(error));
    for (const agentId of this.#atWork.keys()) this.#members.get(agentId)?.stop(ending);
    member?.stop(ending);
    member?.end(failedReport(member, ending.message));
    member?.hasReported();
  }

  /** A member's whole life. Its children end before it does, and its report is recorded before it is delivered. */
  async #live(member: Member): Promise<void> {
    const { agentId, parent } = member;
    try {
      const outcome = await this.#outcome(member);
      member.stop(new Ending('cancelled', 'It has ended.'));
      await Promise.all(member.batches.map(({ ended }) => ended));
      const report = await finalReport(member, outcome, this.#parts);
      member.end(report);
      await Promise.all([...member.children].map((child) => this.#atWork.get(child.agentId)));
      this.#parts.emit({ type: 'agentFinished', agentId, report });
      if (parent) this.#noteBreaker(this.#breaker.noteEnd(report), report.reason);
      member.hasReported();
      if (member.origin.batchId === undefined) parent?.inbox.deliver(report);
    } finally {
      this.#atWork.delete(agentId);
      parent?.children.delete(member);
    }
  }

  /** A fault in one member's host parts fails this member and no other. Rejects only if the journal fails. */
  async #outcome(member: Member): Promise<Report> {
    const { signal } = member;
    const emit = member.recorder(this.#parts.emit);
    const ask = askerOf(member, this.#parts, emit);
    try {
      await this.#begin(member);
      return await workOf(member, this.#parts, {
        emit,
        ask,
        tools: memberTools({ member, emit, ask }, this.#parts, {
          spawning: this.#spawning,
          startChild: (parent, brief, budget, origin) => this.#startChild(parent, brief, budget, origin),
          stop: (child) => this.#stop(child, 'parent'),
          fail: (error) => this.#fail(error),
          hasGivenUp: () => this.#breaker.hasGivenUp,
        }),
        loopTime: () => this.#loopTime.ask(),
        admit: async (each) => {
          if (this.#lead) await this.#runBudget.admit({ member, emit, lead: this.#lead }, each);
        },
      });
    } catch (error) {
      if (error instanceof JournalFailure) throw error;
      if (!signal.aborted) return failedReport(member, internalFault(error));
      const { outcome, message } = endingOf(signal);
      return reportOf(member, { outcome, reason: message });
    }
  }

  /** Waits for a slot, for time, and until the circuit breaker lets it begin. */
  async #begin(member: Member): Promise<void> {
    await member.begin();
    const time = this.#loopTime.ask();
    if (time !== undefined) await time;
    member.signal.throwIfAborted();
    while (member.parent && !this.#breaker.admits(member.agentId)) {
      await member.pause(() => this.#breaker.change(member.signal));
      if (this.#breaker.hasGivenUp) member.stop(new Ending('failed', neverBegun));
      member.signal.throwIfAborted();
    }
  }
}
