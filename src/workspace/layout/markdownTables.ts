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
  readonly cells: readonly string[];
}

export interface MarkdownTables {
  readonly tables: readonly MarkdownTable[];
  /** Lines outside of tables that look like rows of one. Examples in code fences and comments do not count. */
  readonly strays: readonly MarkdownLine[];
}

/** So much of a line is looked at where it may be a row that has lost its table. */
const longestRow = 1000;

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
    else if (type === 'html_block' && map) strays.push(...rowLike(uncommented(content), map[0] + 1));
    else if (type === 'fence' && map && !isClosed(lines.slice(...map)))
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
  return cellsOf(line.trim()).length;
}

function cellsOf(row: string): readonly string[] {
  const inner = row.replace(/^\|/, '').replace(/(?<!\\)\|$/, '');
  return inner.split(/(?<!\\)\|/);
}

/** The lines of an HTML block that no comment takes in; one that is never closed was hardly meant to. */
function uncommented(html: string): readonly string[] {
  const [first = '', ...others] = html.split('<!--');
  const kept = others.map((part) => {
    const end = part.indexOf('-->');
    return end < 0 ? part : part.slice(0, end).replace(/[^\r\n]/g, ' ') + part.slice(end + 3);
  });
  return linesOf([first, ...kept].join(''));
}

function isClosed(fence: readonly string[]): boolean {
  return fence.length > 1 && /^[\s>]*(`{3,}|~{3,})\s*$/.test(fence.at(-1) ?? '');
}

/** Also in a list or a quotation, and without a `|` at its beginning where a pattern is followed by an access. */
function rowLike(lines: readonly string[], first: number): readonly MarkdownLine[] {
  return lines.flatMap((line, index) => {
    const text = line
      .slice(0, longestRow)
      .replace(/^(?:\s|>|[-*+]\s|\d+[.)]\s)+/, '')
      .trim();
    const isRow = /^\|.*(?<!\\)\|/.test(text) || isBareRow(text);
    return isRow ? [{ line: first + index, text, cells: cellsOf(text) }] : [];
  });
}

function isBareRow(text: string): boolean {
  const words = '(?:write|ask|read|none)';
  return (
    new RegExp(`^(?:\`[^\`]+\`|[^\\s|]+)\\s*\\|\\W*${words}\\W*(?:\\||$)`, 'i').test(text) &&
    !new RegExp(`^\\W*${words}\\W*\\|`, 'i').test(text)
  );
}
