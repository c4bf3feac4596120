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

/** As long as a task of one child may be. */
const longestTask = 100_000;
const placeholder = /\{\{([^{}]{1,100})\}\}/g;

/**
 * `{{item}}` is the whole item, whatever its parts are called, so that a template means the same over every list. Throws
 * `ToolError` if the template names no item, a column that not every item has, or more than a task can hold.
 */
export function checkTemplate(template: string, items: readonly BatchItem[], size: number): void {
  const names = countedNames(template);
  if (names.size === 0) throw new ToolError('The task must contain {{item}}, where each item is to stand.');
  for (const name of names.keys()) {
    if (name === 'item') continue;
    if (size > 1)
      throw new ToolError(`With several items for each child only {{item}} can be used, not {{${name}}}.`);
    const without = items.findIndex((item) => !Object.hasOwn(item.parts, name));
    if (without === -1) continue;
    throw new ToolError(`Item ${without + 1} has no {{${name}}}. ${namedIn(items[without])}`);
  }
  for (const [index, group] of grouped(items, size).entries()) {
    if (taskLength(template, names, group) <= longestTask) continue;
    const which = size === 1 ? `Item ${index + 1} makes` : `The items of child ${index + 1} make`;
    const advice = size === 1 ? 'Let the child read it from a file.' : 'Use a smaller batch_size.';
    throw new ToolError(`${which} the task longer than ${longestTask} characters. ${advice}`);
  }
}

/** The parts that a template can name: one called `item` is not among them, since that means the whole. */
function namedIn(item: BatchItem | undefined): string {
  const names = Object.keys(item?.parts ?? {});
  const usable = names.filter((name) => name !== 'item');
  const hides = usable.length < names.length;
  const none = hides ? 'It has no other named parts.' : 'It has no named parts.';
  const listed = usable.length === 0 ? none : `It has: ${usable.join(', ')}.`;
  return hides ? `${listed} {{item}} is the whole of it.` : listed;
}

/** What stands in double braces, and how often. */
function countedNames(template: string): ReadonlyMap<string, number> {
  const names = new Map<string, number>();
  for (const [, inner = ''] of template.matchAll(placeholder))
    names.set(inner.trim(), (names.get(inner.trim()) ?? 0) + 1);
  return names;
}

/** How long the task gets with these items, without making it; the template counts in full. */
function taskLength(
  template: string,
  names: ReadonlyMap<string, number>,
  group: readonly BatchItem[],
): number {
  const whole = group.reduce((sum, { text }) => sum + text.length, 0);
  let length = template.length;
  for (const [name, times] of names)
    length += times * (name === 'item' ? whole : (group[0]?.parts[name]?.length ?? 0));
  return length;
}

/** The task for these items. What an item says is put in as it is, and never read as a template again. */
export function taskFor(template: string, items: readonly BatchItem[]): string {
  const [first] = items;
  const list = items.length === 1 ? (first?.text ?? '') : items.map(({ text }) => `- ${text}`).join('\n');
  return template.replace(placeholder, (_, name: string) =>
    name.trim() === 'item' ? list : (first?.parts[name.trim()] ?? ''),
  );
}
