import { z } from 'zod';
import { Ending } from '../agent/ending.ts';
import { defineTool, type Tool, ToolError } from '../agent/tool.ts';
import { cancelAgentDescription } from '../prompts/leadWords.ts';
import { notYours } from '../prompts/notices.ts';
import type { Member } from './member.ts';

/** `cancel_agent`: stops a child or a batch of this agent and everything below it. Its report still arrives. */
export function cancelAgentTool(member: Member, stop: (child: Member) => void): Tool {
  return defineTool({
    name: 'cancel_agent',
    description: cancelAgentDescription,
    input: z.object({ agent_id: z.string() }),
    prepare: async ({ agent_id: agentId }) => {
      const child = member.spawned.find((candidate) => candidate.agentId === agentId);
      const batch = member.batches.find((candidate) => candidate.batch.batchId === agentId)?.batch;
      if (!child && !batch) throw new ToolError(notYours([agentId]));
      return {
        kind: 'allow',
        run: async () => {
          const isOpen = member.inbox.isOpen(agentId);
          if (isOpen && child) stop(child);
          if (isOpen && batch) batch.stop(new Ending('cancelled', 'Cancelled by its parent.'));
          const status = isOpen ? 'cancelling' : (child?.state ?? 'ended');
          return { kind: 'output', text: JSON.stringify({ agent_id: agentId, status }) };
        },
      };
    },
  });
}
