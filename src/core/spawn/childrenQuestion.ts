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
  /** How many children a person has let each call of a turn start, by the call's id. */
  readonly #spread = new WeakMap<readonly ToolCall[], ReadonlyMap<string, number>>();
  readonly #rejected = new WeakMap<readonly ToolCall[], string>();
  readonly #started = new WeakMap<readonly ToolCall[], number>();

  constructor(children: ChildCount) {
    this.#children = children;
  }

  /** False once a person has said no to a higher limit. */
  get mayGrow(): boolean {
    return this.#mayGrow;
  }

  /** Whether a person was shown the children of this call among others of its turn, and let them start. */
  maySpread({ together, callId, count }: SpawnWish): boolean {
    return count <= (this.#spread.get(together)?.get(callId) ?? 0);
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
  }

  /** Asks a person; a no comes back as words for the model. A yes brings the new limit with it. */
  async ask(wish: SpawnWish, { ahead, newLimit }: Fan, signal: AbortSignal): Promise<string | undefined> {
    const { member, together, callId } = wish;
    const { limit } = this.#children;
    const leftUsd = member.budget.leftUsd();
    const { starting, models, forecast, isCostCounted } = ahead;
    const draft: DraftOf<'spawn'> = {
      kind: 'spawn',
      count: starting,
      models: [...models],
      forecast,
      remainingUsd: isCostCounted && Number.isFinite(leftUsd) ? leftUsd : null,
      ...(newLimit === undefined ? {} : { limit, newLimit }),
    };
    const { answer } = await wish.ask({ draft, callId }, signal);
    if (answer.kind !== 'approved') {
      const isDear = forecast.costUsd !== null && forecast.costUsd > leftUsd;
      const no = wordsFor(answer, this.#children, isDear ? leftUsd : undefined);
      this.#rejected.set(together, no);
      if (newLimit !== undefined && answer.kind === 'rejected') this.#mayGrow = false;
      return no;
    }
    this.#spread.set(together, new Map([...(this.#spread.get(together) ?? []), ...ahead.byCall]));
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
  leftUsd: number | undefined,
): string {
  if (answer.kind === 'rejected') return spawnRejected(answer.feedback);
  return spawnUnanswered(answer.reason, limit - spawned, leftUsd);
}
