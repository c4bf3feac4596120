import { z } from 'zod';
import { ApprovalMode } from '../../core/human/approvalRules.ts';

const count = (least: number, most?: number) => {
  const schema = z.number().int().min(least);
  return most === undefined ? schema : schema.max(most);
};

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
  'limits.children': count(0, 1000).default(20),
  'limits.concurrency': count(1, 64).default(5),
  'limits.concurrencyAllRuns': count(1, 256).default(20),
  'limits.depth': count(0, 3).default(1),
  'limits.runCostUsd': z.number().min(0).default(5),
  'limits.runTokens': count(0).default(20_000_000),
  'limits.deadline': z.number().min(1).default(600),
  'limits.turns': count(1).default(50),
  'limits.tokens': count(0).default(1_000_000),
  'limits.costUsd': z.number().min(0).default(0),
});
export type UserSettings = z.infer<typeof userSettings>;
