import type { Clock } from '../ports.ts';

const sliceMs = 12;

/**
 * Time on the event loop for many agents that have work at once: what fits into a slice goes on without a wait, the rest
 * in the order it came, a slice at a time. Between slices timers, people and the network have their turn.
 */
export class LoopTime {
  readonly #clock: Clock;
  readonly #waiting: (() => void)[] = [];
  /** When the slice of this turn of the event loop is used up; undefined if nobody has asked for it yet. */
  #until: number | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Undefined if there is time now; else it resolves when there is, whatever else happens. */
  ask(): Promise<void> | undefined {
    if (this.#waiting.length === 0 && this.#hasTime()) return undefined;
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #hasTime(): boolean {
    this.#until ??= this.#newSlice();
    return this.#clock.now() < this.#until;
  }

  #newSlice(): number {
    setImmediate(() => {
      this.#until = undefined;
      if (this.#waiting.length > 0) void this.#handOut();
    });
    return this.#clock.now() + sliceMs;
  }

  async #handOut(): Promise<void> {
    while (this.#hasTime()) {
      const next = this.#waiting.shift();
      if (!next) return;
      next();
      // Lets it do its work, which counts.
      await Promise.resolve();
    }
  }
}
