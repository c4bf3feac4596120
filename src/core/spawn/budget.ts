import type { Amount } from '../agent/cost.ts';

/** The most that may be used; null for no limit. */
export interface Ceiling {
  readonly tokens: number | null;
  readonly costUsd: number | null;
}

/**
 * What one agent, with everything below it, may use. What a child uses counts for all above it; what is set aside for
 * a child is not there for anybody else, and what the child leaves of it is there again, once, when the child has ended.
 */
export class Budget {
  #ceiling: Amount;
  readonly #above: Budget | undefined;
  readonly #setAside: Amount;
  #used = nothing;
  /** What children may still use of what was set aside for them. */
  #promised = nothing;
  #isClosed = false;

  /** The budget of a run's first agent. */
  static of(ceiling: Ceiling): Budget {
    return new Budget(ceiling, undefined, nothing);
  }

  private constructor(ceiling: Ceiling, above: Budget | undefined, setAside: Amount) {
    this.#ceiling = {
      tokens: ceiling.tokens ?? Number.POSITIVE_INFINITY,
      costUsd: ceiling.costUsd ?? Number.POSITIVE_INFINITY,
    };
    this.#above = above;
    this.#setAside = setAside;
  }

  get used(): Amount {
    return this.#used;
  }

  /** What is neither used nor promised; never below zero, infinite where there is no limit. */
  remaining(): Amount {
    const taken = plus(this.#used, this.#promised);
    return {
      tokens: Math.max(0, this.#ceiling.tokens - taken.tokens),
      costUsd: Math.max(0, this.#ceiling.costUsd - taken.costUsd),
    };
  }

  /**
   * What may still be spent here until this budget or one above it is at its end. What was set aside for it is its own;
   * what it has promised beyond that comes from above.
   */
  leftUsd(): number {
    let least = this.remaining().costUsd;
    let own = 0;
    for (let budget: Budget = this; budget.#above; budget = budget.#above) {
      own += budget.#unused().costUsd - budget.#promised.costUsd;
      least = Math.min(least, budget.#above.remaining().costUsd + own);
    }
    return Math.max(0, least);
  }

  /**
   * A budget for a child, with what is set aside for it now; undefined, with nothing taken, if there is not so much
   * left. Check and reservation are one synchronous step.
   */
  branch(ceiling: Ceiling, setAside: Amount = nothing): Budget | undefined {
    const left = this.remaining();
    if (!(setAside.tokens <= left.tokens && setAside.costUsd <= left.costUsd)) return undefined;
    this.#promised = plus(this.#promised, setAside);
    return new Budget(ceiling, this, setAside);
  }

  /** Counts what a model call has used, here and above. */
  use(amount: Amount): void {
    const before = this.#unused();
    this.#used = plus(this.#used, amount);
    if (!this.#above) return;
    this.#above.use(amount);
    this.#above.#fulfil(minus(before, this.#unused()));
  }

  /** Gives back what is left of what was set aside. A second time does nothing. */
  close(): void {
    const unused = this.#unused();
    this.#isClosed = true;
    if (this.#above) this.#above.#fulfil(unused);
  }

  /** Raises a limit. */
  raise(what: keyof Amount, limit: number): void {
    this.#ceiling = { ...this.#ceiling, [what]: limit };
  }

  /** This much less is promised to children. */
  #fulfil(amount: Amount): void {
    this.#promised = minus(this.#promised, amount);
  }

  #unused(): Amount {
    if (this.#isClosed) return nothing;
    return {
      tokens: Math.max(0, this.#setAside.tokens - this.#used.tokens),
      costUsd: Math.max(0, this.#setAside.costUsd - this.#used.costUsd),
    };
  }
}

const nothing: Amount = { tokens: 0, costUsd: 0 };

const plus = (a: Amount, b: Amount): Amount => ({
  tokens: a.tokens + b.tokens,
  costUsd: a.costUsd + b.costUsd,
});

const minus = (a: Amount, b: Amount): Amount => ({
  tokens: a.tokens - b.tokens,
  costUsd: Math.max(0, a.costUsd - b.costUsd),
});
