import type { ToolCall } from './message.ts';

/** Notices an agent that makes the same call with the same arguments over and over. */
export class RepeatGuard {
  #last = '';
  #times = 0;

  /** How many times in a row this very call has now been asked for. */
  count(call: ToolCall): number {
    const signature = `${call.name} ${call.argumentsJson}`;
    this.#times = signature === this.#last ? this.#times + 1 : 1;
    this.#last = signature;
    return this.#times;
  }
}
