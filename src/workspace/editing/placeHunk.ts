import { type LineSearch, mostPlaces } from './findLines.ts';
import type { LineTable } from './lineTable.ts';
import { type Looseness, loosenessesTo } from './looseness.ts';
import type { Hunk } from './patch.ts';

/** Where a hunk lies, as a line number from 0, and how loosely its old lines are the file's; or why it fits nowhere. */
export type Place =
  | { readonly kind: 'found'; readonly at: number; readonly looseness: Looseness }
  | { readonly kind: 'several'; readonly places: readonly number[] }
  | { readonly kind: 'noAnchor'; readonly anchor: string; readonly after: number }
  | { readonly kind: 'nowhere'; readonly after: number };

/** The old lines of a hunk. */
export function oldLinesOf({ lines }: Pick<Hunk, 'lines'>): readonly string[] {
  return lines.filter(({ kind }) => kind !== 'insert').map(({ text }) => text);
}

/**
 * Looks for the place of a hunk from a line on: exactly first, then as loosely as `most` allows where one place fits.
 * The line that a hunk states counts only where something looser than exact is allowed, since where nothing is, the
 * text may have moved on.
 */
export function placeHunk(search: LineSearch, stated: Hunk, from: number, most: Looseness): Place {
  const hunk = most === 'exact' ? { ...stated, startLine: undefined } : stated;
  const { table } = search;
  let after = from;
  for (const anchor of hunk.anchors) {
    const at = anchorLine(search, anchor, after, most);
    if (at === undefined) return { kind: 'noAnchor', anchor, after };
    after = at + 1;
  }
  const old = oldLinesOf(hunk);
  if (old.length === 0 && hunk.startLine !== stated.startLine) return { kind: 'nowhere', after };
  if (old.length === 0) return { kind: 'found', at: insertionPoint(table, hunk, after), looseness: 'exact' };
  const last = table.count - old.length;
  const start = hunk.isAtEnd ? Math.max(after, last) : after;
  const exact = exactPlace(search, { hunk, old, start, last }, search.places(old, 'exact', start));
  if (exact !== undefined) return exact;

  const loosest = most === 'exact' ? [] : search.places(old, most, start);
  // What fits nowhere at its loosest fits nowhere, and what fits more strictly is among what fits loosely.
  for (const looseness of loosest.length > 0 ? loosenessesTo(most) : []) {
    const places =
      loosest.length < mostPlaces
        ? search.among(loosest, old, looseness)
        : search.places(old, looseness, start);
    const [at, second] = places;
    if (second !== undefined) return { kind: 'several', places };
    if (at !== undefined) return { kind: 'found', at, looseness };
  }
  return { kind: 'nowhere', after };
}

interface Sought {
  readonly hunk: Hunk;
  readonly old: readonly string[];
  /** The first and the last line at which it may start. */
  readonly start: number;
  readonly last: number;
}

/** Of several places the one where the hunk says it starts, or the first after its anchor. */
function exactPlace(
  search: LineSearch,
  { hunk, old, start, last }: Sought,
  places: readonly number[],
): Place | undefined {
  const [at, second] = places;
  if (at === undefined) return undefined;
  const stated = hunk.startLine === undefined ? -1 : hunk.startLine - 1;
  const isStated = stated >= start && stated <= last && search.among([stated], old, 'exact').length > 0;
  if (isStated) return { kind: 'found', at: stated, looseness: 'exact' };
  const isChosen = second === undefined || hunk.anchors.length > 0;
  return isChosen ? { kind: 'found', at, looseness: 'exact' } : { kind: 'several', places };
}

/** The first line like the anchor; else the only one that holds it. */
function anchorLine(search: LineSearch, anchor: string, after: number, most: Looseness): number | undefined {
  const levels = most === 'typography' ? (['spacing', 'typography'] as const) : (['spacing'] as const);
  for (const looseness of levels) {
    const [first] = search.places([anchor], looseness, after);
    if (first !== undefined) return first;
  }
  const { table } = search;
  const wanted = anchor.trim();
  const found = linesHolding(table, wanted, after);
  return found.length === 1 ? found[0] : undefined;
}

/** At most two lines that hold a text. */
function linesHolding(table: LineTable, wanted: string, after: number): readonly number[] {
  const lines: number[] = [];
  let line = after;
  for (
    let at = table.text.indexOf(wanted, table.startOf(after));
    at >= 0 && lines.length < 2;
    at = table.text.indexOf(wanted, table.startOf(line + 1))
  ) {
    while (line + 1 < table.count && table.startOf(line + 1) <= at) line += 1;
    lines.push(line);
    if (line + 1 >= table.count) break;
  }
  return lines;
}

function insertionPoint(table: LineTable, hunk: Hunk, after: number): number {
  if (hunk.startLine !== undefined) return Math.min(Math.max(after, hunk.startLine - 1), table.count);
  return hunk.anchors.length === 0 || hunk.isAtEnd ? table.count : after;
}
