import { z } from 'zod';
import { ApprovalMode } from '../../core/human/approvalRules.ts';
import { type LimitBounds, limitBounds } from '../../core/spawn/limitBounds.ts';

/**
 * Every setting under `muster`, with its bounds and its default, which are also the manifest's. A workspace cannot set
 * any of them: all have application scope.
 */
export const userSettings = z.object({
  model: z.string().trim().default(''),
  childModel: z.string().trim().default(''),
  approval: ApprovalMode.exclude(['none', 'all']).default('ask'),
  explorerMarks: z.boolean().default(true),
  'compatible.baseUrl': z.string().trim().default(''),
  'limits.children': limit(limitBounds.children),
  'limits.concurrency': limit(limitBounds.concurrency),
  'limits.concurrencyAllRuns': limit(limitBounds.concurrencyAllRuns),
  'limits.depth': limit(limitBounds.depth),
  'limits.runCostUsd': limit(limitBounds.runCostUsd),
  'limits.runTokens': limit(limitBounds.runTokens),
  'limits.deadline': limit(limitBounds.deadline),
  'limits.turns': limit(limitBounds.turns),
  'limits.tokens': limit(limitBounds.tokens),
  'limits.costUsd': limit(limitBounds.costUsd),
});
export type UserSettings = z.infer<typeof userSettings>;

/** A setting has no word for none: there 0 stands for it. */
function limit({ byDefault, least, most, isWhole, mayBeNone }: LimitBounds) {
  const amount = isWhole ? z.number().int() : z.number();
  return amount
    .min(mayBeNone ? 0 : least)
    .max(most)
    .refine((value) => value === 0 || value >= least, `must be at least ${least}, or 0 for no limit`)
    .default(byDefault ?? 0);
}
