import { z } from 'zod';
import { defineTool, type Tool } from '../agent/tool.ts';
import type { Member } from './member.ts';

/** `list_agents`: what the host knows of this agent's own children, in the order in which they were spawned. */
export function listAgentsTool(member: Member): Tool {
  return defineTool({
    name: 'list_agents',
    description:
      'Lists your children: what each does now, its turns and tokens so far, and the files it has delivered.',
    input: z.object({}),
    prepare: async () => ({
      kind: 'allow',
      run: async () => ({ kind: 'output', text: JSON.stringify({ agents: member.spawned.map(described) }) }),
    }),
  });
}

function described({ agentId, brief, state, record }: Member): Record<string, unknown> {
  const { turns, usage } = record;
  return {
    agent_id: agentId,
    label: brief.label,
    status: state,
    turns,
    tokens: usage.input + usage.output,
    deliverables: record.deliverables().map(({ path }) => path),
  };
}
