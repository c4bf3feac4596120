import { FirstFiles } from './firstFiles.ts';
import { judgeNames, openedGlobs } from './hiddenNames.ts';
import type { LeftOut } from './leftOut.ts';
import { type FileFilter, filterOptions, listNames, nearby } from './listNames.ts';
import { type Searching, searchInTurn } from './searchInTurn.ts';
import { hitName, type SearchPlace } from './searchPlace.ts';
import { queryOptions, type TextQuery } from './textQuery.ts';
import { together } from './together.ts';

export interface Counting {
  readonly place: SearchPlace;
  readonly filter: FileFilter;
  readonly query: TextQuery;
  /** Whether lines are counted; otherwise each file counts once. */
  readonly isByLine: boolean;
  /** For how many files there is room. */
  readonly room: number;
  readonly leftOut: LeftOut;
}

/** The files of a place that hold matches, as far as agents may see them by their names. Shows nothing of what they hold. */
export async function countMatches(
  searching: Searching,
  counting: Counting,
  signal: AbortSignal,
): Promise<FirstFiles> {
  const { place, filter, room } = counting;
  const { glob } = filter;
  const judge = judgeNames(searching, place);
  const found = new FirstFiles(room);
  if (place.isFile) {
    await count(searching, counting, (name, matches) => found.add({ name, matches }), signal);
    return found;
  }
  const isByName = glob === undefined || (glob.path === undefined && glob.folder === '');
  if (isByName) {
    const isNear = nearby(glob);
    const onCount = (name: string, matches: number) => {
      if (isNear(name) && judge(name) === 'visible') found.add({ name, matches });
    };
    // Hidden files are counted whatever they hold: the number must tell nothing of that.
    await together(
      (inner) => listNames(searching, { ...counting, isBeside: true }, () => {}, inner),
      (inner) => count(searching, counting, onCount, inner),
      signal,
    );
    return found;
  }
  const names = new Set<string>();
  await listNames(searching, counting, (name) => names.add(name), signal);
  if (names.size === 0) return found;
  // Some name was listed there, so that no ignore file excludes the folder itself.
  const start = `./${glob.folder}`;
  const onCount = (name: string, matches: number) => {
    if (names.has(name)) found.add({ name, matches });
  };
  await count(searching, { ...counting, place: { ...place, start } }, onCount, signal);
  return found;
}

async function count(
  searching: Searching,
  { place, filter, query, isByLine, leftOut }: Counting,
  onCount: (name: string, matches: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const options = [
    isByLine ? '--count' : '--files-with-matches',
    ...filterOptions(filter),
    ...openedGlobs,
    ...queryOptions(query),
    '--',
    place.start,
  ];
  const state = { name: '' };
  const onRecord = (record: string) => {
    // `name NUL count LF name NUL …`: the name is all that follows the first line feed, whatever it holds.
    const cut = state.name === '' ? -1 : record.indexOf('\n');
    if (cut > 0) onCount(hitName(state.name), Number(record.slice(0, cut)));
    state.name = record.slice(cut + 1);
    return true;
  };
  const onName = (record: string) => {
    onCount(hitName(record), 1);
    return true;
  };
  const search = { folder: place.cwd, options, separator: '\0' } as const;
  leftOut.ended(await searchInTurn(searching, search, isByLine ? onRecord : onName, signal));
}
