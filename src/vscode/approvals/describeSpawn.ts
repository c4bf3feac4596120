import { counted, dollars, shortCount } from '../../core/human/amounts.ts';
import { modelTitle } from '../../core/human/modelTitle.ts';
import type { DraftOf } from '../../core/human/request.ts';
import { clipped } from '../clipped.ts';
import { type Asker, forTask, type RequestInWords } from './requestInWords.ts';

const mostModels = 3;
const longestModel = 60;

/** The question whether many children may start at once, or more of them than the run's limit allows. */
export function describeSpawn(draft: DraftOf<'spawn'>, asker: Asker): RequestInWords {
  const { agent, task } = asker;
  const { count, limit, newLimit } = draft;
  const agents = counted(count, 'agent');
  const models = modelsOf(draft);
  const use = useOf(draft);
  const raise = newLimit === undefined ? '' : raiseOf(limit, newLimit);
  const together = count === 1 ? '' : ' at once';
  const kinds = models === '' ? '' : `: ${models}`;
  const isDear = isOverBudget(draft);
  return {
    deed: `start ${agents}`,
    facts: [agent, models, use, raise, task],
    details: [`${agents}${kinds}`, use, remainderOf(draft), raise, `\nTask: ${task}`]
      .filter((line) => line !== '')
      .join('\n'),
    sentence: `${agent} wants to start ${agents}${together}${forTask(asker)}${kinds}. ${use}; ${remainderOf(draft)}.${
      raise === '' ? '' : ` ${raise}.`
    }`,
    isAlarming: isDear,
    icon: 'organization',
    yes: `Start ${agents}`,
    no: 'Don’t start',
  };
}

/** `8 × anthropic/a, 4 × openai/b` */
function modelsOf({ models }: DraftOf<'spawn'>): string {
  const named = models.slice(0, mostModels).map(({ model, count }) => {
    return `${count} × ${clipped(modelTitle(model), longestModel)}`;
  });
  const others = models.slice(mostModels).reduce((sum, { count }) => sum + count, 0);
  return [...named, ...(others === 0 ? [] : [`${others} of other models`])].join(', ');
}

/** `About 240k tokens, $1.20`; what no past run tells is called unknown. */
function useOf({ forecast: { tokens, costUsd } }: DraftOf<'spawn'>): string {
  if (tokens === null && costUsd === null) return 'Tokens and cost unknown';
  if (tokens === null) return `About ${dollars(costUsd ?? 0)}, tokens unknown`;
  const cost = costUsd === null ? 'cost unknown' : dollars(costUsd);
  return `About ${shortCount(tokens)} tokens, ${cost}`;
}

/** An unknown cost is either without a limit, or of a model without a known price, whose cost no limit holds. */
function remainderOf(draft: DraftOf<'spawn'>): string {
  const { remainingUsd, forecast } = draft;
  if (remainingUsd === null)
    return forecast.costUsd === null ? 'nothing limits the cost' : 'the run has no cost limit';
  if (isOverBudget(draft)) return `that is more than the ${dollars(remainingUsd)} the run may still cost`;
  return `the run may still cost ${dollars(remainingUsd)}`;
}

const isOverBudget = ({ forecast: { costUsd }, remainingUsd }: DraftOf<'spawn'>) =>
  costUsd !== null && remainingUsd !== null && costUsd > remainingUsd;

function raiseOf(limit: number | undefined, newLimit: number): string {
  if (limit === undefined) return `This raises the run’s limit to ${counted(newLimit, 'agent')}`;
  return `Its limit is ${counted(limit, 'agent')}; this raises it to ${newLimit}`;
}
