import type { Cost } from '../../core/agent/cost.ts';
import type { Usage } from '../../core/agent/provider.ts';
import { costText, dollars, shortCount, totalTokens } from '../../core/human/amounts.ts';
import type { RunView } from '../../core/journal/runView.ts';
import type { AgentCounts } from './runIndex.ts';

/** `5 working · 3 queued · 12 done`, each as a fact of its own: only what there is, always in the same order. */
export function countFacts(counts: AgentCounts): readonly string[] {
  const { waiting, working, queued, failed, cancelled, done } = counts;
  const parts = [
    { count: waiting, word: 'waiting for you' },
    { count: working, word: 'working' },
    { count: queued, word: 'queued' },
    { count: failed, word: 'failed' },
    { count: cancelled, word: 'cancelled' },
    { count: done, word: 'done' },
  ];
  return parts.flatMap(({ count, word }) => (count === 0 ? [] : [`${count} ${word}`]));
}

/** `12.4k tokens` and `$0.34`; nothing before anything was used, and no cost where none of it is known. */
export function usedFacts({
  usage,
  cost,
}: {
  readonly usage: Usage;
  readonly cost: Cost;
}): readonly string[] {
  const tokens = totalTokens(usage);
  if (tokens === 0) return [];
  const isKnown = cost.isWhole || cost.usd > 0;
  return [`${shortCount(tokens)} tokens`, ...(isKnown ? [costText(cost)] : [])];
}

/** What a run used of what it may use, a line for each. */
export function budgetLines({ usage, cost, limits, agents }: RunView): readonly string[] {
  const { tokens, costUsd, children } = limits;
  const spawned = agents.filter(({ parentId }) => parentId !== null).length;
  return [
    `Cost: ${costText(cost)}${costUsd === null ? ', no limit' : ` of ${dollars(costUsd)}`}`,
    `Tokens: ${shortCount(totalTokens(usage))}${tokens === null ? ', no limit' : ` of ${shortCount(tokens)}`}`,
    `Spawned agents: ${spawned} of ${children}`,
  ];
}
