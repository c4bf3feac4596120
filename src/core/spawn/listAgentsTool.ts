import { z } from 'zod';
import { defineTool, type Tool } from '../agent/tool.ts';
import { listAgentsDescription } from '../prompts/leadWords.ts';
import type { Batch } from './batch.ts';
import type { Member } from './member.ts';

/** `list_agents`: what the host knows of this agent's own children and batches, in the order in which they were started. */
export function listAgentsTool(member: Member): Tool {
  return defineTool({
    name: 'list_agents',
    description: listAgentsDescription,
    input: z.object({}),
    prepare: async () => ({
      kind: 'allow',
      run: async () => {
        const batches = member.batches.map(({ batch }) => describedBatch(batch, member));
        const lists = { agents: member.spawned.map(described), ...(batches.length > 0 && { batches }) };
        return { kind: 'output', text: JSON.stringify(lists) };
      },
    }),
  });
}

function described({ agentId, brief, state, record, origin }: Member): Record<string, unknown> {
  const { turns, usage, cost, progress } = record;
  return {
    agent_id: agentId,
    label: brief.label,
    ...(origin.retryOf === undefined ? {} : { retry_of: origin.retryOf }),
    status: state,
    ...(progress === undefined ? {} : { progress: progress.note, percent: progress.percent }),
    turns,
    tokens: usage.input + usage.output,
    ...(cost.isWhole ? { cost_usd: cost.usd } : {}),
    deliverables: record.deliverables().map(({ path }) => path),
  };
}

function describedBatch(batch: Batch, { inbox }: Member): Record<string, unknown> {
  const { batchId, label, total, unstarted } = batch;
  const status = inbox.isOpen(batchId) ? 'working' : 'ended';
  return { batch_id: batchId, label, status, children: total, ...batch.counts(), not_started: unstarted };
}
