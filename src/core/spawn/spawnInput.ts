import { z } from 'zod';
import { spawnWords } from '../prompts/leadWords.ts';

/** What a model may say in a call of `spawn`. */
export const SpawnInput = z.object({
  task: z.string().trim().min(1).max(100_000).describe(spawnWords.task),
  label: z.string().min(1).max(60).describe(spawnWords.label),
  profile: z.string().optional().describe(spawnWords.profile),
  model: z.string().optional().describe(spawnWords.model),
  tools: z.array(z.string()).optional().describe(spawnWords.tools),
  deadline_seconds: z.number().positive().max(86_400).optional(),
  max_turns: z.number().int().positive().optional(),
  token_budget: z.number().int().positive().optional(),
  cost_budget_usd: z.number().positive().max(1_000_000).optional(),
});
export type SpawnInput = z.infer<typeof SpawnInput>;
