import { z } from 'zod';
import { defineTool, type Tool, ToolError } from '../agent/tool.ts';
import { notYours } from '../prompts/notices.ts';
import type { Member } from './member.ts';

/** `cancel_agent`: stops a child of this agent and everything below it. Its report, with what it has, still arrives. */
export function cancelAgentTool(member: Member, stop: (child: Member) => void): Tool {
  return defineTool({
    name: 'cancel_agent',
    description: 'Stops one of your children. What it delivered stays, and its report arrives as usual.',
    input: z.object({ agent_id: z.string() }),
    prepare: async ({ agent_id: agentId }) => {
      const child = member.spawned.find((candidate) => candidate.agentId === agentId);
      if (!child) throw new ToolError(notYours([agentId]));
      return {
        kind: 'allow',
        run: async () => {
          const isOpen = member.inbox.isOpen(agentId);
          if (isOpen) stop(child);
          const status = isOpen ? 'cancelling' : child.state;
          return { kind: 'output', text: JSON.stringify({ agent_id: agentId, status }) };
        },
      };
    },
  });
}
