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
  /** How often it has said something new, and how much of that stands on the board. */
  said: number;
  written: number;
  /** Has left: nothing may be recorded for it. */
  hasLeft: boolean;
  problem: string | undefined;
  /** The problem, its own or the board's, is recorded. */
  isProblemTold: boolean;
}

const pauseMs = 2000;
/** Children are queued together, so the first write waits for a moment. */
const firstPauseMs = 100;
/** A window that closes waits for its runs for two seconds in all. */
const lastWriteMs = 1000;
const mostAttempts = 8;
const diskIsSilent = 'the disk did not answer';
const othersAreQuicker = 'somebody else changed it again and again';

/** One board that several runs share: written at most every two seconds while one of them says something new. */
export class SharedBoard {
  readonly #clock: Clock;
  readonly #now: () => Date;
  readonly #parts = new Set<Part>();
  /** Why there is none any more. */
  #problem: string | undefined;
  #writtenAt: number | undefined;
  #stopTimer: (() => void) | undefined;
  /** Settles when no write is under way; writes follow each other. */
  #writes: Promise<string | undefined> = Promise.resolve(undefined);
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
      said: 0,
      written: 0,
      hasLeft: false,
      problem,
      isProblemTold: false,
    };
    this.#parts.add(part);
    return part;
  }

  note(part: Part, event: Event): void {
    if (part.hasLeft || !part.run.note(event)) return;
    part.said += 1;
    this.#tellProblem(part);
    this.#schedule();
  }

  /** Writes the part's last state, waiting for the disk no longer than a moment, and lets go of it. Never rejects. */
  async leave(part: Part): Promise<void> {
    if (!this.#parts.has(part)) return;
    if (this.#isDue(part)) {
      const whyNot = await this.#within(lastWriteMs, this.#startWrite(part));
      if (this.#isDue(part)) this.#tellProblem(part, whyNot);
    }
    part.hasLeft = true;
    this.#parts.delete(part);
    this.#schedule();
  }

  #isDue(part: Part): boolean {
    const { said, written, run, problem, hasLeft } = part;
    const isNew = said > written && run.hasChildren && !hasLeft;
    return isNew && problem === undefined && this.#problem === undefined;
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

  /** Writes what is new when it is its turn; `last` is the run it is for, where that cannot wait. */
  #startWrite(last?: Part): Promise<string | undefined> {
    const write = async () => {
      if (last && !this.#isDue(last)) return undefined;
      this.#stopTimer?.();
      this.#stopTimer = undefined;
      try {
        return await this.#write();
      } finally {
        this.#underWay = undefined;
        this.#schedule();
      }
    };
    this.#writes = this.#writes.then(write);
    return this.#writes;
  }

  /**
   * Never rejects: what keeps the board from being written ends the board, and never a run. Resolves with why it has to
   * wait, if it has: for a person who has not saved it, or for others who write all the time. Then all is tried again.
   */
  async #write(): Promise<string | undefined> {
    for (let attempt = 1; attempt <= mostAttempts; attempt += 1) {
      const due = [...this.#parts].find((part) => this.#isDue(part));
      if (due === undefined) return undefined;
      this.#writtenAt = this.#clock.now();
      const outcome = await this.#attempt(due);
      if (outcome.kind === 'written') return undefined;
      if (outcome.kind === 'unsaved') return outcome.reason;
      const isOver = outcome.kind === 'refused' || (outcome.kind === 'failed' && attempt === mostAttempts);
      if (isOver) this.#giveUp(outcome.reason);
    }
    return othersAreQuicker;
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

  /** What is written, for whom it is recorded and who counts as written are of one moment: when the text is made. */
  async #attempt({ place }: Part): Promise<BoardWrite> {
    const said = new Map<Part, number>();
    const next = (soFar: string) => {
      const now = this.#now();
      for (const part of this.#parts) if (this.#isDue(part)) said.set(part, part.said);
      const shown = [...this.#parts].filter(({ run, problem }) => run.hasChildren && problem === undefined);
      const texts = shown.map(({ runId, run }) => ({ runId, text: boardText(run, now.toISOString()) }));
      return boardDocument(texts, soFar, now);
    };
    const controller = new AbortController();
    this.#underWay = controller;
    try {
      const record = (fact: { readonly path: string; readonly hash: string }) =>
        recordIn([...said.keys()], fact);
      const outcome = await rewriteBoard(place, next, record, controller.signal);
      if (outcome.kind === 'written') for (const [part, count] of said) part.written = count;
      return outcome;
    } catch {
      // A run has left or lost its journal, and nothing was written: the others go on.
      return { kind: 'changed' };
    }
  }

  /** Waits for the write, at most so long; then the attempt that is under way is given up. */
  async #within(ms: number, write: Promise<string | undefined>): Promise<string | undefined> {
    let stopTimer = () => {};
    const late = new Promise<string>((resolve) => {
      stopTimer = this.#clock.after(ms, () => {
        this.#underWay?.abort();
        resolve(diskIsSilent);
      });
    });
    const whyNot = await Promise.race([write, late]);
    stopTimer();
    return whyNot;
  }
}

/** In the journal of every run that has something new on the board; one that cannot take it has no part any more. */
function recordIn(parts: readonly Part[], fact: { readonly path: string; readonly hash: string }): void {
  if (parts.length === 0) throw new NotRecorded('Nobody has anything to write any more');
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
