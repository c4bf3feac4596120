import { counted } from '../../core/human/amounts.ts';
import type { DraftOf } from '../../core/human/request.ts';
import { clipped } from '../clipped.ts';
import { visible } from '../visible.ts';
import { type Asker, quotedTask, type RequestInWords } from './requestInWords.ts';

const mostReasons = 3;
const longestReason = 120;
const suspicion = 'That may mean a confused or hijacked parent.';

/** The question whether a run goes on although the host refused some of its spawns. */
export function describeRefusals({ reasons }: DraftOf<'refusals'>, asker: Asker): RequestInWords {
  const spawns = counted(reasons.length, 'spawn');
  const were = reasons.length === 1 ? 'was' : 'were';
  return {
    deed: `carry on after ${counted(reasons.length, 'refused spawn')}`,
    facts: ['the parent may be confused or hijacked', inShort(reasons), asker.task],
    details: [
      ...reasons.map((reason) => `refused: ${visible(reason)}`),
      `${suspicion}\n\nTask: ${asker.task}`,
    ].join('\n'),
    sentence: `${spawns} of ${quotedTask(asker)} ${were} refused: ${inShort(reasons)}. ${suspicion}`,
    isAlarming: true,
    icon: 'warning',
    yes: 'Carry on',
    no: 'Stop run',
  };
}

/** Each reason once, the first ones only. */
function inShort(reasons: readonly string[]): string {
  const different = [...new Set(reasons)];
  const named = different.slice(0, mostReasons).map((reason) => {
    return clipped(reason, longestReason).replace(/\.$/, '');
  });
  const others = different.length - named.length;
  return [...named, ...(others === 0 ? [] : [`and ${others} more`])].join('; ');
}
