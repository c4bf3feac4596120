import { safeLine } from '../../core/human/safeText.ts';
import { type AccessWord, accessWord } from './accessWord.ts';
import type { LayoutRow } from './layout.ts';
import { coversPattern, plainPattern } from './layoutPattern.ts';
import type { MarkdownRow } from './markdownTables.ts';
import { patternCell } from './patternCell.ts';
import { refusePattern } from './refusePattern.ts';

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

/** What the rows of a table say. */
export interface JudgedRows {
  readonly rows: readonly ParsedRow[];
  readonly problems: readonly LayoutProblem[];
  /** Rows of this table that hide, or mean to: they hold even where the table as a whole does not. */
  readonly hidden: readonly ParsedRow[];
}

const mostRows = 200;
const longestPurpose = 200;

/** Judges each row by itself and against those before it; the first one that matches a path wins. */
export function judgeRows(source: readonly MarkdownRow[], columns: Columns): JudgedRows {
  const rows: ParsedRow[] = [];
  const problems: LayoutProblem[] = [];
  const hidden: ParsedRow[] = [];
  for (const each of source.slice(0, mostRows)) {
    const { row, reasons, isHidden } = judge(each, columns);
    const { line } = each;
    if (row) {
      const reason = neverWins(row, rows);
      if (reason !== undefined) reasons.push(reason);
      rows.push(row);
      if (isHidden) hidden.push({ ...row, access: 'none' });
    }
    problems.push(...reasons.map((reason) => ({ line, reason })));
  }
  const further = source[mostRows];
  if (further) problems.push({ line: further.line, reason: `the table has more than ${mostRows} rows` });
  return { rows, problems, hidden };
}

function judge(source: MarkdownRow, columns: Columns) {
  const reasons: string[] = [];
  if (source.width > columns.count)
    return { row: undefined, reasons: [tooWide(source, columns)], isHidden: false };
  const cell = patternCell(source.cells[columns.path] ?? '');
  const refusal = cell.kind === 'refused' ? cell.reason : refusePattern(cell.pattern);
  if (refusal !== undefined) reasons.push(refusal);
  const word = accessWord(source.cells[columns.access] ?? '');
  if (word.kind === 'unknown') reasons.push(unknownAccess(word));

  const meant = word.kind === 'known' ? word.access : word.nearest;
  if (cell.kind === 'refused' || refusal !== undefined || meant === undefined)
    return { row: undefined, reasons, isHidden: false };
  const purpose = columns.purpose === undefined ? '' : purposeOf(source.cells[columns.purpose] ?? '');
  const row = { pattern: cell.pattern, access: meant, purpose, line: source.line };
  return { row, reasons, isHidden: meant === 'none' };
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
  return `${JSON.stringify(safeLine(word).slice(0, 40))} is no access: ${choices}${hint}`;
}

/** A pattern that stands there twice contradicts itself, and one that hides must not be outdone unseen. */
function neverWins({ pattern, access }: ParsedRow, earlier: readonly ParsedRow[]): string | undefined {
  const twin = earlier.find((row) => plainPattern(row.pattern) === plainPattern(pattern));
  if (twin) return `the same pattern stands in line ${twin.line} already, which wins`;
  if (access !== 'none') return undefined;
  const winner = earlier.find((row) => row.access !== 'none' && coversPattern(row.pattern, pattern));
  if (winner === undefined) return undefined;
  return `nothing is hidden by this row, as line ${winner.line} comes first and covers it; put this row above`;
}
