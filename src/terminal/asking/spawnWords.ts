import { counted, dollars, shortCount } from '../../core/human/amounts.ts';
import { modelTitle } from '../../core/human/modelTitle.ts';
import type { DraftOf, Forecast } from '../../core/human/request.ts';
import type { Paint } from '../screen/paint.ts';
import type { RequestWords } from './requestWords.ts';

/** Many agents at once, or more than the run's limit: what they may use, and what a yes raises. */
export function spawnWords(draft: DraftOf<'spawn'>): RequestWords {
  const { count, models, newLimit } = draft;
  const agents = count === 1 ? 'an agent' : counted(count, 'agent');
  const kinds = models.map((kind) => `${kind.count} × ${modelTitle(kind.model)}`).join(', ');
  const raising = newLimit === undefined ? '' : ` and to raise the limit of children to ${newLimit}`;
  return {
    asks: `asks to start ${agents} (${kinds})${raising}`,
    waits: `asks to start ${agents}`,
    outcomes: {
      approved: `start of ${agents} approved`,
      rejected: `start of ${agents} rejected`,
      expired: `start of ${agents} not approved`,
    },
    question: (agent) => `${agent} wants to start ${agents}${count === 1 ? '' : ' at once'} (${kinds})`,
    details: (paint) => ({ lines: details(draft, paint), wasCut: false }),
    yes: { key: 's', text: count === 1 ? '[s]tart it' : '[s]tart them', done: 'may start' },
    no: { key: 'd', text: "[d]on't", done: 'none of them starts' },
    feedback: "don't, with [f]eedback",
  };
}

function details(
  { forecast, remainingUsd, limit, newLimit }: DraftOf<'spawn'>,
  paint: Paint,
): readonly string[] {
  const isDear = remainingUsd !== null && forecast.costUsd !== null && forecast.costUsd > remainingUsd;
  const nowAllowed = limit === undefined ? '' : `The run's limit is ${children(limit)}; `;
  return [
    `${expected(forecast)}; ${left(forecast, remainingUsd)}.`,
    ...(isDear
      ? [paint('yellow', '! That is more than the run may still cost; it would pause and ask.')]
      : []),
    ...(newLimit === undefined
      ? []
      : [`${nowAllowed}${nowAllowed === '' ? 'Yes' : 'yes'} raises it to ${newLimit}.`]),
  ];
}

function expected({ tokens, costUsd }: Forecast): string {
  if (tokens === null && costUsd === null) return 'Tokens and cost are unknown: no past run tells';
  const amount = tokens === null ? 'an unknown number of tokens' : `about ${shortCount(tokens)} tokens`;
  const cost = costUsd === null ? 'cost unknown' : dollars(costUsd);
  return `By past runs ${amount}, ${cost}`;
}

/** An unknown cost is either without a limit, or of a model without a known price, whose cost no limit holds. */
function left({ costUsd }: Forecast, remainingUsd: number | null): string {
  if (remainingUsd !== null) return `the run may still cost ${dollars(remainingUsd)}`;
  return costUsd === null ? 'nothing limits the cost' : 'the run has no cost limit';
}

const children = (n: number) => (n === 1 ? '1 child' : `${n} children`);
