import { type LineTable, lineAtOffset } from './lineTable.ts';
import { essenceOf, type Looseness, lineKey } from './looseness.ts';

/** A text in which lines are looked for, several times if need be. */
export interface LineSearch {
  readonly table: LineTable;
  /**
   * Where the wanted lines stand one after another, as line numbers from 0, the first at or after `from`; places may
   * overlap, and of very many only the first are told. Takes time in proportion to both texts, whatever they hold.
   */
  places(wanted: readonly string[], looseness: Looseness, from: number): readonly number[];
  /** Those of the places that are the wanted lines at this looseness, too. */
  among(places: readonly number[], wanted: readonly string[], looseness: Looseness): readonly number[];
}

/** Makes a text ready to be searched; what a looseness needs is worked out when it is first asked for. */
export function searchLines(table: LineTable): LineSearch {
  const known = new Map<Looseness, Int32Array>();
  const keysFor = (looseness: Looseness) => {
    const keys = known.get(looseness) ?? lineKeys(table, looseness);
    known.set(looseness, keys);
    return keys;
  };
  // Two lines may share a key, so what the keys find is compared.
  const among = (places: readonly number[], wanted: readonly string[], looseness: Looseness) => {
    const essences = wanted.map((line) => essenceOf(line, looseness));
    const isThere = (at: number) =>
      essences.every((essence, index) => essenceOf(table.lineAt(at + index), looseness) === essence);
    return verified(places, wanted.length, isThere);
  };
  return {
    table,
    among,
    places: (wanted, looseness, from) => {
      if (wanted.length === 0 || wanted.length > table.count) return [];
      const swift = looseness === 'exact' ? swiftly(table, wanted, from) : undefined;
      if (swift !== undefined) return among(swift, wanted, looseness);
      const keyOf = lineKey(looseness);
      const sought = Int32Array.from(wanted, (line) => keyOf(line, 0, line.length));
      return among(runsOf(keysFor(looseness), sought, from), wanted, looseness);
    },
  };
}

const shortestTelling = 6;
const mostHits = 200;

/** Where the longest of the lines may stand by the engine's own search; undefined if that finds it too often. */
function swiftly(table: LineTable, wanted: readonly string[], from: number): readonly number[] | undefined {
  const longest = wanted.reduce((best, line) => (line.length > best.length ? line : best), '');
  if (longest.length < shortestTelling) return undefined;
  const index = wanted.indexOf(longest);
  const last = table.count - wanted.length;
  const places: number[] = [];
  let hits = 0;
  const next = (at: number) => table.text.indexOf(longest, at);
  for (let hit = next(table.startOf(from + index)); hit >= 0; hit = next(hit + 1)) {
    hits += 1;
    if (hits > mostHits) return undefined;
    const line = lineAtOffset(table, hit);
    const at = line - index;
    if (table.startOf(line) === hit && at >= from && at <= last) places.push(at);
  }
  return places;
}

/** A number for each line, equal for lines of equal essence; rarely equal for others. */
export function lineKeys({ text, count, startOf, endOf }: LineTable, looseness: Looseness): Int32Array {
  const keys = new Int32Array(count);
  const keyOf = lineKey(looseness);
  for (let line = 0; line < count; line += 1) keys[line] = keyOf(text, startOf(line), endOf(line));
  return keys;
}

/** More places than anybody is told of need not be compared line by line. */
export const mostPlaces = 1000;
const mostLinesCompared = 1_000_000;

function verified(
  found: readonly number[],
  length: number,
  isThere: (at: number) => boolean,
): readonly number[] {
  const places: number[] = [];
  const most = Math.min(mostPlaces, Math.max(2, mostLinesCompared / length));
  for (const at of found) {
    if (places.length >= most) break;
    if (isThere(at)) places.push(at);
  }
  return places;
}

/** Knuth, Morris and Pratt: never looks at an element twice as often as there are elements. */
function runsOf(all: Int32Array, sought: Int32Array, from: number): readonly number[] {
  const failures = failuresOf(sought);
  const found: number[] = [];
  let matched = 0;
  for (let at = from; at < all.length; at += 1) {
    while (matched > 0 && all[at] !== sought[matched]) matched = failures[matched - 1] ?? 0;
    if (all[at] === sought[matched]) matched += 1;
    if (matched === sought.length) {
      found.push(at - matched + 1);
      matched = failures[matched - 1] ?? 0;
    }
  }
  return found;
}

function failuresOf(sought: Int32Array): Int32Array {
  const failures = new Int32Array(sought.length);
  let matched = 0;
  for (let at = 1; at < sought.length; at += 1) {
    while (matched > 0 && sought[at] !== sought[matched]) matched = failures[matched - 1] ?? 0;
    if (sought[at] === sought[matched]) matched += 1;
    failures[at] = matched;
  }
  return failures;
}
