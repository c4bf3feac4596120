import { abortable } from '../agent/abortable.ts';
import type { Report } from '../agent/report.ts';
import { withTimeout } from '../agent/timeout.ts';
import type { Clock } from '../ports.ts';

/** `open`: new children wait for the cool-down. `trial`: a child is at work to see whether it goes again. */
export type BreakerState =
  | { readonly kind: 'closed' }
  | { readonly kind: 'open'; readonly failures: number; readonly secondsLeft: number }
  | { readonly kind: 'trial' };

export type BreakerChange =
  | { readonly kind: 'opened'; readonly failures: number }
  | { readonly kind: 'closed' };

const failuresToOpen = 5;
const coolDownMs = 60_000;
const trialsToGiveUp = 3;

/**
 * Stops new children after five failures in a row, since they would most likely fail, too. After a minute it lets one
 * through: if that one does not fail, all may start again. After the third that fails it gives up on those that wait.
 * What a person starts does not wait, and is tried in the same way. A refusal or a cancel says nothing either way.
 */
export class CircuitBreaker {
  readonly #clock: Clock;
  #failures = 0;
  #failedTrials = 0;
  #openedAt: number | undefined;
  readonly #trials = new Set<string>();
  /** Started by a person, and not ended yet. */
  readonly #byPerson = new Set<string>();
  readonly #wakers = new Set<() => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  state(): BreakerState {
    if (this.#openedAt === undefined) return { kind: 'closed' };
    if (this.#trials.size > 0) return { kind: 'trial' };
    const leftMs = this.#openedAt + coolDownMs - this.#clock.now();
    if (leftMs <= 0) return { kind: 'closed' };
    return { kind: 'open', failures: this.#failures, secondsLeft: Math.ceil(leftMs / 1000) };
  }

  /** Whether so many trials failed, one after the other, that nothing speaks for another. */
  get hasGivenUp(): boolean {
    return this.#failedTrials >= trialsToGiveUp;
  }

  /** Whether a queued child may begin. While the breaker is open, one may after the cool-down: it becomes the trial. */
  admits(agentId: string): boolean {
    if (this.#openedAt !== undefined && this.#byPerson.has(agentId)) this.#trials.add(agentId);
    if (this.#trials.has(agentId)) return true;
    if (this.state().kind !== 'closed') return false;
    this.noteStart(agentId);
    return true;
  }

  /** Resolves when it may admit others than before: after a trial, a person's word or the cool-down. Also on abort. */
  async change(signal: AbortSignal): Promise<void> {
    const state = this.state();
    const seconds = state.kind === 'open' ? state.secondsLeft : undefined;
    let wake = () => {};
    const changed = new Promise<void>((resolve) => {
      wake = resolve;
    });
    this.#wakers.add(wake);
    try {
      await withTimeout((timed) => abortable(changed, timed), this.#clock, seconds, signal);
    } catch {
      // Whoever waits looks again, at the breaker and at the signal.
    } finally {
      this.#wakers.delete(wake);
    }
  }

  /** A child was let through. After the cool-down it is the trial; before, it waits until it is admitted. */
  noteStart(agentId: string): void {
    if (this.#openedAt !== undefined && this.state().kind === 'closed') this.#trials.add(agentId);
  }

  /** A person started this child: it waits for no cool-down, nor for one that begins before it does. */
  letThrough(agentId: string): void {
    this.#byPerson.add(agentId);
  }

  /** A child ended. Answers what that changed. */
  noteEnd(report: Report): BreakerChange | undefined {
    const change = this.#judge(report);
    for (const wake of this.#wakers) wake();
    return change;
  }

  #judge({ agentId, outcome, failure }: Report): BreakerChange | undefined {
    const isTrial = this.#trials.delete(agentId);
    this.#byPerson.delete(agentId);
    if (outcome === 'cancelled' || failure === 'refused') return undefined;
    if (outcome !== 'failed') return this.#openedAt === undefined || isTrial ? this.close() : undefined;
    this.#failures += 1;
    if (isTrial) this.#failedTrials += 1;
    if (isTrial || (this.#openedAt === undefined && this.#failures >= failuresToOpen)) return this.#open();
    return undefined;
  }

  /** Lets children start again, on a person's word or after a trial. */
  close(): BreakerChange | undefined {
    const wasOpen = this.#openedAt !== undefined;
    this.#failures = 0;
    this.#failedTrials = 0;
    this.#openedAt = undefined;
    this.#trials.clear();
    for (const wake of this.#wakers) wake();
    return wasOpen ? { kind: 'closed' } : undefined;
  }

  #open(): BreakerChange {
    this.#openedAt = this.#clock.now();
    return { kind: 'opened', failures: this.#failures };
  }
}
