import { dollars, shortCount } from '../../core/human/amounts.ts';
import type { DraftOf } from '../../core/human/request.ts';
import { type Asker, capitalised, quotedTask, type RequestInWords } from './requestInWords.ts';

/** The question whether a run that has used up what it may use goes on. */
export function describeBudget(draft: DraftOf<'budget'>, asker: Asker): RequestInWords {
  const { used, limit, newLimit } = draft;
  const amount = draft.what === 'costUsd' ? dollars : shortCount;
  const state = `${amount(used)} of its ${amount(limit)}${draft.what === 'costUsd' ? '' : ' tokens'}`;
  const deed = `go on to ${amount(newLimit)}${draft.what === 'costUsd' ? '' : ' tokens'}`;
  return {
    deed,
    facts: [`used ${state}`, 'agents wait', asker.task],
    details: `The run has used ${state}. Its agents wait for your word.\nTask: ${asker.task}`,
    sentence: `${capitalised(quotedTask(asker))} has used ${state}. Agents wait.`,
    isAlarming: true,
    icon: 'credit-card',
    yes: capitalised(deed),
    no: 'Stop run',
  };
}
