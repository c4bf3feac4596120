import { revealed, safeLine } from '../../core/human/safeText.ts';
import { type AccessWord, accessWord } from './accessWord.ts';
import type { LayoutRow } from './layout.ts';
import { type Reach, reachOf } from './layoutPattern.ts';
import type { MarkdownRow } from './markdownTables.ts';
import { meantPatterns } from './meantPatterns.ts';
import { patternCell } from './patternCell.ts';
import { alternativesIn, refusePattern } from './refusePattern.ts';

export interface ParsedRow extends LayoutRow {
  /** From 1. */
  readonly line: number;
}

export interface LayoutProblem {
  /** From 1. */
  readonly line: number;
  readonly reason: string;
}

/** Where in a row its parts stand. */
export interface Columns {
  readonly count: number;
  readonly path: number;
  readonly access: number;
  readonly purpose: number | undefined;
}

interface ReachedRow {
  readonly row: ParsedRow;
  readonly reach: Reach;
}

interface JudgedRow {
  readonly row: ParsedRow | undefined;
  readonly reasons: string[];
  /** What it hides, or means to. */
  readonly hidden: readonly ParsedRow[];
}

/** What the rows of a table say. */
export interface JudgedRows {
  readonly rows: readonly ParsedRow[];
  readonly problems: readonly LayoutProblem[];
  /** Rows of this table that hide, or mean to: they hold even where the table as a whole does not. */
  readonly hidden: readonly ParsedRow[];
}

const mostRows = 200;
/** Every path of a search is held against all of them. */
const mostAlternatives = 400;
/** Of a table that is too long, so many rows may still hide. */
const mostHidden = 1000;
const longestPurpose = 200;

/** Judges each row by itself and against those before it; the first one that matches a path wins. */
export function judgeRows(source: readonly MarkdownRow[], columns: Columns): JudgedRows {
  const rows: ParsedRow[] = [];
  const problems: LayoutProblem[] = [];
  const hidden: ParsedRow[] = [];
  const earlier: ReachedRow[] = [];
  let alternatives = 0;
  for (const each of source.slice(0, mostRows)) {
    const { row, reasons, hidden: hiddenHere } = judge(each, columns);
    const { line } = each;
    hidden.push(...hiddenHere);
    if (row) {
      const reached = { row, reach: reachOf(row.pattern) };
      const reason = neverWins(reached, earlier);
      earlier.push(reached);
      const before = alternatives;
      alternatives += alternativesIn(row.pattern);
      if (before <= mostAlternatives && alternatives > mostAlternatives)
        reasons.push(`with its braces the table stands for more than ${mostAlternatives} patterns so far`);
      if (reason !== undefined) reasons.push(reason);
      rows.push(row);
    }
    problems.push(...reasons.map((reason) => ({ line, reason })));
  }
  const further = source.slice(mostRows, mostHidden);
  const [next] = further;
  if (next) problems.push({ line: next.line, reason: `the table has more than ${mostRows} rows` });
  for (const each of further) hidden.push(...judge(each, columns).hidden);
  return { rows, problems, hidden };
}

function judge(source: MarkdownRow, columns: Columns): JudgedRow {
  const reasons: string[] = [];
  if (source.width > columns.count)
    return { row: undefined, reasons: [tooWide(source, columns)], hidden: hiddenAmid(source) };
  const cell = patternCell(source.cells[columns.path] ?? '');
  const refusal = cell.kind === 'refused' ? cell.reason : refusePattern(cell.pattern);
  if (refusal !== undefined) reasons.push(refusal);
  const word = accessWord(source.cells[columns.access] ?? '');
  if (word.kind === 'unknown') reasons.push(unknownAccess(word));

  const meant = word.kind === 'known' ? word.access : word.nearest;
  if (cell.kind === 'refused' || refusal !== undefined || meant === undefined) {
    const hidden = meant === 'none' ? hiddenBy(source, [source.cells[columns.path] ?? '']) : [];
    return { row: undefined, reasons, hidden };
  }
  const purpose = columns.purpose === undefined ? '' : purposeOf(source.cells[columns.purpose] ?? '');
  const row = { pattern: cell.pattern, access: meant, purpose, line: source.line };
  return { row, reasons, hidden: meant === 'none' ? [row] : [] };
}

/** What a row hides whose cells are not where they belong: whatever stands before the word. */
export function hiddenAmid(source: Pick<MarkdownRow, 'line' | 'cells'>): readonly ParsedRow[] {
  const at = source.cells.findIndex((cell) => accessWord(cell).kind === 'known' && /none/i.test(cell));
  const named = source.cells.slice(0, Math.max(0, at));
  return hiddenBy(source, [...named, named.map((cell) => cell.trim()).join('|')]);
}

/** Rows that hide what the cells seem to name. */
function hiddenBy({ line }: Pick<MarkdownRow, 'line'>, cells: readonly string[]): readonly ParsedRow[] {
  return cells.flatMap(meantPatterns).map((pattern) => ({ pattern, access: 'none', purpose: '', line }));
}

function tooWide({ width }: MarkdownRow, { count }: Columns): string {
  return `the row has ${width} cells, the table ${count} columns; write "\\|" for a "|" in a name`;
}

function purposeOf(cell: string): string {
  return safeLine(cell)
    .slice(0, longestPurpose)
    .replace(/[\uD800-\uDBFF]$/, '')
    .replace(/\.$/, '');
}

function unknownAccess({ word, nearest }: Extract<AccessWord, { kind: 'unknown' }>): string {
  const choices = 'write, ask, read or none';
  if (word === '') return `the access is missing: ${choices}`;
  const hint = nearest === undefined ? '' : `; did you mean "${nearest}"?`;
  return `${JSON.stringify(revealed(safeLine(word)).slice(0, 40))} is no access: ${choices}${hint}`;
}

/** A pattern that stands there twice contradicts itself, and one that hides must not be outdone unseen. */
function neverWins({ row, reach }: ReachedRow, earlier: readonly ReachedRow[]): string | undefined {
  const twin = earlier.find((other) => other.reach.plain === reach.plain);
  if (twin) return `the same pattern stands in line ${twin.row.line} already, which wins`;
  if (row.access !== 'none') return undefined;
  const winner = earlier.find((other) => other.row.access !== 'none' && other.reach.covers(reach));
  if (winner === undefined) return undefined;
  return `nothing is hidden by this row, as line ${winner.row.line} comes first and covers it; put this row above`;
}
