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
import { SpawnInput } from './spawnInput.ts';
import { wishFor } from './wishFor.ts';

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
