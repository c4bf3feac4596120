import type { Ending } from '../agent/ending.ts';
import type { ToolCall } from '../agent/message.ts';
import type { DraftOf } from '../human/request.ts';
import type { RunLimits } from '../journal/event.ts';
import { beingStopped } from '../prompts/refusals.ts';
import { ChildCount } from './childCount.ts';
import { ChildrenQuestion } from './childrenQuestion.ts';
import type { CircuitBreaker } from './circuitBreaker.ts';
import type { Expectation } from './expectation.ts';
import { decideSpawn, type SpawnDecision } from './gate.ts';
import type { Profiles } from './profile.ts';
import { ProfileQuestion } from './profileQuestion.ts';
import { RefusedSpawns } from './refusedSpawns.ts';
import type { SpawnAnswer, SpawnWish, Wisher } from './spawnWish.ts';

export interface SpawningParts {
  readonly limits: RunLimits;
  readonly breaker: CircuitBreaker;
  readonly profiles: Profiles;
  readonly stopRun: (ending: Ending) => void;
}

/** Which children may start: puts each wish to the gate, and the gate's questions to a person. One for each run. */
export class Spawning {
  readonly children: ChildCount;
  readonly #parts: SpawningParts;
  readonly #childrenQuestion: ChildrenQuestion;
  readonly #profileQuestion: ProfileQuestion;
  readonly #refused: RefusedSpawns;
  readonly #turns = new WeakMap<readonly ToolCall[], Promise<unknown>>();

  constructor(parts: SpawningParts) {
    this.#parts = parts;
    this.children = new ChildCount(parts.limits.children);
    this.#childrenQuestion = new ChildrenQuestion(this.children);
    this.#profileQuestion = new ProfileQuestion(parts.profiles);
    this.#refused = new RefusedSpawns(parts.stopRun);
  }

  /** Runs the spawns of one turn one after the other, in the order of the calls. */
  inTurn<T>(together: readonly ToolCall[], work: () => Promise<T>): Promise<T> {
    const before = this.#turns.get(together) ?? Promise.resolve();
    const result = before.then(work);
    this.#turns.set(
      together,
      result.catch(() => {}),
    );
    return result;
  }

  /**
   * Puts a wish to the gate and, where the gate says so, to a person. `start` runs in the same synchronous step as
   * the last check. A denial is recorded.
   */
  async request<T>(wish: SpawnWish, start: () => T, signal: AbortSignal): Promise<SpawnAnswer<T>> {
    let ahead: Expectation | undefined;
    for (;;) {
      if (wish.member.signal.aborted) return denied(wish, beingStopped);
      const rejection = this.#childrenQuestion.rejectionOf(wish.together);
      if (rejection !== undefined) return denied(wish, rejection);
      const decision = this.#decide(wish, ahead);
      if (decision.kind === 'deny') return this.refuse(wish, decision.reason, signal);
      if (decision.kind === 'allow') {
        this.children.add(wish.count);
        this.#childrenQuestion.noteStarted(wish);
        return { kind: 'started', started: start() };
      }
      if (decision.kind === 'look') {
        ahead = await wish.lookAhead(decision.room);
        continue;
      }
      const no = await this.#ask(decision, { wish, ahead }, signal);
      if (no !== undefined) return denied(wish, no);
      ahead = undefined;
    }
  }

  /** Whether a person has said no to this profile's file. */
  isRejected(stranger: DraftOf<'profile'>): boolean {
    return this.#profileQuestion.isRejected(stranger);
  }

  /** Denies a wish on the host's own account. The third time in a run a person is asked what to make of it. */
  async refuse<T>(wisher: Wisher, reason: string, signal: AbortSignal): Promise<SpawnAnswer<T>> {
    const answer = denied<T>(wisher, reason);
    await this.#refused.note(wisher, reason, signal);
    return answer;
  }

  #decide(wish: SpawnWish, ahead: Expectation | undefined): SpawnDecision {
    const { member, count, setAside, stranger, together } = wish;
    const { limits, breaker } = this.#parts;
    const { spawned, limit } = this.children;
    return decideSpawn({
      parentDepth: member.depth,
      spawned,
      count,
      startedBefore: this.#childrenQuestion.startedIn(together),
      ahead: ahead && { starting: ahead.starting, forecastUsd: ahead.forecast.costUsd },
      limits: { ...limits, children: limit },
      breaker: breaker.state(),
      setAside,
      remaining: member.budget.remaining(),
      leftUsd: member.budget.leftUsd(),
      isStranger: stranger !== undefined && !this.#profileQuestion.isTrusted(stranger),
      maySpread: this.#childrenQuestion.maySpread(wish),
      mayGrow: this.#childrenQuestion.mayGrow,
    });
  }

  /** Asks a person; a no comes back as words for the model. Otherwise the gate looks again. */
  #ask(
    decision: Extract<SpawnDecision, { kind: 'ask' }>,
    { wish, ahead }: { readonly wish: SpawnWish; readonly ahead: Expectation | undefined },
    signal: AbortSignal,
  ): Promise<string | undefined> {
    const { stranger } = wish;
    if (decision.about === 'profile' && stranger) return this.#profileQuestion.ask(stranger, wish, signal);
    if (decision.about === 'profile' || !ahead) throw new Error('The gate asks about what is not there.');
    return this.#childrenQuestion.ask(wish, { ahead, newLimit: decision.newLimit }, signal);
  }
}

function denied<T>({ member, emit, callId, label }: Wisher, reason: string): SpawnAnswer<T> {
  emit({ type: 'spawnDenied', agentId: member.agentId, callId, label, reason });
  return { kind: 'denied', reason };
}
