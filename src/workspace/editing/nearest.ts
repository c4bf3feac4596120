import { lineDiff } from './changedRanges.ts';
import { type LineTable, lineAtOffset } from './lineTable.ts';
import { essenceOf } from './looseness.ts';

/** A place that is much like wanted lines: its first line from 0, how many lines, and how alike from 0 to 1. */
export interface Candidate {
  readonly at: number;
  readonly lines: number;
  readonly likeness: number;
}

/** What is looked at of the wanted lines, and of each line. */
const mostLines = 60;
const mostOfLine = 300;
const leastLikeness = 0.35;

/** Up to `most` places from a line on that are most like the wanted lines, best first. One pass over the text. */
export function nearestPlaces(
  table: LineTable,
  wanted: readonly string[],
  { most, from = 0 }: { readonly most: number; readonly from?: number },
): readonly Candidate[] {
  const sought = wanted.slice(0, mostLines).map((line) => line.slice(0, mostOfLine));
  const votes = voteFor(table, sought, from);
  const likenessAt = (at: number) => likeness(table, sought, at);
  const ranked = peaks(votes, sought.length, most * 8)
    .map((at) => ({ at, lines: Math.min(wanted.length, table.count - at), likeness: likenessAt(at) }))
    .filter((candidate) => candidate.likeness >= leastLikeness)
    .toSorted((a, b) => b.likeness - a.likeness || a.at - b.at);
  const chosen: Candidate[] = [];
  for (const candidate of ranked) {
    const isApart = chosen.every(({ at }) => Math.abs(at - candidate.at) >= sought.length);
    if (isApart && chosen.length < most) chosen.push(candidate);
  }
  return chosen;
}

/** Places with what tells them from the wanted lines, for a model to read; empty where there is none. */
export function describePlaces(
  table: LineTable,
  wanted: readonly string[],
  places: readonly Candidate[],
): string {
  return places
    .map(({ at, lines }) => {
      const there = Array.from({ length: Math.min(lines, mostLines) }, (_, index) =>
        table.lineAt(at + index),
      );
      const diff = lineDiff(wanted.slice(0, mostLines), there).map(({ kind, text }) => {
        const sign = kind === 'removed' ? '-' : kind === 'added' ? '+' : ' ';
        return sign + cutLine(text);
      });
      const shown = shortened(diff);
      return `${lines === 1 ? `Line ${at + 1}` : `Lines ${at + 1}-${at + lines}`}:\n${shown.join('\n')}`;
    })
    .join('\n');
}

const mostShown = 14;

/** Keeps what differs, with a line around it. */
function shortened(diff: readonly string[]): readonly string[] {
  const differs = (line: string | undefined) => line !== undefined && !line.startsWith(' ');
  const kept = diff.filter((line, at) => differs(line) || differs(diff[at - 1]) || differs(diff[at + 1]));
  return kept.length <= mostShown ? kept : [...kept.slice(0, mostShown), '…'];
}

export function cutLine(line: string): string {
  return line.length <= 200 ? line : `${line.slice(0, 200)}…`;
}

/** How much of the wanted text begins at each line: three characters in a row that both have count once a line. */
function voteFor(table: LineTable, sought: readonly string[], from: number): Float32Array {
  const votes = new Float32Array(table.count);
  const holders = holdersOf(sought);
  const { text } = table;
  const seenAt = new Int32Array(slots).fill(-1);
  const first = table.startOf(Math.min(from, table.count));
  let line = lineAtOffset(table, first);
  let [two, one] = [0, 0];
  for (let at = first; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 10) {
      line += 1;
      two = 0;
      one = 0;
    }
    if (code <= 32) continue;
    const slot = slotOf(two, one, code);
    two = one;
    one = code;
    const lines = holders[slot];
    if (lines === undefined || seenAt[slot] === line) continue;
    seenAt[slot] = line;
    for (const index of lines) {
      const place = line - index;
      if (place >= from) votes[place] = (votes[place] ?? 0) + 1 / lines.length;
    }
  }
  return votes;
}

const slots = 1 << 16;
const mostHolders = 4;

const slotOf = (two: number, one: number, code: number) =>
  (Math.imul(two, 961) + Math.imul(one, 31) + code) & (slots - 1);

/** Which of the wanted lines hold which three characters; what many of them hold tells little. */
function holdersOf(sought: readonly string[]): readonly (readonly number[] | undefined)[] {
  const holders: (number[] | undefined)[] = Array.from({ length: slots });
  for (const [index, line] of sought.entries()) {
    let [two, one] = [0, 0];
    for (let at = 0; at < line.length; at += 1) {
      const code = line.charCodeAt(at);
      if (code <= 32) continue;
      const slot = slotOf(two, one, code);
      two = one;
      one = code;
      const lines = holders[slot] ?? [];
      if (!lines.includes(index)) lines.push(index);
      holders[slot] = lines;
    }
  }
  return holders.map((lines) => (lines !== undefined && lines.length > mostHolders ? undefined : lines));
}

/** The lines with most votes, at most one within each stretch of `length` lines. */
function peaks(votes: Float32Array, length: number, most: number): readonly number[] {
  const best: { at: number; votes: number }[] = [];
  let least = 0;
  for (let from = 0; from < votes.length; from += length) {
    const end = Math.min(votes.length, from + length);
    let top = from;
    for (let at = from + 1; at < end; at += 1) if ((votes[at] ?? 0) > (votes[top] ?? 0)) top = at;
    const count = votes[top] ?? 0;
    if (count <= least) continue;
    best.push({ at: top, votes: count });
    if (best.length <= most) continue;
    best.sort((a, b) => b.votes - a.votes);
    best.length = most;
    least = best.at(-1)?.votes ?? 0;
  }
  return best.map(({ at }) => at);
}

/** The share of the wanted characters that the lines there have, too, line by line. */
function likeness(table: LineTable, sought: readonly string[], at: number): number {
  let [alike, all] = [0, 0];
  for (const [index, wanted] of sought.entries()) {
    const a = essenceOf(wanted, 'typography');
    const b = at + index < table.count ? lineEssence(table, at + index) : '';
    const weight = a.length + b.length;
    // Lines that are the same tell more than several that are much alike.
    alike += weight * (a === b ? 1 : 0.85 * pairsInCommon(a, b));
    all += weight;
  }
  return all === 0 ? 0 : alike / all;
}

function lineEssence(table: LineTable, line: number): string {
  const start = table.startOf(line);
  const end = Math.min(table.endOf(line), start + mostOfLine);
  return essenceOf(table.text.slice(start, end), 'typography');
}

/** Dice's measure over pairs of neighbouring characters. */
function pairsInCommon(a: string, b: string): number {
  if (a.length < 2 || b.length < 2) return 0;
  const counts = new Map<string, number>();
  for (let at = 0; at + 1 < a.length; at += 1) {
    const pair = a.slice(at, at + 2);
    counts.set(pair, (counts.get(pair) ?? 0) + 1);
  }
  let common = 0;
  for (let at = 0; at + 1 < b.length; at += 1) {
    const pair = b.slice(at, at + 2);
    const left = counts.get(pair) ?? 0;
    if (left > 0) common += 1;
    counts.set(pair, left - 1);
  }
  return (2 * common) / (a.length + b.length - 2);
}
