import { dollars, shortCount } from '../../core/human/amounts.ts';
import type { DraftOf } from '../../core/human/request.ts';
import type { RequestWords } from './requestWords.ts';

/** What the whole run may use is used up: every agent waits for this answer. */
export function budgetWords({ what, used, limit, newLimit }: DraftOf<'budget'>): RequestWords {
  const amount = (n: number) => (what === 'costUsd' ? dollars(n) : `${shortCount(n)} tokens`);
  const usedOf = `${what === 'costUsd' ? dollars(used) : shortCount(used)} of ${amount(limit)}`;
  return {
    asks: `asks for more, up to ${amount(newLimit)}: the run has used ${usedOf}`,
    waits: 'asks for more: the budget is used up',
    outcomes: {
      approved: `more granted, up to ${amount(newLimit)}`,
      rejected: 'no more granted: the run is to stop',
      expired: 'no more granted',
    },
    question: () => `The run has used ${usedOf}.`,
    details: () => ({ lines: [], wasCut: false }),
    yes: {
      key: 'm',
      text: `[m]ore: continue to ${amount(newLimit)}`,
      done: `continues, to ${amount(newLimit)}`,
    },
    no: { key: 's', text: '[s]top the run', done: 'the run stops' },
  };
}
