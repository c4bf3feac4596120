import type { Brief } from '../agent/brief.ts';
import { Ending, endingOf, internalFault } from '../agent/ending.ts';
import { childInstructions, mayDelegate, parentInstructions } from '../agent/prompts.ts';
import type { Report } from '../agent/report.ts';
import { runAgent } from '../agent/runAgent.ts';
import type { Tool } from '../agent/tool.ts';
import type { ApprovalMode } from '../human/approvalRules.ts';
import { askPerson } from '../human/askPerson.ts';
import type { Emit, RunLimits } from '../journal/event.ts';
import { JournalFailure } from '../journal/journalFailure.ts';
import type { Ports } from '../ports.ts';
import { decideSpawn } from './gate.ts';
import { leadTools } from './leadTools.ts';
import { Member } from './member.ts';
import { Slots } from './slots.ts';
import type { SpawnResult } from './spawnTool.ts';

export interface TeamParts {
  readonly ports: Ports;
  readonly emit: Emit;
  readonly limits: RunLimits;
  readonly approval: ApprovalMode;
  /** The layout in words, for every agent's instructions. */
  readonly workspace: string;
  /** What a child gets where `spawn` does not say: its model and its limits, which are also the most it can ask for. */
  readonly childDefaults: Pick<Brief, 'model' | 'limits'>;
}

/** All agents of one run: who may start, who works now, and how each one ends. */
export class Team {
  readonly #parts: TeamParts;
  readonly #slots: Slots;
  readonly #atWork = new Map<string, { readonly member: Member; readonly ended: Promise<void> }>();
  #spawned = 0;

  constructor(parts: TeamParts) {
    this.#parts = parts;
    this.#slots = new Slots(parts.limits.concurrency);
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
    const decision = decideSpawn({ parentDepth: parent.depth, spawned: this.#spawned, limits });
    if (decision.kind === 'deny') return { kind: 'denied', reason: decision.reason };
    this.#spawned += 1;
    const member = new Member({
      agentId: ports.newId(),
      brief,
      parent,
      clock: ports.clock,
      slots: this.#slots,
    });
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
      member.end(reportOf(member, 'failed', ending.message));
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
      return await this.#work(member);
    } catch (error) {
      if (error instanceof JournalFailure) throw error;
      if (signal.aborted) return reportOf(member, endingOf(signal).outcome, endingOf(signal).message);
      return reportOf(member, 'failed', internalFault(error));
    }
  }

  /** Rejects with the signal's reason if the member is stopped before it has a slot. */
  async #work(member: Member): Promise<Report> {
    const { ports, emit, approval } = this.#parts;
    const { agentId, brief, record, inbox, signal } = member;
    await member.begin();
    const recordFact = member.recorder(emit);
    recordFact({ type: 'agentStarted', agentId });
    const choice = ports.provider(brief.model);
    if (choice.kind === 'unknown') return reportOf(member, 'failed', choice.message);
    return runAgent(
      {
        agentId,
        brief,
        record,
        inbox,
        instructions: this.#instructions(member),
        provider: choice.provider,
        model: choice.model,
        tools: this.#tools(member, recordFact),
        emit: recordFact,
        clock: ports.clock,
        life: member.life,
        pause: (work) => member.pause(work),
        askPerson: (draft, callId, askSignal) =>
          askPerson(
            { requestId: ports.newId(), agentId, callId, draft },
            { ask: ports.ask, emit: recordFact, mode: approval, pause: (work) => member.pause(work) },
            askSignal,
          ),
      },
      signal,
    );
  }

  #instructions({ depth }: Member): string {
    const { workspace, limits } = this.#parts;
    const base = depth === 0 ? parentInstructions(workspace) : childInstructions(workspace);
    return depth > 0 && depth < limits.depth ? `${base}\n\n${mayDelegate}` : base;
  }

  #tools(member: Member, emit: Emit): readonly Tool[] {
    const { ports } = this.#parts;
    const mayHave = new Set(member.brief.tools);
    const tools = [...ports.tools(member.agentId, emit), ...this.#leadTools(member, emit)];
    return tools.filter((tool) => mayHave.has(tool.spec.name));
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

function reportOf({ agentId, brief, record }: Member, outcome: Report['outcome'], reason: string): Report {
  return record.report({ agentId, label: brief.label }, outcome, reason);
}
