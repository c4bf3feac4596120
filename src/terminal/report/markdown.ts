import { safeLine } from '../../core/human/safeText.ts';

/** A list as one block; nothing if it is empty. */
export const bullets = (items: readonly string[]): readonly string[] =>
  items.length === 0 ? [] : [items.map((item) => `- ${item}`).join('\n')];

/** A heading with its blocks; nothing if there are none. */
export function section(heading: string, body: readonly string[]): readonly string[] {
  return body.length === 0 ? [] : [`## ${heading}`, ...body];
}

/** A text for one cell of a table. */
export const cell = (text: string) => safeLine(text).replaceAll('|', '\\|');
