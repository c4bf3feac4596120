import { readXml } from './xml.ts';

/** How paragraphs are told apart: headings by their style, lists by their style or their own numbers. */
export interface WordStyles {
  /** 1 for the highest heading; undefined for any other paragraph. */
  headingLevel(style: string): number | undefined;
  /** The list that a style puts its paragraphs in. */
  listOf(style: string): string | undefined;
  /** Whether a list counts its items at this level; else they are bullets. */
  isCounted(list: string, level: number): boolean;
}

/** Reads styles and lists from their parts, where there are any. */
export function wordStyles(styles: Uint8Array | undefined, numbering: Uint8Array | undefined): WordStyles {
  const headings = new Map<string, number>();
  const lists = new Map<string, string>();
  if (styles) readStyles(styles, headings, lists);
  const counted = numbering ? countedLevels(numbering) : new Set<string>();
  return {
    headingLevel: (style) => headings.get(style),
    listOf: (style) => lists.get(style),
    isCounted: (list, level) => counted.has(`${list}/${level}`),
  };
}

function readStyles(xml: Uint8Array, headings: Map<string, number>, lists: Map<string, string>): void {
  let style = '';
  readXml(xml, {
    open(name, attribute) {
      const value = attribute('val') ?? '';
      if (name === 'style') style = attribute('styleId') ?? '';
      if (name === 'name' && /^(heading [1-9]|title)$/i.test(value))
        headings.set(style, Number(/\d/.exec(value)?.[0] ?? 1));
      if (name === 'outlineLvl' && /^[0-8]$/.test(value) && !headings.has(style))
        headings.set(style, Number(value) + 1);
      if (name === 'numId') lists.set(style, value);
    },
    close(name) {
      if (name === 'style') style = '';
    },
  });
}

/** `list/level` of all levels that count. Lists are instances of abstract ones, which hold the levels. */
function countedLevels(xml: Uint8Array): ReadonlySet<string> {
  const abstract = new Map<string, Set<number>>();
  const counted = new Set<string>();
  let levels = new Set<number>();
  let level = 0;
  let list = '';
  readXml(xml, {
    open(name, attribute) {
      if (name === 'abstractNum') {
        levels = new Set();
        abstract.set(attribute('abstractNumId') ?? '', levels);
      }
      if (name === 'lvl') level = Number(attribute('ilvl') ?? 0);
      if (name === 'numFmt' && !/^(bullet|none)$/.test(attribute('val') ?? '')) levels.add(level);
      if (name === 'num') list = attribute('numId') ?? '';
      if (name === 'abstractNumId') {
        for (const found of abstract.get(attribute('val') ?? '') ?? []) counted.add(`${list}/${found}`);
      }
    },
  });
  return counted;
}
