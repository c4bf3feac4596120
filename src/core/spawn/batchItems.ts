import { z } from 'zod';
import type { BatchItem } from '../agent/hostFiles.ts';
import { ToolError } from '../agent/tool.ts';

/** An item as a model may write it in a call. */
export const InlineItem = z.union([z.string(), z.number(), z.record(z.string(), z.unknown())]);
export type InlineItem = z.infer<typeof InlineItem>;

export function inlineItem(item: InlineItem): BatchItem {
  if (typeof item !== 'object') return { text: `${item}`, parts: {} };
  const parts = Object.fromEntries(Object.entries(item).map(([key, value]) => [key, textOf(value)]));
  return { text: JSON.stringify(item), parts };
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));

/** The items in groups of this size; the last may be smaller. */
export function grouped(items: readonly BatchItem[], size: number): readonly (readonly BatchItem[])[] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}

const placeholder = /\{\{([^{}]{1,100})\}\}/g;

/** Throws `ToolError` if the template names no item, or a column that not every item has. */
export function checkTemplate(template: string, items: readonly BatchItem[], size: number): void {
  const names = [...template.matchAll(placeholder)].map((match) => match[1]?.trim() ?? '');
  if (names.length === 0) throw new ToolError('The task must contain {{item}}, where each item is to stand.');
  for (const name of names) {
    if (name === 'item') continue;
    if (size > 1)
      throw new ToolError(`With several items for each child only {{item}} can be used, not {{${name}}}.`);
    const without = items.findIndex((item) => !Object.hasOwn(item.parts, name));
    if (without === -1) continue;
    const known = Object.keys(items[without]?.parts ?? {});
    const has = known.length === 0 ? 'It has no named parts.' : `It has: ${known.join(', ')}.`;
    throw new ToolError(`Item ${without + 1} has no {{${name}}}. ${has}`);
  }
}

/** The task for these items. What an item says is put in as it is, and never read as a template again. */
export function taskFor(template: string, items: readonly BatchItem[]): string {
  const [first] = items;
  const list = items.length === 1 ? (first?.text ?? '') : items.map(({ text }) => `- ${text}`).join('\n');
  return template.replace(placeholder, (_, name: string) =>
    name.trim() === 'item' ? list : (first?.parts[name.trim()] ?? ''),
  );
}
