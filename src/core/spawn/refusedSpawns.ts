import { Ending } from '../agent/ending.ts';
import type { Wisher } from './spawnWish.ts';

const refusalsToAsk = 3;

/** The wishes that the host has refused in a run. Three of them may mean that an agent is confused, or misled. */
export class RefusedSpawns {
  readonly #stopRun: (ending: Ending) => void;
  readonly #reasons: string[] = [];

  constructor(stopRun: (ending: Ending) => void) {
    this.#stopRun = stopRun;
  }

  /** Counts a refusal; with the third a person is asked what to make of it, who may stop the run. */
  async note({ label, ask, callId }: Wisher, reason: string, signal: AbortSignal): Promise<void> {
    if (this.#reasons.length === refusalsToAsk) return;
    this.#reasons.push(`${label}: ${reason}`);
    if (this.#reasons.length < refusalsToAsk) return;
    const draft = { kind: 'refusals' as const, reasons: [...this.#reasons] };
    const { answer } = await ask({ draft, callId }, signal);
    if (answer.kind !== 'rejected') return;
    this.#stopRun(new Ending('cancelled', 'A person stopped the run after three refused spawns.'));
  }
}
