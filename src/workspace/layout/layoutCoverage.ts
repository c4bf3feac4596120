import * as nodePath from 'node:path';
import { ripgrep } from '../search/ripgrep.ts';
import { firstMatch } from './firstMatch.ts';
import type { LayoutRow } from './layout.ts';

export interface LayoutCoverage {
  /** For each row, how many files it is the first to match. */
  readonly perRow: readonly number[];
  /** How many files no row matches. */
  readonly unmatched: number;
  /** True if some folders could not be read, or there are too many files to count all. */
  readonly isPartial: boolean;
}

const mostFiles = 200_000;

/**
 * Counts the files of a folder, hidden ones too, but not those that git ignores. Rejects with `ToolError` if the folder
 * cannot be searched.
 */
export async function layoutCoverage(
  { folder, rgPath }: { readonly folder: string; readonly rgPath: string },
  rows: readonly LayoutRow[],
  signal: AbortSignal,
): Promise<LayoutCoverage> {
  const perRow = rows.map(() => 0);
  let files = 0;
  let unmatched = 0;
  const options = ['--files', '--null', '--iglob', '!.git', '--', './'];
  const end = await ripgrep(
    { rgPath, folder, options, separator: '\0' },
    (record) => {
      files += 1;
      if (files > mostFiles) return false;
      const row = firstMatch(rows, relativeOf(record));
      if (row < 0) unmatched += 1;
      else perRow[row] = (perRow[row] ?? 0) + 1;
      return true;
    },
    signal,
  );
  return { perRow, unmatched, isPartial: files > mostFiles || end === 'partial' };
}

function relativeOf(record: string): string {
  const slashed = nodePath.sep === '/' ? record : record.replaceAll('\\', '/');
  return slashed.replace(/^\.\//, '');
}
