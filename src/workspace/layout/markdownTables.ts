import MarkdownIt from 'markdown-it';

/** A table as it stands in a Markdown text. Lines are counted from 1; `end` is the first one after it. */
export interface MarkdownTable {
  readonly line: number;
  readonly end: number;
  /** True inside of a list or a quotation. */
  readonly isNested: boolean;
  /** The source texts of the cells. */
  readonly heads: readonly string[];
  readonly rows: readonly MarkdownRow[];
}

export interface MarkdownRow {
  readonly line: number;
  readonly cells: readonly string[];
  /** How many cells the line has, which may be more than the table has columns. */
  readonly width: number;
}

export interface MarkdownLine {
  readonly line: number;
  readonly text: string;
}

export interface MarkdownTables {
  readonly tables: readonly MarkdownTable[];
  /** Lines outside of tables that look like rows of one. Examples in code fences and comments do not count. */
  readonly strays: readonly MarkdownLine[];
}

/** The tables of a Markdown text, in order. */
export function markdownTables(text: string): MarkdownTables {
  const lines = linesOf(text);
  const tables: MarkdownTable[] = [];
  const strays: MarkdownLine[] = [];
  let table: OpenTable | undefined;
  let row: OpenRow | undefined;
  for (const { type, map, level, content } of blocksOf(text)) {
    if (type === 'table_open' && map) {
      const [from, to] = map;
      table = { line: from + 1, end: to + 1, isNested: level > 0, heads: [], rows: [] };
      tables.push(table);
    } else if (type === 'table_close') table = undefined;
    else if (type === 'thead_open') row = undefined;
    else if (type === 'tr_open' && table && table.heads.length > 0 && map) {
      row = { line: map[0] + 1, cells: [], width: widthOf(lines[map[0]] ?? '') };
      table.rows.push(row);
    } else if (type === 'inline' && table) (row?.cells ?? table.heads).push(content);
    else if ((type === 'inline' || type === 'code_block') && map)
      strays.push(...rowLike(lines.slice(...map), map[0] + 1));
  }
  return { tables, strays };
}

/** The lines of a text as Markdown counts them. */
export function linesOf(text: string): readonly string[] {
  return text.split(/\r\n?|\n/);
}

type OpenTable = MarkdownTable & { readonly heads: string[]; readonly rows: OpenRow[] };
type OpenRow = MarkdownRow & { readonly cells: string[] };

/** Only the blocks: what stands inside of a cell is wanted as it is written. */
function blocksOf(text: string) {
  const markdown = new MarkdownIt({ html: true });
  markdown.core.ruler.enableOnly(['normalize', 'block']);
  return markdown.parse(text, {});
}

function widthOf(line: string): number {
  const inner = line
    .trim()
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|$/, '');
  return inner.split(/(?<!\\)\|/).length;
}

function rowLike(lines: readonly string[], first: number): readonly MarkdownLine[] {
  return lines.flatMap((text, index) =>
    /^\s*\|.*(?<!\\)\|/.test(text) ? [{ line: first + index, text: text.trim() }] : [],
  );
}
