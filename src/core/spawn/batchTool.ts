import type { BatchItem } from '../agent/hostFiles.ts';
import {
  type CallContext,
  defineTool,
  type Outcome,
  type Plan,
  type Tool,
  ToolError,
} from '../agent/tool.ts';
import { batchWords } from '../prompts/leadWords.ts';
import { BatchInput, groupsOf, itemsPlace } from './batchInput.ts';
import { taskFor } from './batchItems.ts';
import type { LeadParts } from './leadTools.ts';
import { wishFor } from './wishFor.ts';

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
  const place = itemsPlace(input);
  const items = place.kind === 'inFile' ? await parts.files.readItems(place.path, signal) : place.items;
  const groups = groupsOf(input, items);
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
