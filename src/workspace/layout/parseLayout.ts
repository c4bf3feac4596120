import { cut } from '../../core/agent/cut.ts';
import { type Columns, hiddenAmid, judgeRows, type LayoutProblem, type ParsedRow } from './judgeRows.ts';
import type { LayoutTable } from './layout.ts';
import { linesOf, type MarkdownTable, markdownTables } from './markdownTables.ts';

/** A WORKSPACE.md: what its table says, or all that is wrong with it. `prose` is what it says besides its table. */
export type ParsedLayout = { readonly table: LayoutTable; readonly prose: string } & (
  | { readonly kind: 'parsed'; readonly rows: readonly ParsedRow[] }
  /** Its `table` lets agents read only, and hides what the rows that can be read hide. */
  | { readonly kind: 'broken'; readonly problems: readonly LayoutProblem[] }
);

export const largestLayout = 256 * 1024;
const longestProse = 8000;

/** Reads the text of a WORKSPACE.md. Never throws: whatever is wrong is an answer. */
export function parseLayout(text: string): ParsedLayout {
  if (Buffer.byteLength(text) > largestLayout) {
    const start = text.slice(0, largestLayout / 4);
    return brokenLayout([{ line: 1, reason: 'the file is larger than 256 KB' }], { hidden: hiddenIn(start) });
  }
  const source = text.replace(/^\ufeff/, '');
  if (source.trim() === '') return brokenLayout([{ line: 1, reason: 'the file is empty' }]);

  const { tables, strays } = markdownTables(source);
  const laws = tables.filter(isLaw);
  const judged = laws.map((law) => ({ law, ...judgeRows(law.rows, columnsOf(law)) }));
  const prose = proseOf(source, laws);
  const problems = [
    ...(laws.length === 0 ? [noTable(tables)] : []),
    ...laws.flatMap((law, index) => misplaced(law, index === 0 ? undefined : laws[0])),
    ...judged.flatMap((each) => each.problems),
    ...(laws.length === 0 ? [] : tables.filter(isAlike).map(alike)),
    ...(laws.length === 0 ? [] : strays.filter(({ text: row }) => meansAccess.test(row)).map(outside)),
  ].toSorted((a, b) => a.line - b.line);
  const rows = judged.flatMap((each) => each.rows);
  if (problems.length === 0) return { kind: 'parsed', rows, table: { rows, otherwise: 'read' }, prose };
  const hidden = [...judged.flatMap((each) => each.hidden), ...strays.flatMap(hiddenAmid)];
  return brokenLayout(problems, { prose, hidden });
}

/** What a text hides, also one that is no layout as a whole. */
export function hiddenIn(text: string): readonly ParsedRow[] {
  const laws = markdownTables(text.replace(/^\ufeff/, '')).tables.filter(isLaw);
  return laws.flatMap((law) => judgeRows(law.rows, columnsOf(law)).hidden);
}

/** A layout that lets agents read only. */
export function brokenLayout(
  problems: readonly LayoutProblem[],
  { prose = '', hidden = [] }: { readonly prose?: string; readonly hidden?: readonly ParsedRow[] } = {},
): ParsedLayout {
  return { kind: 'broken', problems, table: { rows: hidden, otherwise: 'read' }, prose };
}

function isLaw({ heads }: MarkdownTable): boolean {
  return heads.some((head) => named(head, 'path')) && heads.some((head) => named(head, 'access'));
}

function columnsOf({ heads }: MarkdownTable): Columns {
  const path = heads.findIndex((head) => named(head, 'path'));
  const access = heads.findIndex((head) => named(head, 'access'));
  const others = heads.map((_, index) => index).filter((index) => index !== path && index !== access);
  const telling = others.find((index) => /what|belong|purpose|descri|for/i.test(heads[index] ?? ''));
  return { count: heads.length, path, access, purpose: telling ?? others[0] };
}

function named(head: string, name: string): boolean {
  return head.replace(/[*_`]/g, '').trim().toLowerCase() === name;
}

function noTable(tables: readonly MarkdownTable[]): LayoutProblem {
  const near = tables.find(({ heads }) => heads.some((head) => named(head, 'path') || named(head, 'access')));
  return { line: near?.line ?? 1, reason: 'there is no table with the columns Path and Access' };
}

function misplaced(law: MarkdownTable, first: MarkdownTable | undefined): readonly LayoutProblem[] {
  const { line, heads, isNested } = law;
  const isDouble = ['path', 'access'].some((name) => heads.filter((head) => named(head, name)).length > 1);
  const reasons = [
    ...(first
      ? [`only one table can be law, and one with Path and Access stands in line ${first.line}`]
      : []),
    ...(isNested ? ['the table stands in a list or a quotation; it must stand on its own'] : []),
    ...(isDouble ? ['the table has two columns of the same name'] : []),
  ];
  return reasons.map((reason) => ({ line, reason }));
}

/** Nobody is to believe that a second table counts. */
function isAlike(table: MarkdownTable): boolean {
  if (isLaw(table)) return false;
  const holds = (words: RegExp) => table.heads.some((head) => words.test(head));
  const isPlaces = holds(/\b(paths?|folders?|files?|patterns?|globs?|director(y|ies))\b/i);
  return isPlaces && holds(/\b(access|permissions?|rights?)\b/i);
}

const alike = ({ line }: MarkdownTable): LayoutProblem => ({
  line,
  reason: 'this table is not read, as its columns are not named Path and Access; make it one with the other',
});

const meansAccess = /\|\W*(write|ask|read|none)\W*(\||$)/i;

const outside = ({ line }: { readonly line: number }): LayoutProblem => ({
  line,
  reason: 'this row stands outside of the table; is there an empty line above it, or too many spaces?',
});

function proseOf(source: string, laws: readonly MarkdownTable[]): string {
  const kept = linesOf(source).filter(
    (_, index) => !laws.some(({ line, end }) => index + 1 >= line && index + 1 < end),
  );
  return cut(
    kept
      .join('\n')
      .replace(/\n{3,}/g, '\n\n')
      .trim(),
    longestProse,
  );
}
