import { aroundMatches } from './aroundMatches.ts';
import type { FoundFile } from './firstFiles.ts';
import { type FoundLine, firstMatches, foundLine, written } from './foundLines.ts';
import { type HeldFile, holdFiles, letGo } from './heldFiles.ts';
import { judgeNames } from './hiddenNames.ts';
import type { LeftOut } from './leftOut.ts';
import { readableNow } from './readableNow.ts';
import { type Searching, searchInTurn } from './searchInTurn.ts';
import { displayName, hitName, type SearchPlace } from './searchPlace.ts';
import { queryOptions, type TextQuery } from './textQuery.ts';

export interface Showing {
  readonly place: SearchPlace;
  readonly query: TextQuery;
  /** Files that held matches and could be read a moment ago, in order. */
  readonly files: readonly FoundFile[];
  /** How many matches to show at most. */
  readonly room: number;
  /** How many lines to show around each match. */
  readonly context: number;
  readonly leftOut: LeftOut;
}

export interface ShownMatches {
  readonly lines: readonly string[];
  readonly matches: number;
}

/** So many files are open at once. */
const mostFiles = 64;
/** So many characters of names fit on a command line everywhere, beside the longest pattern. */
const longestNames = 12_000;
const graceMs = 5_000;

/** The matching lines of these files; each is judged once more, and what is shown is of the file that was judged. */
export async function matchLines(
  searching: Searching,
  showing: Showing,
  signal: AbortSignal,
): Promise<ShownMatches> {
  const { place, context } = showing;
  const shown: string[] = [];
  let matches = 0;
  for (const names of batches(showing)) {
    const isReadable = readableNow(place, judgeNames(searching, place));
    const found = await linesOf(searching, showing, names.filter(isReadable), signal);
    for (const name of names) {
      const lines = found.get(name) ?? [];
      if (matches >= showing.room || lines.length === 0) continue;
      const chosen = firstMatches(lines, showing.room - matches, context);
      matches += chosen.filter(({ isMatch }) => isMatch).length;
      if (context > 0 && shown.length > 0) shown.push('--');
      shown.push(...written(displayName(place, name), chosen, context));
    }
  }
  return { lines: shown, matches };
}

/** The first files that hold matches enough, as many at once as fit on a command line. */
function batches({ files, room }: Showing): readonly (readonly string[])[] {
  const all: string[][] = [];
  let matches = 0;
  let length = longestNames;
  for (const file of files) {
    if (matches >= room) break;
    matches += file.matches;
    length += file.name.length + 3;
    if (length > longestNames || all.at(-1)?.length === mostFiles) {
      all.push([]);
      length = file.name.length + 3;
    }
    all.at(-1)?.push(file.name);
  }
  return all;
}

async function linesOf(
  searching: Searching,
  { place, query, room, context, leftOut }: Showing,
  names: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly FoundLine[]>> {
  const files = holdFiles(place, names);
  const nameOf = new Map(files.map(({ argument, name }) => [hitName(argument), name]));
  const options = [
    '--line-number',
    '--no-heading',
    `--context=${context}`,
    '--no-context-separator',
    '--max-columns=4000',
    '--max-columns-preview',
    `--max-count=${room}`,
    ...queryOptions(query),
    '--',
    ...files.map(({ argument }) => argument),
  ];
  const found = new Map<string, FoundLine[]>();
  const onRecord = (record: string) => {
    const cut = record.indexOf('\0');
    const line = cut < 0 ? undefined : foundLine(record.slice(cut + 1));
    if (line === undefined) return true;
    const name = nameOf.get(hitName(record.slice(0, cut)));
    if (name === undefined) return true;
    const lines = found.get(name);
    if (lines === undefined) found.set(name, [line]);
    else lines.push(line);
    return true;
  };
  const handles = files.flatMap(({ handle }) => handle ?? []);
  const search = { folder: place.cwd, options, separator: '\n', graceMs, handles } as const;
  try {
    // Without a file to read, it would read the folder.
    if (files.length > 0) leftOut.ended(await searchInTurn(searching, search, onRecord, signal));
    const numbers = longMatches(files, found);
    if (numbers.size === 0) return found;
    const long = { place, query, room, held: files, numbers };
    const pieces = await aroundMatches(searching, long, signal);
    for (const [name, texts] of pieces) {
      const lines = found.get(name) ?? [];
      found.set(
        name,
        lines.map((line) => ({ ...line, text: texts.get(line.number) ?? line.text })),
      );
    }
  } finally {
    letGo(files);
  }
  return found;
}

/** The files with matches in lines too long to be shown whole, and the numbers of those lines. */
function longMatches(
  files: readonly HeldFile[],
  found: ReadonlyMap<string, readonly FoundLine[]>,
): ReadonlyMap<HeldFile, ReadonlySet<number>> {
  const numbers = new Map<HeldFile, ReadonlySet<number>>();
  for (const file of files) {
    const long = (found.get(file.name) ?? []).filter(({ isMatch, isCut }) => isMatch && isCut);
    if (long.length > 0) numbers.set(file, new Set(long.map(({ number }) => number)));
  }
  return numbers;
}
