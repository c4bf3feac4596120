import { AgentRecord } from '../agent/agentRecord.ts';
import type { Brief } from '../agent/brief.ts';
import { Ending } from '../agent/ending.ts';
import type { Report } from '../agent/report.ts';
import type { Emit, Event } from '../journal/event.ts';
import type { Clock } from '../ports.ts';
import type { Batch } from './batch.ts';
import type { Budget } from './budget.ts';
import { Deadline } from './deadline.ts';
import { Inbox } from './inbox.ts';
import type { SlotSource } from './slots.ts';

/** `waiting`: for a person or for its own children, without a slot. */
export type MemberState = 'queued' | 'working' | 'waiting' | Report['outcome'];

/** Where an agent comes from besides its parent: the agent it tries again, or the batch it works for. */
export interface Origin {
  readonly retryOf?: string;
  readonly batchId?: string;
}

/** One agent of a run as the host knows it: its place in the lineage, its clock, its slot and its way to stop. */
export class Member {
  readonly agentId: string;
  readonly brief: Brief;
  readonly parent: Member | undefined;
  readonly depth: number;
  readonly budget: Budget;
  readonly origin: Origin;
  /** Its children at work, which end with it. */
  readonly children = new Set<Member>();
  /** All children it ever spawned, in order. */
  readonly spawned: Member[] = [];
  /** All batches it ever started, in order; `ended` resolves when the batch has reported. */
  readonly batches: { readonly batch: Batch; readonly ended: Promise<void> }[] = [];
  readonly inbox = new Inbox();
  readonly record = new AgentRecord();
  readonly #life = new AbortController();
  readonly #work = new AbortController();
  readonly #deadline: Deadline;
  readonly #slots: SlotSource | undefined;
  #holdsSlot = false;
  #takingSlot: Promise<void> | undefined;
  #pauses = 0;
  #hasBegun = false;
  #hasEnded = false;
  #report: Report | undefined;
  /** Resolves with its report once that is recorded. */
  readonly reported: Promise<Report>;
  #resolveReported: (report: Report) => void = () => {};

  constructor(parts: {
    readonly agentId: string;
    readonly brief: Brief;
    readonly parent?: Member;
    /** How far below a run's parent it stands, where it has no parent of its own. */
    readonly depth?: number;
    readonly clock: Clock;
    /** Where it takes its slot; who leads a run needs none. */
    readonly slots?: SlotSource;
    readonly budget: Budget;
    readonly origin?: Origin;
  }) {
    this.agentId = parts.agentId;
    this.brief = parts.brief;
    this.budget = parts.budget;
    this.origin = parts.origin ?? {};
    this.parent = parts.parent;
    this.depth = parts.parent ? parts.parent.depth + 1 : (parts.depth ?? 0);
    this.#slots = parts.slots;
    this.reported = new Promise((resolve) => {
      this.#resolveReported = resolve;
    });
    const seconds = parts.brief.limits.deadlineSeconds;
    this.#deadline = new Deadline(parts.clock, seconds, () =>
      this.#endWork(new Ending('partial', `The deadline of ${seconds} s passed.`)),
    );
  }

  /** Aborts when its work must end: at its deadline, or when it is stopped. */
  get signal(): AbortSignal {
    return this.#work.signal;
  }

  /** Aborts when it is stopped, not at its deadline. */
  get life(): AbortSignal {
    return this.#life.signal;
  }

  get state(): MemberState {
    if (this.#report) return this.#report.outcome;
    if (!this.#hasBegun) return 'queued';
    return this.#pauses > 0 ? 'waiting' : 'working';
  }

  /** How it ended. Throws if it has not. */
  finalReport(): Report {
    if (!this.#report) throw new Error(`Agent ${this.agentId} has no report.`);
    return this.#report;
  }

  /** Takes a slot, then starts the clock. Rejects if the agent is stopped before there is one. */
  async begin(): Promise<void> {
    await this.#takeSlot(false);
  }

  /** Runs what needs no slot, with the clock standing still; takes a slot again before it returns. */
  async pause<T>(work: () => Promise<T>): Promise<T> {
    this.#pauses += 1;
    if (this.#pauses === 1) {
      this.#deadline.pause();
      this.#leaveSlot();
    }
    try {
      return await work();
    } finally {
      this.#pauses -= 1;
      if (this.#pauses === 0) await this.#takeSlot(true);
    }
  }

  /** Stops this agent and everything below it. The first reason counts. */
  stop(ending: Ending): void {
    this.#life.abort(ending);
    this.#endWork(ending);
  }

  /** Ends its work and everything below it; it may still say a last word. */
  wrapUp(ending: Ending): void {
    this.#endWork(ending);
  }

  stopChildren(): void {
    const ending = new Ending('cancelled', 'Its parent ended.');
    for (const { batch } of this.batches) batch.stop(ending);
    for (const child of this.children) child.stop(ending);
  }

  /** Gives everything back. After this the agent can record nothing, and so change nothing. */
  end(report: Report): void {
    this.#hasEnded = true;
    this.#report = report;
    this.#deadline.pause();
    this.#leaveSlot();
    this.budget.close();
  }

  /** Its report is recorded. */
  hasReported(): void {
    this.#resolveReported(this.finalReport());
  }

  /** The way this agent's facts are recorded: into its record as well, and not at all once it has ended. */
  recorder(emit: Emit): Emit {
    return (event: Event) => {
      if (this.#hasEnded)
        throw new Error(`Agent ${this.agentId} has ended; its late ${event.type} is dropped.`);
      emit(event);
      this.record.note(event);
      if (event.type === 'modelReplied') {
        const { usage, costUsd = 0 } = event;
        this.budget.use({ tokens: usage.input + usage.output, costUsd });
      }
    };
  }

  #endWork(ending: Ending): void {
    this.#work.abort(ending);
    this.stopChildren();
  }

  /** At most one slot is held or asked for, however many pauses of parallel calls end at the same time. */
  async #takeSlot(resuming: boolean): Promise<void> {
    if (this.#holdsSlot) return;
    this.#takingSlot ??= this.#acquireSlot(resuming);
    await this.#takingSlot;
  }

  async #acquireSlot(resuming: boolean): Promise<void> {
    try {
      await this.#slots?.acquire(this.signal, resuming);
    } finally {
      this.#takingSlot = undefined;
    }
    this.#holdsSlot = true;
    this.#hasBegun = true;
    if (this.#pauses > 0 || this.#hasEnded) this.#leaveSlot();
    else this.#deadline.start();
  }

  #leaveSlot(): void {
    if (!this.#holdsSlot) return;
    this.#holdsSlot = false;
    this.#slots?.release();
  }
}
