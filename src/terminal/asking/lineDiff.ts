/** One line of a comparison, just as it was given. */
export interface DiffLine {
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
}

/** A stretch of a comparison: the numbers (from 1) of its first lines before and after, and its lines. */
export interface Hunk {
  readonly oldStart: number;
  readonly newStart: number;
  readonly lines: readonly DiffLine[];
}

/** Beyond this many differing lines the stretch between the common start and end is shown as replaced. */
const maxEdits = 1000;

/** What turns one list of lines into the other, in order, removals before additions. */
export function diffLines(before: readonly string[], after: readonly string[]): readonly DiffLine[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  let tail = 0;
  const room = Math.min(before.length, after.length) - start;
  while (tail < room && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;

  const same = (text: string): DiffLine => ({ kind: 'same', text });
  return [
    ...before.slice(0, start).map(same),
    ...diffMiddle(before.slice(start, before.length - tail), after.slice(start, after.length - tail)),
    ...before.slice(before.length - tail).map(same),
  ];
}

/** The changed stretches with up to `context` unchanged lines around each. */
export function hunks(lines: readonly DiffLine[], context = 3): readonly Hunk[] {
  const found: { oldStart: number; newStart: number; lines: DiffLine[] }[] = [];
  let [oldLine, newLine, lastKept] = [1, 1, -1];
  const nearChange = changeDistances(lines);
  for (const [index, line] of lines.entries()) {
    if ((nearChange[index] ?? Number.POSITIVE_INFINITY) <= context) {
      if (lastKept !== index - 1 || found.length === 0) {
        found.push({ oldStart: oldLine, newStart: newLine, lines: [] });
      }
      found.at(-1)?.lines.push(line);
      lastKept = index;
    }
    if (line.kind !== 'added') oldLine += 1;
    if (line.kind !== 'removed') newLine += 1;
  }
  return found;
}

/** How many lines each line is away from the nearest change. */
function changeDistances(lines: readonly DiffLine[]): readonly number[] {
  const distances = lines.map((line) => (line.kind === 'same' ? Number.POSITIVE_INFINITY : 0));
  const spread = (index: number, from: number) => {
    const near = (distances[from] ?? Number.POSITIVE_INFINITY) + 1;
    distances[index] = Math.min(distances[index] ?? near, near);
  };
  for (let index = 1; index < lines.length; index += 1) spread(index, index - 1);
  for (let index = lines.length - 2; index >= 0; index -= 1) spread(index, index + 1);
  return distances;
}

/** Myers' shortest edit script, given up beyond `maxEdits`. */
function diffMiddle(before: readonly string[], after: readonly string[]): readonly DiffLine[] {
  const rounds: Map<number, number>[] = [];
  let ends = new Map<number, number>([[1, 0]]);
  for (let edits = 0; edits <= Math.min(maxEdits, before.length + after.length); edits += 1) {
    rounds.push(ends);
    ends = new Map(ends);
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      let x = firstX(ends, diagonal, edits);
      while (x < before.length && x - diagonal < after.length && before[x] === after[x - diagonal]) x += 1;
      ends.set(diagonal, x);
      if (x >= before.length && x - diagonal >= after.length) return traceBack(rounds, before, after);
    }
  }
  return [
    ...before.map((text): DiffLine => ({ kind: 'removed', text })),
    ...after.map((text): DiffLine => ({ kind: 'added', text })),
  ];
}

/** Where a diagonal is entered: from above (an addition) or from the left (a removal), whichever got further. */
function firstX(ends: ReadonlyMap<number, number>, diagonal: number, edits: number): number {
  return comesFromAbove(ends, diagonal, edits)
    ? (ends.get(diagonal + 1) ?? 0)
    : (ends.get(diagonal - 1) ?? 0) + 1;
}

function comesFromAbove(ends: ReadonlyMap<number, number>, diagonal: number, edits: number): boolean {
  if (diagonal === -edits) return true;
  return diagonal !== edits && (ends.get(diagonal - 1) ?? -1) < (ends.get(diagonal + 1) ?? -1);
}

function traceBack(
  rounds: readonly ReadonlyMap<number, number>[],
  before: readonly string[],
  after: readonly string[],
): readonly DiffLine[] {
  const lines: DiffLine[] = [];
  let [x, y] = [before.length, after.length];
  for (let edits = rounds.length - 1; edits >= 0; edits -= 1) {
    const ends = rounds[edits] ?? new Map();
    const diagonal = x - y;
    const above = comesFromAbove(ends, diagonal, edits);
    const fromX = ends.get(above ? diagonal + 1 : diagonal - 1) ?? 0;
    const fromY = fromX - (above ? diagonal + 1 : diagonal - 1);
    while (x > fromX && y > fromY) {
      x -= 1;
      y -= 1;
      lines.push({ kind: 'same', text: before[x] ?? '' });
    }
    if (edits === 0) break;
    if (above) {
      y -= 1;
      lines.push({ kind: 'added', text: after[y] ?? '' });
    } else {
      x -= 1;
      lines.push({ kind: 'removed', text: before[x] ?? '' });
    }
  }
  return lines.reverse();
}
