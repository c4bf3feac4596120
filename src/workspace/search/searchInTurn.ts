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

/** Runs ripgrep when it is this search's turn. Resolves and throws as `ripgrepFor` does. */
export async function searchInTurn(
  { rgPath, searches, endsAt }: Searching,
  { graceMs = 1, ...search }: PartOfSearch,
  onRecord: (record: string) => boolean,
  signal: AbortSignal,
): Promise<SearchEnd> {
  await searches.acquire(signal);
  try {
    const timeLimitMs = Math.max(graceMs, endsAt - performance.now());
    return await ripgrepFor({ rgPath, ...search, timeLimitMs }, onRecord, signal);
  } finally {
    searches.release();
  }
}
