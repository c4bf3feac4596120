import type { Clock } from '../ports.ts';

/** A timer over working time: it runs from `start`, stands still between `pause` and `resume`, and fires once. */
export class Deadline {
  readonly #clock: Clock;
  readonly #onPassed: () => void;
  #remainingMs: number;
  #runningSince: number | undefined;
  #stopTimer = () => {};

  constructor(clock: Clock, seconds: number | null, onPassed: () => void) {
    this.#clock = clock;
    this.#remainingMs = seconds === null ? Number.POSITIVE_INFINITY : seconds * 1000;
    this.#onPassed = onPassed;
  }

  /** Starts or resumes the time. */
  start(): void {
    if (this.#runningSince !== undefined || this.#remainingMs === Number.POSITIVE_INFINITY) return;
    this.#runningSince = this.#clock.now();
    this.#stopTimer = this.#clock.after(Math.max(0, this.#remainingMs), this.#onPassed);
  }

  pause(): void {
    if (this.#runningSince === undefined) return;
    this.#stopTimer();
    this.#remainingMs -= this.#clock.now() - this.#runningSince;
    this.#runningSince = undefined;
  }
}
