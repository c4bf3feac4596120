import { diffIndices } from 'node-diff3';

/** A stretch of lines of one list, and the stretch of another that stands in its place; ends are exclusive. */
export interface ChangedRange {
  readonly from: number;
  readonly to: number;
  readonly otherFrom: number;
  readonly otherTo: number;
}

/**
 * What turns one list into another, in order; equal numbers stand for equal lines. Small differences are told exactly;
 * where an exact answer would take too long, a stretch is told as changed as a whole, which is never wrong, only less
 * sharp.
 */
export function changedRanges(a: Int32Array, b: Int32Array): readonly ChangedRange[] {
  const found: ChangedRange[] = [];
  compare({ a, b, found }, { from: 0, to: a.length, otherFrom: 0, otherTo: b.length }, 0);
  return found;
}

/** One line of a comparison. */
export interface DiffedLine {
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
}

/** The same as a list of lines, removals before additions. */
export function lineDiff(before: readonly string[], after: readonly string[]): readonly DiffedLine[] {
  const lines: DiffedLine[] = [];
  let at = 0;
  const push = (kind: DiffedLine['kind'], from: readonly string[]) => {
    for (const text of from) lines.push({ kind, text });
  };
  const ids = new Map<string, number>();
  const numbered = (all: readonly string[]) =>
    Int32Array.from(all, (line) => {
      const id = ids.get(line) ?? ids.size;
      ids.set(line, id);
      return id;
    });
  for (const { from, to, otherFrom, otherTo } of changedRanges(numbered(before), numbered(after))) {
    push('same', before.slice(at, from));
    push('removed', before.slice(from, to));
    push('added', after.slice(otherFrom, otherTo));
    at = to;
  }
  push('same', before.slice(at));
  return lines;
}

interface Comparison {
  readonly a: Int32Array;
  readonly b: Int32Array;
  readonly found: ChangedRange[];
}

/** So many pairs of lines are compared one by one, and so often a stretch is divided at lines that occur once. */
const mostPairs = 250_000;
const mostDivisions = 20;

function compare(parts: Comparison, whole: ChangedRange, depth: number): void {
  const range = trimmed(parts, whole);
  const [length, otherLength] = [range.to - range.from, range.otherTo - range.otherFrom];
  if (length === 0 && otherLength === 0) return;
  const isSmall = length * otherLength <= mostPairs;
  if (isSmall && length > 0 && otherLength > 0) {
    compareSmall(parts, range);
    return;
  }
  const anchors = isSmall || depth >= mostDivisions ? [] : linesInCommon(parts, range);
  if (anchors.length === 0) {
    push(parts, range);
    return;
  }

  let { from, otherFrom } = range;
  for (const [at, otherAt] of anchors) {
    compare(parts, { from, to: at, otherFrom, otherTo: otherAt }, depth + 1);
    from = at + 1;
    otherFrom = otherAt + 1;
  }
  compare(parts, { from, to: range.to, otherFrom, otherTo: range.otherTo }, depth + 1);
}

function trimmed({ a, b }: Comparison, range: ChangedRange): ChangedRange {
  let { from, to, otherFrom, otherTo } = range;
  while (from < to && otherFrom < otherTo && a[from] === b[otherFrom]) {
    from += 1;
    otherFrom += 1;
  }
  while (to > from && otherTo > otherFrom && a[to - 1] === b[otherTo - 1]) {
    to -= 1;
    otherTo -= 1;
  }
  return { from, to, otherFrom, otherTo };
}

function push({ found }: Comparison, range: ChangedRange): void {
  const last = found.at(-1);
  if (last?.to !== range.from || last.otherTo !== range.otherFrom) found.push(range);
  else found[found.length - 1] = { ...range, from: last.from, otherFrom: last.otherFrom };
}

function compareSmall(parts: Comparison, range: ChangedRange): void {
  const { a, b } = parts;
  const differences = diffIndices(
    [...a.subarray(range.from, range.to)],
    [...b.subarray(range.otherFrom, range.otherTo)],
  );
  for (const { buffer1, buffer2 } of differences) {
    const [from, otherFrom] = [range.from + buffer1[0], range.otherFrom + buffer2[0]];
    push(parts, { from, to: from + buffer1[1], otherFrom, otherTo: otherFrom + buffer2[1] });
  }
}

/** Pairs of lines that occur once on either side, as many as stand in the same order on both. */
function linesInCommon({ a, b }: Comparison, range: ChangedRange): readonly (readonly [number, number])[] {
  const places = onlyPlaces(a, range.from, range.to);
  const others = onlyPlaces(b, range.otherFrom, range.otherTo);
  const pairs: (readonly [number, number])[] = [];
  for (const [id, at] of places) {
    const other = others.get(id);
    if (at >= 0 && other !== undefined && other >= 0) pairs.push([at, other]);
  }
  return longestRising(pairs.sort((x, y) => x[0] - y[0]));
}

/** Where each line stands that occurs once; -1 for those that occur more often. */
function onlyPlaces(lines: Int32Array, from: number, to: number): ReadonlyMap<number, number> {
  const places = new Map<number, number>();
  for (let at = from; at < to; at += 1) {
    const id = lines[at] ?? -1;
    places.set(id, places.has(id) ? -1 : at);
  }
  return places;
}

function longestRising(
  pairs: readonly (readonly [number, number])[],
): readonly (readonly [number, number])[] {
  const ends: number[] = [];
  const previous: number[] = [];
  for (const [index, [, other]] of pairs.entries()) {
    let [low, high] = [0, ends.length];
    // In lists that are much alike nearly every pair continues the chain.
    if ((pairs[ends.at(-1) ?? -1]?.[1] ?? -1) < other) low = high;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((pairs[ends[middle] ?? -1]?.[1] ?? -1) < other) low = middle + 1;
      else high = middle;
    }
    previous.push(ends[low - 1] ?? -1);
    ends[low] = index;
  }
  const chain: (readonly [number, number])[] = [];
  for (let at = ends.at(-1) ?? -1; at >= 0; at = previous[at] ?? -1) {
    const pair = pairs[at];
    if (pair !== undefined) chain.push(pair);
  }
  return chain.reverse();
}
