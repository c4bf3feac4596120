import { joined, replacement } from './applyHunks.ts';
import { lineDiff } from './changedRanges.ts';
import { type LineSearch, mostPlaces } from './findLines.ts';
import { type LineTable, lineAtOffset, mostUsedEnding } from './lineTable.ts';
import { type Looseness, loosenessesTo, plainCharacters } from './looseness.ts';
import { cutLine } from './nearest.ts';
import { candidates } from './occurrences.ts';
import type { HunkLine } from './patch.ts';
import { refit, restored } from './refit.ts';

/** What became of an edit whose old text does not occur exactly. Lines count from 0; `were` shows them as they were. */
export type LooseEdit =
  | { readonly kind: 'edited'; readonly text: string; readonly looseness: Looseness; readonly were: string }
  | { readonly kind: 'several'; readonly looseness: Looseness; readonly places: readonly number[] }
  | { readonly kind: 'nowhere' };

/** An edit with LF line endings. */
interface Wish {
  readonly oldText: string;
  readonly newText: string;
}

/**
 * Replaces whole lines that are the old text but for whitespace or typography, or a part of a line that is it but for
 * typography. Only if exactly one place fits; the new text is indented as the place is.
 */
export function editLoosely(search: LineSearch, wish: Wish, most: Looseness): LooseEdit {
  const { old, now, certain } = wholeLines(wish);
  if (old.every((line) => line.trim() === '')) return { kind: 'nowhere' };
  const loosest = most === 'exact' ? [] : search.places(old, most, 0);
  // What fits nowhere at its loosest fits nowhere, and what fits more strictly is among what fits loosely.
  for (const looseness of loosest.length > 0 ? loosenessesTo(most) : []) {
    const places =
      loosest.length < mostPlaces ? search.among(loosest, old, looseness) : search.places(old, looseness, 0);
    const [at, second] = places;
    if (second !== undefined) return { kind: 'several', looseness, places };
    if (at === undefined) continue;
    const alike = search.places(certain, looseness, 0);
    if (alike.length > 1) return { kind: 'several', looseness, places: alike };
    const others = old.length === 1 ? fragments(search.table, old[0]?.trim() ?? '') : [];
    if (others.length > 1) return { kind: 'several', looseness, places: others };
    return editLines(search.table, { old, now }, { at, looseness });
  }
  return most === 'typography' ? editFragment(search.table, wish) : { kind: 'nowhere' };
}

interface WholeLines {
  readonly old: readonly string[];
  readonly now: readonly string[];
  /** The old lines that are lines for certain: a line break at either end stands at the end of any line. */
  readonly certain: readonly string[];
}

/** What follows the last line break on either side is the start of a line only if there is something on one side. */
function wholeLines({ oldText, newText }: Wish): WholeLines {
  const [old, now] = [oldText.split('\n'), newText.split('\n')];
  const isClosed = old.at(-1) === '' && now.at(-1) === '' && old.length > 1;
  if (isClosed) {
    old.pop();
    now.pop();
  }
  const end = !isClosed && old.at(-1) === '' ? -1 : undefined;
  return { old, now, certain: old.slice(old[0] === '' ? 1 : 0, end) };
}

function editLines(
  table: LineTable,
  { old, now }: { readonly old: readonly string[]; readonly now: readonly string[] },
  { at, looseness }: { readonly at: number; readonly looseness: Looseness },
): LooseEdit {
  const lines = lineDiff(old, now).map(({ kind, text }): HunkLine => {
    return { kind: kind === 'same' ? 'keep' : kind === 'added' ? 'insert' : 'remove', text };
  });
  const there = old.map((_, index) => table.lineAt(at + index));
  const fitted = refit(lines, there, looseness);
  if (fitted === undefined) return { kind: 'nowhere' };
  const { text } = table;
  const usual = mostUsedEnding(table);
  const isClosed = text.endsWith('\n');
  const pieces = [
    text.slice(0, table.startOf(0)),
    text.slice(table.startOf(0), table.startOf(at)),
    ...replacement(table, fitted, at, usual),
    text.slice(table.startOf(at + old.length)),
  ];
  return { kind: 'edited', text: joined(pieces, isClosed, usual), looseness, were: numbered(there, at) };
}

/** Where a part of a line stands, typography and the kind of blanks aside; as lines, twice where it is there twice. */
function fragments(table: LineTable, wanted: string): readonly number[] {
  const starts = candidates(blanked(table.text), blanked(wanted));
  return starts.slice(0, 20).map((start) => lineAtOffset(table, start));
}

const blanked = (text: string) => plainCharacters(text).replaceAll('\t', ' ');

function editFragment(table: LineTable, { oldText, newText }: Wish): LooseEdit {
  const looseness = 'typography';
  // Line endings would move what follows them; a part of a text with several lines was looked for line by line.
  if (oldText.includes('\n')) return { kind: 'nowhere' };
  const starts = candidates(plainCharacters(table.text), plainCharacters(oldText));
  const [start, second] = starts;
  if (start === undefined) return { kind: 'nowhere' };
  if (second !== undefined) {
    const places = starts.slice(0, 20).map((at) => lineAtOffset(table, at));
    return { kind: 'several', looseness, places };
  }
  const there = table.text.slice(start, start + oldText.length);
  const line = lineAtOffset(table, start);
  const fitted = restored(newText, oldText, there).replaceAll('\n', mostUsedEnding(table));
  return {
    kind: 'edited',
    text: table.text.slice(0, start) + fitted + table.text.slice(start + oldText.length),
    looseness,
    were: numbered([table.lineAt(line)], line),
  };
}

const mostLinesTold = 20;

function numbered(lines: readonly string[], at: number): string {
  const shown = lines.slice(0, mostLinesTold).map((line, index) => `${at + index + 1}\t${cutLine(line)}`);
  return lines.length > shown.length ? `${shown.join('\n')}\n…` : shown.join('\n');
}
