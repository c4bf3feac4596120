import type { ToolContext } from '../tools/toolContext.ts';
import { ripgrepFor, type Search, type SearchEnd } from './ripgrep.ts';

/** What the parts of one search share. */
export interface Searching extends ToolContext {
  /** When it must be over, on the clock of `performance.now()`. */
  readonly endsAt: number;
}

/** A place in a search, with what ripgrep runs there. */
export interface PartOfSearch extends Omit<Search, 'rgPath' | 'timeLimitMs'> {
  /** What it gets at least, though the time of the whole search is over. */
  readonly graceMs?: number;
}

export type RunSearch = (
  search: PartOfSearch,
  onRecord: (record: string) => boolean,
  signal: AbortSignal,
) => Promise<SearchEnd>;

/** Runs ripgrep when it is this search's turn. Resolves and throws as `ripgrepFor` does. */
export function searchInTurn(
  searching: Searching,
  search: PartOfSearch,
  onRecord: (record: string) => boolean,
  signal: AbortSignal,
): Promise<SearchEnd> {
  return inOneTurn(searching, (run) => run(search, onRecord, signal), signal);
}

/** Waits for a turn and lets the work run ripgrep, several times or several at once, within it. */
export async function inOneTurn<T>(
  { rgPath, searches, endsAt }: Searching,
  work: (run: RunSearch) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  await searches.acquire(signal);
  try {
    return await work(({ graceMs = 1, ...search }, onRecord, inner) => {
      const timeLimitMs = Math.max(graceMs, endsAt - performance.now());
      return ripgrepFor({ rgPath, ...search, timeLimitMs }, onRecord, inner);
    });
  } finally {
    searches.release();
  }
}
