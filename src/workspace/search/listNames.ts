import type { GlobPlan } from './globPlan.ts';
import { hidesIn, judgeNames, listedGlobs } from './hiddenNames.ts';
import type { LeftOut } from './leftOut.ts';
import {
  inOneTurn,
  type PartOfSearch,
  type RunSearch,
  type Searching,
  searchInTurn,
} from './searchInTurn.ts';
import { hitName, type SearchPlace } from './searchPlace.ts';

const pieceLength = 64 * 1024;

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
  const isWhole = letsAllThrough(filter);
  if (!isWhole && hidesIn(searching, place)) leftOut.hideUntold();
  const judged = (name: string) => {
    const verdict = judge(name);
    if (verdict === 'visible') onName(name);
    // A number that follows the filter would spell hidden names out, one pattern after the other.
    else if (verdict !== 'elsewhere' && (verdict !== 'layout' || isWhole)) leftOut.hide(verdict);
  };
  const isNear = nearby(filter.glob);
  const options = [
    '--files',
    '--null',
    ...(isBeside ? ['--threads=1'] : []),
    ...filterOptions(filter),
    ...listedGlobs,
    '--',
    place.start,
  ];
  const listing: PartOfSearch = { folder: place.cwd, options, separator: '\0' };
  const list = (run: RunSearch, onFound: (name: string) => void, inner: AbortSignal) => {
    const onRecord = (record: string) => {
      const name = hitName(record);
      if (isNear(name)) onFound(name);
      return true;
    };
    return run(listing, onRecord, inner);
  };
  const path = filter.glob?.path;
  if (path === undefined || path.isQuick) {
    leftOut.ended(await list((...search) => searchInTurn(searching, ...search), judged, signal));
    return;
  }
  // Both take one turn between them: two that wait for one another could take all there are.
  await inOneTurn(
    searching,
    async (run) => {
      const fed = async (write: (text: string) => void) => {
        const lines = new Lines(write);
        leftOut.ended(await list(run, (name) => lines.add(name), signal));
        lines.end();
      };
      const onMatch = (name: string) => {
        judged(name);
        return true;
      };
      leftOut.ended(await run(matching(place, path.pattern, fed), onMatch, signal));
    },
    signal,
  );
}

/** Hands names on in larger pieces. */
class Lines {
  readonly #write: (text: string) => void;
  #waiting = '';

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  add(name: string): void {
    // A name with a line feed would be several lines; no tool can take it anyway.
    if (name.includes('\n')) return;
    this.#waiting += `${name}\n`;
    if (this.#waiting.length >= pieceLength) this.end();
  }

  end(): void {
    if (this.#waiting !== '') this.#write(this.#waiting);
    this.#waiting = '';
  }
}

/** Whether the filter says nothing about names. */
function letsAllThrough({ glob, type }: FileFilter): boolean {
  const isAny = glob === undefined || (glob.folder === '' && glob.isDeep && !glob.name && !glob.path);
  return isAny && type === undefined;
}

/** Options that let only files through whose own names fit, and lift no ignore file. */
export function filterOptions({ glob, type }: FileFilter): readonly string[] {
  return [
    ...(glob?.name === undefined ? [] : ['--type-add', `wanted:${glob.name}`, '--type', 'wanted']),
    ...(type === undefined ? [] : ['--type', type]),
  ];
}

/** Whether a name lies where the glob looks, as far as we can tell ourselves. */
export function nearby(glob: GlobPlan | undefined): (name: string) => boolean {
  if (glob === undefined) return () => true;
  const { folder, isDeep, path } = glob;
  const whole = path?.isQuick ? new RegExp(path.pattern, 's') : undefined;
  return (name) =>
    name.startsWith(folder) &&
    (isDeep || !name.includes('/', folder.length)) &&
    (whole === undefined || whole.test(name));
}

/** Lets ripgrep's engine say which names fit, while they are listed: in linear time, in another process. */
function matching(
  place: SearchPlace,
  pattern: string,
  input: NonNullable<PartOfSearch['input']>,
): PartOfSearch {
  const options = [
    '--no-line-number',
    '--no-filename',
    '--text',
    '--encoding=none',
    '--threads=1',
    '-e',
    pattern,
    '--',
    '-',
  ];
  return { folder: place.cwd, options, separator: '\n', input };
}
