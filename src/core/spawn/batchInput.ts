import { z } from 'zod';
import type { BatchItem } from '../agent/hostFiles.ts';
import { ToolError } from '../agent/tool.ts';
import { batchWords, spawnWords } from '../prompts/leadWords.ts';
import { checkTemplate, grouped, InlineItem, inlineItem } from './batchItems.ts';
import { limitBounds } from './limitBounds.ts';

/** What a model may say in a call of `spawn_batch`. */
export const BatchInput = z.object({
  items: z.array(InlineItem).max(10_000).optional().describe(batchWords.items),
  items_file: z.string().optional().describe(batchWords.itemsFile),
  task: z.string().trim().min(1).max(100_000).describe(batchWords.task),
  label: z.string().min(1).max(60).describe(batchWords.label),
  batch_size: z.number().int().min(1).max(1000).default(1).describe(batchWords.batchSize),
  profile: z.string().optional().describe(spawnWords.profile),
  model: z.string().optional().describe(spawnWords.model),
});
export type BatchInput = z.infer<typeof BatchInput>;

/** Where a batch's items are. */
export type ItemsPlace =
  | { readonly kind: 'inCall'; readonly items: readonly BatchItem[] }
  | { readonly kind: 'inFile'; readonly path: string };

/** Throws `ToolError` unless it is exactly one of both. */
export function itemsPlace({ items, items_file: path }: BatchInput): ItemsPlace {
  if (items !== undefined && path === undefined) return { kind: 'inCall', items: items.map(inlineItem) };
  if (items === undefined && path !== undefined) return { kind: 'inFile', path };
  throw new ToolError('Give either items or items_file, not both.');
}

/** The items of each child. Throws `ToolError` where there are none, too many, or such as do not fit the task. */
export function groupsOf(
  { task, batch_size: size }: BatchInput,
  items: readonly BatchItem[],
): readonly (readonly BatchItem[])[] {
  if (items.length === 0) throw new ToolError('There are no items, so there is nothing to do.');
  checkTemplate(task, items, size);
  const groups = grouped(items, size);
  const { most } = limitBounds.children;
  if (groups.length <= most) return groups;
  throw new ToolError(
    `${groups.length} children are more than a run can have (${most}). Give each child more items with batch_size.`,
  );
}
