import type { ToolCall } from '../agent/message.ts';
import type { Answered } from '../human/askPerson.ts';
import type { DraftOf } from '../human/request.ts';
import { spawnRejected, spawnUnanswered } from '../prompts/refusals.ts';
import type { ChildCount } from './childCount.ts';
import type { Expectation } from './expectation.ts';
import type { SpawnWish } from './spawnWish.ts';

/** Children that want to start together, and the limit that a yes has to bring. */
interface Fan {
  readonly ahead: Expectation;
  readonly newLimit: number | undefined;
}

/** The question whether so many children may start, and what was answered: for a turn as a whole, and for higher limits. */
export class ChildrenQuestion {
  readonly #children: ChildCount;
  #mayGrow = true;
  /** How many more children a person has let start in a turn. */
  readonly #spread = new WeakMap<readonly ToolCall[], number>();
  readonly #rejected = new WeakMap<readonly ToolCall[], string>();
  readonly #started = new WeakMap<readonly ToolCall[], number>();

  constructor(children: ChildCount) {
    this.#children = children;
  }

  /** False once a person has said no to a higher limit. */
  get mayGrow(): boolean {
    return this.#mayGrow;
  }

  /** Whether a person has let so many more children of this turn start. */
  maySpread(together: readonly ToolCall[], count: number): boolean {
    return count <= (this.#spread.get(together) ?? 0);
  }

  /** What a person said against this turn, in words for the model. */
  rejectionOf(together: readonly ToolCall[]): string | undefined {
    return this.#rejected.get(together);
  }

  /** How many children of this turn have started. */
  startedIn(together: readonly ToolCall[]): number {
    return this.#started.get(together) ?? 0;
  }

  noteStarted({ together, count }: SpawnWish): void {
    this.#started.set(together, this.startedIn(together) + count);
    const granted = this.#spread.get(together);
    if (granted !== undefined) this.#spread.set(together, granted - count);
  }

  /** Asks a person; a no comes back as words for the model. A yes brings the new limit with it. */
  async ask(wish: SpawnWish, { ahead, newLimit }: Fan, signal: AbortSignal): Promise<string | undefined> {
    const { member, together, callId } = wish;
    const { limit } = this.#children;
    const { costUsd } = member.budget.remaining();
    const { starting, models, forecast, isCostCounted } = ahead;
    const draft: DraftOf<'spawn'> = {
      kind: 'spawn',
      count: starting,
      models: [...models],
      forecast,
      remainingUsd: isCostCounted && Number.isFinite(costUsd) ? costUsd : null,
      ...(newLimit === undefined ? {} : { limit, newLimit }),
    };
    const { answer } = await wish.ask({ draft, callId }, signal);
    if (answer.kind !== 'approved') {
      const no = wordsFor(answer, this.#children);
      this.#rejected.set(together, no);
      if (newLimit !== undefined && answer.kind === 'rejected') this.#mayGrow = false;
      return no;
    }
    this.#spread.set(together, Math.max(starting, this.#spread.get(together) ?? 0));
    if (newLimit !== undefined && newLimit > this.#children.limit) {
      const { agentId } = member;
      wish.emit({ type: 'limitRaised', agentId, what: 'children', limit: newLimit });
      this.#children.raiseLimit(newLimit);
    }
    return undefined;
  }
}

function wordsFor(
  answer: Exclude<Answered['answer'], { kind: 'approved' }>,
  { limit, spawned }: ChildCount,
): string {
  if (answer.kind === 'rejected') return spawnRejected(answer.feedback);
  return spawnUnanswered(answer.reason, limit - spawned);
}
