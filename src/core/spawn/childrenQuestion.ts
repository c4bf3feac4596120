import type { ToolCall } from '../agent/message.ts';
import type { Answered } from '../human/askPerson.ts';
import type { DraftOf } from '../human/request.ts';
import { spawnRejected, spawnUnanswered } from '../prompts/refusals.ts';
import type { ChildCount } from './childCount.ts';
import type { SpawnWish } from './spawnWish.ts';

/** The question whether so many children may start, and what was answered: for a turn as a whole, and for higher limits. */
export class ChildrenQuestion {
  readonly #children: ChildCount;
  #mayGrow = true;
  /** How many more children a person has let start in a turn. */
  readonly #spread = new WeakMap<readonly ToolCall[], number>();
  readonly #rejected = new WeakMap<readonly ToolCall[], string>();

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

  /** So many of those that may start in this turn have started. */
  noteStarted({ together, count }: SpawnWish): void {
    const granted = this.#spread.get(together);
    if (granted !== undefined) this.#spread.set(together, granted - count);
  }

  /** Asks a person; a no comes back as words for the model. A yes brings the new limit with it. */
  async ask(wish: SpawnWish, newLimit: number | undefined, signal: AbortSignal): Promise<string | undefined> {
    const { member, together, expectation, callId } = wish;
    const { limit } = this.#children;
    const { costUsd } = member.budget.remaining();
    const { starting, models, forecast } = expectation;
    const draft: DraftOf<'spawn'> = {
      kind: 'spawn',
      count: starting,
      models: [...models],
      forecast,
      remainingUsd: Number.isFinite(costUsd) ? costUsd : null,
      ...(newLimit === undefined ? {} : { limit, newLimit }),
    };
    const { answer } = await wish.ask({ draft, callId }, signal);
    if (answer.kind !== 'approved') {
      const no = wordsFor(answer, this.#children);
      this.#rejected.set(together, no);
      if (newLimit !== undefined && answer.kind === 'rejected') this.#mayGrow = false;
      return no;
    }
    this.#spread.set(together, starting);
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
