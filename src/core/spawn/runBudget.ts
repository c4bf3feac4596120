import { abortable } from '../agent/abortable.ts';
import { Ending } from '../agent/ending.ts';
import { dollars } from '../human/amounts.ts';
import type { DraftOf } from '../human/request.ts';
import type { Emit, RunLimits } from '../journal/event.ts';
import type { Asker } from './asker.ts';
import { Budget } from './budget.ts';
import type { Member } from './member.ts';

/** The run's first agent, in whose name the run's own questions are asked. */
export interface Lead {
  readonly member: Member;
  readonly emit: Emit;
  readonly ask: Asker;
}

interface Admission {
  readonly member: Member;
  readonly emit: Emit;
  readonly lead: Lead;
}

/** What the whole run may use. At its limit every agent waits before its next turn, until a person says more or stop. */
export class RunBudget {
  readonly budget: Budget;
  readonly #limits: { tokens: number | null; costUsd: number | null };
  #question: Promise<void> | undefined;
  #isOver = false;

  constructor({ tokens, costUsd }: Pick<RunLimits, 'tokens' | 'costUsd'>) {
    this.#limits = { tokens, costUsd };
    this.budget = Budget.of(this.#limits);
  }

  /** Resolves when the agent may take a turn, when its run is being ended, or when `signal` aborts. */
  async admit({ member, emit, lead }: Admission, signal: AbortSignal): Promise<void> {
    for (let passed = this.#passed(); passed && !this.#isOver && !signal.aborted; passed = this.#passed()) {
      if (member !== lead.member) emit({ type: 'agentHeld', agentId: member.agentId });
      this.#question ??= this.#ask(passed, lead).finally(() => {
        this.#question = undefined;
      });
      const answered = this.#question;
      const wait = () => abortable(answered, signal);
      try {
        // Past its deadline an agent has no clock to stop, and could take no slot again.
        await (member.signal.aborted ? wait() : member.pause(wait));
      } catch (error) {
        if (!signal.aborted) throw error;
        return;
      }
    }
  }

  /** The limit that is reached, as a question. */
  #passed(): DraftOf<'budget'> | undefined {
    for (const what of ['costUsd', 'tokens'] as const) {
      const limit = this.#limits[what];
      const used = this.budget.used[what];
      if (limit !== null && used >= limit) {
        const unit = what === 'tokens' ? 1 : 100;
        const newLimit = Math.ceil(Math.max(limit * 2, used * 1.5) * unit) / unit;
        return { kind: 'budget', what, used, limit, newLimit };
      }
    }
    return undefined;
  }

  async #ask(draft: DraftOf<'budget'>, { member, emit, ask }: Lead): Promise<void> {
    const { what, limit, newLimit } = draft;
    const { answer } = await ask({ draft }, member.life);
    if (answer.kind === 'approved') {
      emit({ type: 'limitRaised', agentId: member.agentId, what, limit: newLimit });
      this.#limits[what] = newLimit;
      this.budget.raise(what, newLimit);
      return;
    }
    this.#isOver = true;
    const reached = `The run’s limit of ${what === 'tokens' ? `${limit} tokens` : dollars(limit)} was reached`;
    const why = answer.kind === 'rejected' ? 'a person stopped it' : `nobody raised it: ${answer.reason}`;
    member.wrapUp(new Ending('partial', `${reached}, and ${why}.`));
  }
}
