import { z } from 'zod';
import type { BatchItem } from '../agent/hostFiles.ts';
import {
  type CallContext,
  defineTool,
  type Outcome,
  type Plan,
  type Tool,
  ToolError,
} from '../agent/tool.ts';
import { batchWords, spawnWords } from '../prompts/leadWords.ts';
import { checkTemplate, grouped, InlineItem, inlineItem, taskFor } from './batchItems.ts';
import type { LeadParts } from './leadTools.ts';
import { limitBounds } from './limitBounds.ts';
import { wishFor } from './wishFor.ts';

const BatchInput = z.object({
  items: z.array(InlineItem).max(10_000).optional().describe(batchWords.items),
  items_file: z.string().optional().describe(batchWords.itemsFile),
  task: z.string().trim().min(1).max(100_000).describe(batchWords.task),
  label: z.string().min(1).max(60).describe(batchWords.label),
  batch_size: z.number().int().min(1).max(1000).default(1).describe(batchWords.batchSize),
  profile: z.string().optional().describe(spawnWords.profile),
  model: z.string().optional().describe(spawnWords.model),
});
type BatchInput = z.infer<typeof BatchInput>;

/** `spawn_batch`: the same task for many items. It answers at once with an id, and reports once, with counts. */
export function batchTool(parts: LeadParts): Tool {
  return defineTool({
    name: 'spawn_batch',
    description: batchWords.description,
    input: BatchInput,
    prepare: async (input, call): Promise<Plan> => ({
      kind: 'allow',
      run: (signal) => parts.spawning.inTurn(call.together, () => startBatch(input, call, parts, signal)),
    }),
  });
}

async function startBatch(
  input: BatchInput,
  call: CallContext,
  parts: LeadParts,
  signal: AbortSignal,
): Promise<Outcome> {
  const items = await itemsOf(input, parts, signal);
  checkTemplate(input.task, items, input.batch_size);
  const groups = grouped(items, input.batch_size);
  if (groups.length > limitBounds.children.most) {
    throw new ToolError(
      `${groups.length} children are more than a run can have (${limitBounds.children.most}). Give each child more items with batch_size.`,
    );
  }
  const { label, profile, model } = input;
  const { wish, brief } = await wishFor(
    { order: { label, profile, model }, call, count: groups.length },
    parts,
    signal,
  );
  const briefOf = (group: readonly BatchItem[], index: number) => ({
    ...brief,
    label: `${brief.label} ${index + 1}`,
    task: taskFor(input.task, group),
  });
  const start = () =>
    parts.startBatch({
      label: brief.label,
      items: items.length,
      groups,
      briefOf,
      setAside: wish.setAside,
      callId: call.callId,
    });
  const answer = await parts.spawning.request(wish, start, signal);
  if (answer.kind === 'denied') throw new ToolError(answer.reason);
  const { batchId } = answer.started;
  return {
    kind: 'output',
    text: JSON.stringify({
      batch_id: batchId,
      items: items.length,
      children: groups.length,
      status: 'queued',
    }),
  };
}

async function itemsOf(
  { items, items_file: file }: BatchInput,
  { files }: LeadParts,
  signal: AbortSignal,
): Promise<readonly BatchItem[]> {
  if ((items === undefined) === (file === undefined)) {
    throw new ToolError('Give either items or items_file, not both.');
  }
  const read = file === undefined ? (items ?? []).map(inlineItem) : await files.readItems(file, signal);
  if (read.length === 0) throw new ToolError('There are no items, so there is nothing to do.');
  return read;
}
