import type { GlobPlan } from './globPlan.ts';
import { judgeNames, listedGlobs } from './hiddenNames.ts';
import type { LeftOut } from './leftOut.ts';
import type { SearchEnd } from './ripgrep.ts';
import { type Searching, searchInTurn } from './searchInTurn.ts';
import { hitName, type SearchPlace } from './searchPlace.ts';

/** Which files of a place count. */
export interface FileFilter {
  readonly glob: GlobPlan | undefined;
  /** A file type of ripgrep's. */
  readonly type: string | undefined;
}

export interface Listing {
  readonly place: SearchPlace;
  readonly filter: FileFilter;
  readonly leftOut: LeftOut;
  /** Runs beside another search, and so on one thread, which takes less of the machine in all. */
  readonly isBeside?: boolean;
}

/**
 * Hands over the name of each file in a place that agents may see and the filter lets through, in no order; ignore
 * files are respected whatever the filter. What is hidden is counted in `leftOut`. Looks at no file, only at names.
 */
export async function listNames(
  searching: Searching,
  { place, filter, leftOut, isBeside = false }: Listing,
  onName: (name: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const judge = judgeNames(searching, place);
  const judged = (name: string) => {
    const verdict = judge(name);
    if (verdict === 'visible') onName(name);
    else if (verdict !== 'elsewhere') leftOut.hide(verdict);
  };
  const isNear = nearby(filter.glob);
  const pattern = filter.glob?.path;
  const waiting: string[] = [];
  const end = await searchInTurn(
    searching,
    {
      folder: place.cwd,
      options: [
        '--files',
        '--null',
        ...(isBeside ? ['--threads=1'] : []),
        ...filterOptions(filter),
        ...listedGlobs,
        '--',
        place.start,
      ],
      separator: '\0',
    },
    (record) => {
      const name = hitName(record);
      if (!isNear(name)) return true;
      if (pattern === undefined) judged(name);
      // A name with a line feed would be several lines; no tool can take it anyway.
      else if (!name.includes('\n')) waiting.push(name);
      return true;
    },
    signal,
  );
  leftOut.ended(end);
  if (pattern === undefined || waiting.length === 0) return;
  leftOut.ended(await matchNames(searching, { pattern, names: waiting, place }, judged, signal));
}

/** Options that let only files through whose own names fit, and lift no ignore file. */
export function filterOptions({ glob, type }: FileFilter): readonly string[] {
  return [
    ...(glob?.name === undefined ? [] : ['--type-add', `wanted:${glob.name}`, '--type', 'wanted']),
    ...(type === undefined ? [] : ['--type', type]),
  ];
}

/** Whether a name lies where the glob looks, as far as that is plain text. */
export function nearby(glob: GlobPlan | undefined): (name: string) => boolean {
  if (glob === undefined || (glob.folder === '' && glob.isDeep)) return () => true;
  const { folder, isDeep } = glob;
  return (name) => name.startsWith(folder) && (isDeep || !name.includes('/', folder.length));
}

/** Lets ripgrep's engine say which names fit: in linear time, in another process. */
function matchNames(
  searching: Searching,
  wanted: { readonly pattern: string; readonly names: readonly string[]; readonly place: SearchPlace },
  onName: (name: string) => void,
  signal: AbortSignal,
): Promise<SearchEnd> {
  return searchInTurn(
    searching,
    {
      folder: wanted.place.cwd,
      options: [
        '--no-line-number',
        '--no-filename',
        '--text',
        '--encoding=none',
        '-e',
        wanted.pattern,
        '--',
        '-',
      ],
      separator: '\n',
      input: `${wanted.names.join('\n')}\n`,
    },
    (name) => {
      onName(name);
      return true;
    },
    signal,
  );
}
