import { abortable } from '../agent/abortable.ts';
import type { Amount } from '../agent/cost.ts';
import { Ending } from '../agent/ending.ts';
import type { ToolCall } from '../agent/message.ts';
import type { Answered } from '../human/askPerson.ts';
import type { DraftOf, RequestDraft } from '../human/request.ts';
import type { Emit, RunLimits } from '../journal/event.ts';
import { beingStopped, spawnRejected, spawnUnanswered, untrustedProfile } from '../prompts/refusals.ts';
import type { Asker } from './asker.ts';
import type { CircuitBreaker } from './circuitBreaker.ts';
import type { Expectation } from './expectation.ts';
import { decideSpawn, type SpawnDecision } from './gate.ts';
import type { Member } from './member.ts';
import type { Profiles } from './profile.ts';

/** Who wishes for children, and in which call. */
export interface Wisher {
  readonly member: Member;
  readonly emit: Emit;
  readonly ask: Asker;
  readonly callId: string;
}

/** A wish for children, with everything the host knows of it. */
export interface SpawnWish extends Wisher {
  /** All calls of the model's turn: what a person answers for one of them is answered for all. */
  readonly together: readonly ToolCall[];
  readonly label: string;
  /** Children that would start now, and what is set aside for each. */
  readonly count: number;
  readonly setAside: Amount;
  /** What starts from here to the end of the model's turn. */
  readonly expectation: Expectation;
  /** The profile as a file whose content no person has approved. */
  readonly stranger: DraftOf<'profile'> | undefined;
}

export type SpawnAnswer<T> =
  | { readonly kind: 'started'; readonly started: T }
  | { readonly kind: 'denied'; readonly reason: string };

export interface SpawningParts {
  readonly limits: RunLimits;
  readonly breaker: CircuitBreaker;
  readonly profiles: Profiles;
  readonly stopRun: (ending: Ending) => void;
}

/** What a person said about a profile, or that the one who asked is gone. */
type TrustAnswer = { readonly no: string | undefined } | 'withdrawn';

const refusalsToAsk = 3;

/** Which children may start: the gate, the questions it puts to a person, and what was answered. One for each run. */
export class Spawning {
  readonly #parts: SpawningParts;
  #childrenLimit: number;
  #spawned = 0;
  #mayGrow = true;
  /** By the key of the file: whether a person trusts it, or what was said against it. */
  readonly #trust = new Map<string, 'trusted' | { readonly no: string }>();
  readonly #turns = new WeakMap<readonly ToolCall[], Promise<unknown>>();
  /** How many more children a person has let start in a turn. */
  readonly #spread = new WeakMap<readonly ToolCall[], number>();
  readonly #rejected = new WeakMap<readonly ToolCall[], string>();
  /** Questions about profiles, by the key of the file, that several agents wait for. None of them rejects. */
  readonly #questions = new Map<string, Promise<TrustAnswer>>();
  readonly #refusals: string[] = [];

  constructor(parts: SpawningParts) {
    this.#parts = parts;
    this.#childrenLimit = parts.limits.children;
  }

  /**
   * Puts a wish to the gate and, where the gate says so, to a person. `start` runs in the same synchronous step as
   * the last check. A denial is recorded.
   */
  async request<T>(wish: SpawnWish, start: () => T, signal: AbortSignal): Promise<SpawnAnswer<T>> {
    for (;;) {
      if (wish.member.signal.aborted) return this.#denied(wish, beingStopped);
      const rejected = this.#rejected.get(wish.together);
      if (rejected !== undefined) return this.#denied(wish, rejected);
      const decision = this.#decide(wish);
      if (decision.kind === 'deny') return this.refuse(wish, decision.reason, signal);
      if (decision.kind === 'allow') {
        this.#count(wish);
        return { kind: 'started', started: start() };
      }
      const no = await this.#answer(decision, wish, signal);
      if (no !== undefined) return this.#denied(wish, no);
    }
  }

  /** Denies a wish on the host's own account. The third time in a run a person is asked what to make of it. */
  async refuse<T>(
    wish: Wisher & Pick<SpawnWish, 'label'>,
    reason: string,
    signal: AbortSignal,
  ): Promise<SpawnAnswer<T>> {
    const denied = this.#denied<T>(wish, reason);
    if (this.#refusals.length === refusalsToAsk) return denied;
    this.#refusals.push(`${wish.label}: ${reason}`);
    if (this.#refusals.length < refusalsToAsk) return denied;
    const draft = { kind: 'refusals' as const, reasons: [...this.#refusals] };
    const { answer } = await wish.ask({ draft, callId: wish.callId }, signal);
    if (answer.kind === 'rejected') {
      this.#parts.stopRun(new Ending('cancelled', 'A person stopped the run after three refused spawns.'));
    }
    return denied;
  }

  /** Whether a person has said no to this turn, or has let so many more of its children start. */
  isAnswered(together: readonly ToolCall[], count: number): boolean {
    return this.#rejected.has(together) || this.#maySpread(together, count);
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

  /** One more child, on a person's own word, whatever the limit. */
  addOne(): void {
    this.#spawned += 1;
  }

  /** One more child that no gate was asked for, if the limit has room for it. */
  takeOneMore(): boolean {
    if (this.#spawned >= this.#childrenLimit) return false;
    this.#spawned += 1;
    return true;
  }

  /** Children of a batch that were never made do not count. */
  giveBack(children: number): void {
    this.#spawned -= children;
  }

  #maySpread(together: readonly ToolCall[], count: number): boolean {
    return count <= (this.#spread.get(together) ?? 0);
  }

  #count({ together, count }: SpawnWish): void {
    this.#spawned += count;
    const granted = this.#spread.get(together);
    if (granted !== undefined) this.#spread.set(together, granted - count);
  }

  #decide({ member, count, setAside, expectation, stranger, together }: SpawnWish): SpawnDecision {
    return decideSpawn({
      parentDepth: member.depth,
      spawned: this.#spawned,
      count,
      starting: expectation.starting,
      limits: { ...this.#parts.limits, children: this.#childrenLimit },
      breaker: this.#parts.breaker.state(),
      setAside,
      remaining: member.budget.remaining(),
      forecastUsd: expectation.forecast.costUsd,
      isStranger: stranger !== undefined && this.#trust.get(keyOf(stranger)) !== 'trusted',
      maySpread: this.#maySpread(together, count),
      mayGrow: this.#mayGrow,
    });
  }

  /** Asks a person; a no comes back as words for the model. Otherwise the gate looks again. */
  async #answer(
    decision: Extract<SpawnDecision, { kind: 'ask' }>,
    wish: SpawnWish,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    const { stranger } = wish;
    if (decision.about === 'children' || !stranger) return this.#askChildren(decision, wish, signal);
    const known = this.#trust.get(keyOf(stranger));
    if (known !== undefined && known !== 'trusted') return known.no;
    const asked = this.#questions.get(keyOf(stranger));
    if (!asked) return this.#askTrust(stranger, wish, signal);
    const answered = await wish.member.pause(() => abortable(asked, signal));
    return answered === 'withdrawn' ? undefined : answered.no;
  }

  /**
   * The answer counts for all who wait for it, and in this run for this very file, also where it cannot be kept for
   * later ones; a question that ended with its agent counts for nobody else.
   */
  async #askTrust(stranger: DraftOf<'profile'>, wish: SpawnWish, signal: AbortSignal) {
    const { hash, name, path } = stranger;
    const key = keyOf(stranger);
    let tell: (answer: TrustAnswer) => void = () => {};
    this.#questions.set(key, new Promise((resolve) => (tell = resolve)));
    try {
      const { answer } = await this.#put(stranger, wish, signal);
      const no = answer.kind === 'approved' ? undefined : untrustedProfile(name, answer);
      if (no !== undefined && answer.kind === 'rejected') this.#trust.set(key, { no });
      if (answer.kind === 'approved') {
        this.#trust.set(key, 'trusted');
        await this.#parts.profiles.trust(name, path, hash);
      }
      if (!signal.aborted) tell({ no });
      return no;
    } finally {
      this.#questions.delete(key);
      tell('withdrawn');
    }
  }

  async #askChildren(
    decision: SpawnDecision,
    wish: SpawnWish,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    const newLimit = 'newLimit' in decision ? decision.newLimit : undefined;
    const { costUsd } = wish.member.budget.remaining();
    const { starting, models, forecast } = wish.expectation;
    const draft: DraftOf<'spawn'> = {
      kind: 'spawn',
      count: starting,
      models: [...models],
      forecast,
      remainingUsd: Number.isFinite(costUsd) ? costUsd : null,
      ...(newLimit === undefined ? {} : { limit: this.#childrenLimit, newLimit }),
    };
    const { answer } = await this.#put(draft, wish, signal);
    if (answer.kind !== 'approved') {
      const no = wordsFor(answer);
      this.#rejected.set(wish.together, no);
      if (newLimit !== undefined && answer.kind === 'rejected') this.#mayGrow = false;
      return no;
    }
    this.#spread.set(wish.together, starting);
    if (newLimit !== undefined && newLimit > this.#childrenLimit) {
      const { agentId } = wish.member;
      wish.emit({ type: 'limitRaised', agentId, what: 'children', limit: newLimit });
      this.#childrenLimit = newLimit;
    }
    return undefined;
  }

  #put(draft: RequestDraft, { ask, callId }: Wisher, signal: AbortSignal): Promise<Answered> {
    return ask({ draft, callId }, signal);
  }

  #denied<T>(
    { member, emit, callId, label }: Wisher & Pick<SpawnWish, 'label'>,
    reason: string,
  ): SpawnAnswer<T> {
    emit({ type: 'spawnDenied', agentId: member.agentId, callId, label, reason });
    return { kind: 'denied', reason };
  }
}

/** The same bytes mean something else in another place, where another program's format is read. */
const keyOf = ({ name, path, hash }: DraftOf<'profile'>) => JSON.stringify([name, path, hash]);

function wordsFor(answer: Exclude<Answered['answer'], { kind: 'approved' }>): string {
  return answer.kind === 'rejected' ? spawnRejected(answer.feedback) : spawnUnanswered(answer.reason);
}
