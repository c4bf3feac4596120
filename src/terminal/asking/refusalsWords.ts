import { counted } from '../../core/human/amounts.ts';
import type { DraftOf } from '../../core/human/request.ts';
import { revealed, safeLine } from '../../core/human/safeText.ts';
import { clipToWidth } from '../screen/textWidth.ts';
import type { RequestWords } from './requestWords.ts';

/** Spawns were refused again and again: something steers the agent where it may not go. */
export function refusalsWords({ reasons }: DraftOf<'refusals'>): RequestWords {
  const spawns = counted(reasons.length, 'refused spawn');
  return {
    asks: `is to carry on after ${spawns}, or to stop`,
    waits: `asks whether to carry on after ${spawns}`,
    outcomes: { approved: 'carries on', rejected: 'the run is to stop', expired: 'carries on' },
    question: (agent) => `${spawns} in this run, the last of them by ${agent}. Is it confused, or misled?`,
    details: () => ({ lines: reasons.map(reasonLine), wasCut: false }),
    yes: { key: 'c', text: '[c]arry on', done: 'carries on' },
    no: { key: 's', text: '[s]top the run', done: 'the run stops' },
  };
}

const reasonLine = (reason: string) => `  - ${clipToWidth(revealed(safeLine(reason)), 300)}`;
