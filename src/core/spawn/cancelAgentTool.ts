import { z } from 'zod';
import { defineTool, type Tool, ToolError } from '../agent/tool.ts';
import { cancelAgentDescription } from '../prompts/leadWords.ts';
import { notYours } from '../prompts/notices.ts';
import type { Member } from './member.ts';
import { stopById } from './stopById.ts';

/** `cancel_agent`: stops a child or a batch of this agent and everything below it. Its report still arrives. */
export function cancelAgentTool(member: Member, stop: (child: Member) => void): Tool {
  return defineTool({
    name: 'cancel_agent',
    description: cancelAgentDescription,
    input: z.object({ agent_id: z.string() }),
    prepare: async ({ agent_id: agentId }) => {
      if (!member.inbox.knows(agentId)) throw new ToolError(notYours([agentId]));
      return {
        kind: 'allow',
        run: async () => {
          const child = member.spawned.find((candidate) => candidate.agentId === agentId);
          const status = stopById(agentId, member, stop) ? 'cancelling' : (child?.state ?? 'ended');
          return { kind: 'output', text: JSON.stringify({ agent_id: agentId, status }) };
        },
      };
    },
  });
}
