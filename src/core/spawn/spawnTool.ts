import { z } from 'zod';
import {
  type CallContext,
  defineTool,
  type Outcome,
  type Plan,
  type Tool,
  ToolError,
} from '../agent/tool.ts';
import { spawnWords } from '../prompts/leadWords.ts';
import type { LeadParts } from './leadTools.ts';
import { wishFor } from './wishFor.ts';

const SpawnInput = z.object({
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
type SpawnInput = z.infer<typeof SpawnInput>;

/** `spawn`: queues a child and answers at once with its id. A denial is an error the model can act on. */
export function spawnTool(parts: LeadParts): Tool {
  return defineTool({
    name: 'spawn',
    description: spawnWords.description,
    input: SpawnInput,
    prepare: async (input, call): Promise<Plan> => ({
      kind: 'allow',
      run: (signal) => parts.spawning.inTurn(call.together, () => spawnNow(input, call, parts, signal)),
    }),
  });
}

async function spawnNow(
  { task, ...order }: SpawnInput,
  call: CallContext,
  parts: LeadParts,
  signal: AbortSignal,
): Promise<Outcome> {
  const { wish, brief } = await wishFor({ order, call, count: 1 }, parts, signal);
  const start = () => parts.start({ ...brief, task }, wish.setAside);
  const answer = await parts.spawning.request(wish, start, signal);
  if (answer.kind === 'denied') throw new ToolError(answer.reason);
  const { agentId } = answer.started;
  return {
    kind: 'output',
    text: JSON.stringify({ agent_id: agentId, label: brief.label, status: 'queued' }),
  };
}
