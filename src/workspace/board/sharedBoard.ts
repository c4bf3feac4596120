import { boardText } from '../../core/journal/boardText.ts';
import type { Event } from '../../core/journal/event.ts';
import { RunBoard } from '../../core/journal/runBoard.ts';
import type { Clock } from '../../core/ports.ts';
import { boardPath } from '../confinement/protectedPaths.ts';
import { accessOf } from '../layout/layout.ts';
import { boardDocument } from './boardDocument.ts';
import { type BoardPlace, type BoardWrite, NotRecorded, rewriteBoard } from './boardFile.ts';

/** One run's part. `problem` says why nothing more of it is written. */
export interface Part {
  readonly runId: string;
  readonly place: BoardPlace;
  readonly append: (event: Event) => void;
  readonly run: RunBoard;
  /** Says something that was not written yet. */
  isDirty: boolean;
  /** Has left: nothing may be recorded for it. */
  hasLeft: boolean;
  problem: string | undefined;
  /** The problem, its own or the board's, is recorded. */
  isProblemTold: boolean;
}

const pauseMs = 2000;
/** Children are queued together, so the first write waits for a moment. */
const firstPauseMs = 100;
const lastWriteMs = 2000;
const mostAttempts = 8;
const diskIsSilent = 'the disk did not answer';

/** One board that several runs share: written at most every two seconds while one of them says something new. */
export class SharedBoard {
  readonly #clock: Clock;
  readonly #now: () => Date;
  readonly #parts = new Set<Part>();
  /** Why there is none any more. */
  #problem: string | undefined;
  /** Why the last write was put off, if it was. */
  #putOff: string | undefined;
  #writtenAt: number | undefined;
  #stopTimer: (() => void) | undefined;
  /** Settles when no write is under way; writes follow each other. */
  #writes: Promise<void> = Promise.resolve();
  #underWay: AbortController | undefined;

  constructor({ clock, now }: { readonly clock: Clock; readonly now: () => Date }) {
    this.#clock = clock;
    this.#now = now;
  }

  get isEmpty(): boolean {
    return this.#parts.size === 0;
  }

  join(given: Pick<Part, 'runId' | 'place' | 'append'>): Part {
    const { layout, workspace } = given.place;
    const isOpen = accessOf(layout, workspace.folders[0]?.name ?? '', boardPath) === 'write';
    const problem = isOpen ? undefined : `"${boardPath}" is not open to free writing`;
    const part = {
      ...given,
      run: new RunBoard(),
      isDirty: false,
      hasLeft: false,
      problem,
      isProblemTold: false,
    };
    this.#parts.add(part);
    return part;
  }

  note(part: Part, event: Event): void {
    if (part.hasLeft || !part.run.note(event)) return;
    part.isDirty = true;
    this.#tellProblem(part);
    this.#schedule();
  }

  /** Writes the part's last state, waiting for the disk no longer than a moment, and lets go of it. Never rejects. */
  async leave(part: Part): Promise<void> {
    if (!this.#parts.has(part)) return;
    // Also where nothing is new: what is under way may be this part's last word.
    if (this.#isDue(part) || (this.#underWay && part.run.hasChildren)) {
      const isInTime = await this.#within(lastWriteMs, this.#startWrite());
      if (!isInTime) this.#tellProblem(part, diskIsSilent);
      else if (part.isDirty) this.#tellProblem(part, this.#putOff);
    }
    part.hasLeft = true;
    this.#parts.delete(part);
    this.#schedule();
  }

  #isDue(part: Part): boolean {
    return part.isDirty && part.run.hasChildren && part.problem === undefined && this.#problem === undefined;
  }

  #schedule(): void {
    const isDue = [...this.#parts].some((part) => this.#isDue(part));
    if (!isDue) {
      this.#stopTimer?.();
      this.#stopTimer = undefined;
      return;
    }
    if (this.#stopTimer || this.#underWay) return;
    const next = this.#writtenAt === undefined ? 0 : this.#writtenAt + pauseMs - this.#clock.now();
    this.#stopTimer = this.#clock.after(Math.max(firstPauseMs, next), () => {
      this.#stopTimer = undefined;
      void this.#startWrite();
    });
  }

  #startWrite(): Promise<void> {
    const write = async () => {
      const controller = new AbortController();
      this.#underWay = controller;
      this.#stopTimer?.();
      this.#stopTimer = undefined;
      try {
        await this.#write(controller.signal);
      } finally {
        this.#underWay = undefined;
        this.#schedule();
      }
    };
    this.#writes = this.#writes.then(write);
    return this.#writes;
  }

  /**
   * Never rejects: what keeps the board from being written ends the board, and never a run. What only has to wait, for
   * a person who has not saved it or because a run left meanwhile, is new for the next write as well.
   */
  async #write(signal: AbortSignal): Promise<void> {
    this.#putOff = undefined;
    for (let attempt = 1; attempt <= mostAttempts && !signal.aborted; attempt += 1) {
      const due = [...this.#parts].filter((part) => this.#isDue(part));
      if (due.length === 0) return;
      this.#writtenAt = this.#clock.now();
      for (const part of due) part.isDirty = false;
      const outcome = await this.#attempt(due, signal);
      if (outcome.kind === 'written') return;
      for (const part of due) part.isDirty = true;
      if (outcome.kind === 'unsaved') {
        this.#putOff = outcome.reason;
        return;
      }
      const isOver = outcome.kind === 'refused' || (outcome.kind === 'failed' && attempt === mostAttempts);
      if (isOver) this.#giveUp(outcome.reason);
    }
  }

  #giveUp(reason: string): void {
    this.#problem = reason;
    for (const part of this.#parts) this.#tellProblem(part);
  }

  /** Once, and only of a run that would have something to write. */
  #tellProblem(part: Part, reason = part.problem ?? this.#problem): void {
    if (reason === undefined || part.isProblemTold || part.hasLeft || !part.run.hasChildren) return;
    part.isProblemTold = true;
    try {
      part.append({ type: 'boardFailed', reason });
    } catch {
      // Without its journal the run ends, and says so itself.
    }
  }

  async #attempt(due: readonly Part[], signal: AbortSignal): Promise<BoardWrite> {
    const [first] = due;
    if (first === undefined) return { kind: 'written' };
    const shown = [...this.#parts].filter(({ run, problem }) => run.hasChildren && problem === undefined);
    const next = (soFar: string) => {
      const now = this.#now();
      const texts = shown.map(({ runId, run }) => ({ runId, text: boardText(run, now.toISOString()) }));
      return boardDocument(texts, soFar, now);
    };
    try {
      return await rewriteBoard(first.place, next, (fact) => recordIn(due, fact), signal);
    } catch {
      // A run has left or lost its journal, and nothing was written: the others go on.
      return { kind: 'changed' };
    }
  }

  /** Waits for the work, at most so long; then the write that is under way is given up, and it is false. */
  async #within(ms: number, work: Promise<void>): Promise<boolean> {
    let stopTimer = () => {};
    const late = new Promise<boolean>((resolve) => {
      stopTimer = this.#clock.after(ms, () => {
        this.#underWay?.abort();
        resolve(false);
      });
    });
    const isInTime = await Promise.race([work.then(() => true), late]);
    stopTimer();
    return isInTime;
  }
}

/** In the journal of every run that has something new on the board; one that cannot take it has no part any more. */
function recordIn(parts: readonly Part[], fact: { readonly path: string; readonly hash: string }): void {
  for (const part of parts) {
    if (part.hasLeft) throw new NotRecorded('A run left the board');
    try {
      part.append({ type: 'boardUpdated', ...fact });
    } catch (error) {
      part.problem = 'the journal could not be written';
      throw new NotRecorded('A journal failed', { cause: error });
    }
  }
}
