import { changedRanges } from './changedRanges.ts';
import { lineKeys } from './findLines.ts';
import { lineTable } from './lineTable.ts';

/**
 * Brings two changes of one text together, `theirs` and `mine`. Undefined where they touch: the same line, or lines
 * next to one another, unless both did exactly the same there. What neither changed stays byte for byte.
 */
export function mergeTexts(base: string, mine: string, theirs: string): string | undefined {
  if (mine === theirs || base === mine) return theirs;
  if (base === theirs) return mine;
  const [own, other] = [replacements(base, mine), replacements(base, theirs)];

  const merged: Replacement[] = [];
  let [at, otherAt] = [0, 0];
  for (;;) {
    const [a, b] = [own[at], other[otherAt]];
    if (a === undefined && b === undefined) break;
    if (a !== undefined && b !== undefined && a.from <= b.to && b.from <= a.to) {
      if (!isSame(a, b)) return undefined;
      otherAt += 1;
      continue;
    }
    if (b === undefined || (a !== undefined && a.from < b.from)) {
      if (a !== undefined) merged.push(a);
      at += 1;
    } else {
      merged.push(b);
      otherAt += 1;
    }
  }
  return replaceAll(base, merged);
}

/** A stretch of a text, of whole lines, and what takes its place. */
interface Replacement {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** Beyond this, lines between the first and the last difference are not compared. */
const mostLines = 1_000_000;

function replacements(base: string, changed: string): readonly Replacement[] {
  const { from, end, changedEnd } = differing(base, changed);
  const [old, now] = [lineTable(base.slice(from, end)), lineTable(changed.slice(from, changedEnd))];
  const whole = [{ from, to: end, text: now.text }];
  if (old.count > mostLines || now.count > mostLines) return whole;
  const found = changedRanges(lineKeys(old, 'exact'), lineKeys(now, 'exact')).map((range) => ({
    from: from + old.startOf(range.from),
    to: from + old.startOf(range.to),
    text: now.text.slice(now.startOf(range.otherFrom), now.startOf(range.otherTo)),
  }));
  // Keys say nothing of line endings, and two lines may share one.
  return replaceAll(base, found) === changed ? found : whole;
}

/** Cuts off the whole lines that both texts begin and end with. */
function differing(
  base: string,
  changed: string,
): { readonly from: number; readonly end: number; readonly changedEnd: number } {
  const most = Math.min(base.length, changed.length);
  let same = 0;
  while (same < most && base.charCodeAt(same) === changed.charCodeAt(same)) same += 1;
  const from = same === 0 ? 0 : base.lastIndexOf('\n', same - 1) + 1;

  let tail = 0;
  while (
    tail < most - from &&
    base.charCodeAt(base.length - 1 - tail) === changed.charCodeAt(changed.length - 1 - tail)
  )
    tail += 1;
  const feed = base.indexOf('\n', base.length - tail);
  const kept = feed < 0 ? 0 : base.length - feed - 1;
  return { from, end: base.length - kept, changedEnd: changed.length - kept };
}

const isSame = (a: Replacement, b: Replacement) => a.from === b.from && a.to === b.to && a.text === b.text;

function replaceAll(base: string, changes: readonly Replacement[]): string {
  let [result, at] = ['', 0];
  for (const { from, to, text } of changes) {
    result += base.slice(at, from) + text;
    at = to;
  }
  return result + base.slice(at);
}
