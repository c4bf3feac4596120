import * as vscode from 'vscode';
import { assertNever } from '../assertNever.ts';
import { visible } from '../visible.ts';
import type { Access, LayoutCoverage, LayoutRow } from './layouts.ts';

/** What is known of how many files the rows cover. */
export type Covered =
  | { readonly kind: 'counted'; readonly coverage: LayoutCoverage }
  | { readonly kind: 'restricted' }
  | { readonly kind: 'unknown' };

/** What one row of a table means, in one sentence, and how many files it covers. Nothing in it is run or loaded. */
export function layoutHoverText(asked: {
  readonly rows: readonly LayoutRow[];
  readonly row: number;
  readonly covered: Covered;
  /** The file lies below the root of its workspace folder. */
  readonly isFurtherIn: boolean;
  /** What the person let through beforehand. */
  readonly approval: 'ask' | 'edits';
}): vscode.Hover | undefined {
  const { rows, row: index, covered, isFurtherIn, approval } = asked;
  const row = rows[index];
  if (!row) return undefined;
  const first = new vscode.MarkdownString();
  appendPattern(first, visible(row.pattern));
  first.appendMarkdown(` · ${row.access}: ${meaning(row.access, approval)} ${coverageText(covered, index)}`);
  const isLast = index === rows.length - 1;
  const further = [
    isFurtherIn
      ? 'This file lies further in: it can only take away from what the layouts above it allow.'
      : '',
    isLast ? restText(covered) : '',
  ].filter((text) => text !== '');
  const others = further.map((text) => new vscode.MarkdownString(text));
  return new vscode.Hover([first, ...others]);
}

function meaning(access: Access, approval: 'ask' | 'edits'): string {
  switch (access) {
    case 'write':
      return 'agents may write here freely; protected files stay protected, and ask.';
    case 'ask':
      return approval === 'ask'
        ? 'agents may read; every change waits for you.'
        : 'agents may read, and change without asking, as you have set it; protected files ask all the same.';
    case 'read':
      return 'agents may read, but change nothing.';
    case 'none':
      return 'agents neither see these files nor change them.';
    default:
      return assertNever(access);
  }
}

function coverageText(covered: Covered, row: number): string {
  if (covered.kind === 'restricted') return 'In Restricted Mode its files are not counted.';
  if (covered.kind === 'unknown') return 'How many files it covers now could not be counted.';
  const { perRow, isPartial } = covered.coverage;
  return `Covers ${amount(perRow[row] ?? 0, isPartial)} now, not counting ignored ones.`;
}

/** What no row matches is nobody's row, so the last one tells it. */
function restText(covered: Covered): string {
  if (covered.kind !== 'counted' || covered.coverage.unmatched === 0) return '';
  const { unmatched, isPartial } = covered.coverage;
  return `No row covers ${amount(unmatched, isPartial)} here: agents may read what no row covers, but not change it.`;
}

function amount(n: number, isPartial: boolean): string {
  const files = n === 1 ? 'file' : 'files';
  return `${isPartial ? 'at least ' : ''}${n.toLocaleString('en-US')} ${files}`;
}

/** As code where that cannot be broken out of. */
function appendPattern(markdown: vscode.MarkdownString, pattern: string): void {
  if (/[`|<>]/.test(pattern) || pattern.trim() !== pattern) markdown.appendText(pattern);
  else markdown.appendMarkdown(`\`${pattern}\``);
}
