import type { Brief } from '../agent/brief.ts';
import { Ending, endingOf, internalFault } from '../agent/ending.ts';
import type { Report } from '../agent/report.ts';
import type { Tool } from '../agent/tool.ts';
import type { Emit } from '../journal/event.ts';
import { JournalFailure } from '../journal/journalFailure.ts';
import { type BreakerChange, CircuitBreaker } from './circuitBreaker.ts';
import { decideSpawn } from './gate.ts';
import { leadTools } from './leadTools.ts';
import { Member } from './member.ts';
import { failedReport, reportOf, workOf } from './memberWork.ts';
import { Slots } from './slots.ts';
import type { SpawnResult } from './spawnTool.ts';
import type { TeamParts } from './teamParts.ts';

/** All agents of one run: who may start, who works now, and how each one ends. */
export class Team {
  readonly #parts: TeamParts;
  readonly #slots: Slots;
  readonly #breaker: CircuitBreaker;
  readonly #atWork = new Map<string, { readonly member: Member; readonly ended: Promise<void> }>();
  #spawned = 0;

  constructor(parts: TeamParts) {
    this.#parts = parts;
    this.#slots = new Slots(parts.limits.concurrency);
    this.#breaker = new CircuitBreaker(parts.ports.clock);
  }

  /**
   * Runs the first agent, and all below it, to the end, also when the journal fails: then the report says so.
   * Aborting `signal` stops everything. Rejects only if not even the first agent could be recorded.
   */
  async lead(brief: Brief, signal: AbortSignal): Promise<Report> {
    const { clock, newId } = this.#parts.ports;
    const parent = new Member({ agentId: newId(), brief, clock });
    const onAbort = () => parent.stop(endingOf(signal));
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    try {
      await this.#enlist(parent);
      await Promise.all([...this.#atWork.values()].map(({ ended }) => ended));
      return parent.finalReport();
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  /** Checks and reserves in one synchronous step, then queues the child and returns. */
  #spawn(parent: Member, brief: Brief): SpawnResult {
    const { ports, limits } = this.#parts;
    if (parent.signal.aborted) return { kind: 'denied', reason: 'This agent is being stopped.' };
    const breaker = this.#breaker.state();
    const decision = decideSpawn({ parentDepth: parent.depth, spawned: this.#spawned, limits, breaker });
    if (decision.kind === 'deny') return { kind: 'denied', reason: decision.reason };
    this.#spawned += 1;
    const member = new Member({
      agentId: ports.newId(),
      brief,
      parent,
      clock: ports.clock,
      slots: this.#slots,
    });
    this.#breaker.noteStart(member.agentId);
    parent.spawned.push(member);
    void this.#enlist(member);
    return { kind: 'spawned', agentId: member.agentId };
  }

  /** Stops one agent and what is below it; false if there is no such agent at work. */
  cancel(agentId: string): boolean {
    const found = this.#atWork.get(agentId);
    if (!found) return false;
    this.#stop(found.member, 'person');
    return true;
  }

  /** Lets children start again after failures had paused them. */
  resumeSpawning(): void {
    this.#noteBreaker(this.#breaker.close());
  }

  #noteBreaker(change: BreakerChange | undefined, reason = ''): void {
    if (change?.kind === 'opened') {
      this.#parts.emit({ type: 'spawningPaused', failures: change.failures, reason });
    }
    if (change?.kind === 'closed') this.#parts.emit({ type: 'spawningResumed' });
  }

  #stop(member: Member, by: 'person' | 'parent'): void {
    try {
      this.#parts.emit({ type: 'cancelRequested', agentId: member.agentId, by });
    } catch (error) {
      // Whoever wants to stop must be able to, and then the whole run stops anyway.
      if (!(error instanceof JournalFailure)) throw error;
    }
    const who = by === 'person' ? 'a person' : 'its parent';
    member.stop(new Ending('cancelled', `Cancelled by ${who}.`));
  }

  /** Puts a member to work and resolves when it has ended. Throws if that cannot be recorded, never rejects. */
  #enlist(member: Member): Promise<void> {
    const { agentId, brief, parent, depth } = member;
    this.#parts.emit({ type: 'agentQueued', agentId, parentId: parent?.agentId ?? null, depth, brief });
    parent?.children.add(member);
    parent?.inbox.expect(agentId);
    const ended = this.#live(member).catch((error: unknown) => {
      const ending = new Ending('failed', error instanceof Error ? error.message : internalFault(error));
      for (const other of this.#atWork.values()) other.member.stop(ending);
      member.stop(ending);
      member.end(failedReport(member, ending.message));
    });
    this.#atWork.set(agentId, { member, ended });
    return ended;
  }

  /** A member's whole life. Its children end before it does, and its report is recorded before it is delivered. */
  async #live(member: Member): Promise<void> {
    const { agentId, parent } = member;
    try {
      const report = await this.#outcome(member);
      member.end(report);
      member.stopChildren();
      await Promise.all([...member.children].map((child) => this.#atWork.get(child.agentId)?.ended));
      this.#parts.emit({ type: 'agentFinished', agentId, report });
      if (parent) this.#noteBreaker(this.#breaker.noteEnd(report), report.reason);
      parent?.inbox.deliver(report);
    } finally {
      this.#atWork.delete(agentId);
      parent?.children.delete(member);
    }
  }

  /** A fault in one member's host parts fails this member and no other. Rejects only if the journal fails. */
  async #outcome(member: Member): Promise<Report> {
    const { signal } = member;
    try {
      return await workOf(member, this.#parts, (emit) => this.#leadTools(member, emit));
    } catch (error) {
      if (error instanceof JournalFailure) throw error;
      if (!signal.aborted) return failedReport(member, internalFault(error));
      const { outcome, message } = endingOf(signal);
      return reportOf(member, { outcome, reason: message });
    }
  }

  #leadTools(member: Member, emit: Emit): readonly Tool[] {
    const { ports, limits, childDefaults } = this.#parts;
    const { provider, clock } = ports;
    return leadTools({
      member,
      emit,
      provider,
      clock,
      childDefaults,
      depthLimit: limits.depth,
      spawn: (brief) => this.#spawn(member, brief),
      stop: (child) => this.#stop(child, 'parent'),
    });
  }
}
