import type { Plan } from '../../core/agent/tool.ts';
import type { ToolContext } from '../tools/toolContext.ts';
import { searchLimitMs } from './ripgrep.ts';
import type { Searching } from './searchInTurn.ts';
import { type SearchPlace, searchPlaces } from './searchPlace.ts';

type SearchIn = (
  searching: Searching,
  places: readonly SearchPlace[],
  signal: AbortSignal,
) => Promise<string>;

/** The plan of a tool that answers with the text of one search where a model's `path` says; its time begins when it runs. */
export async function planSearch(
  context: ToolContext,
  path: string | undefined,
  searchIn: SearchIn,
): Promise<Plan> {
  const where = await searchPlaces(context, path);
  if ('kind' in where) return where;
  return {
    kind: 'allow',
    run: async (signal) => {
      const searching = { ...context, endsAt: performance.now() + searchLimitMs };
      return { kind: 'output', text: await searchIn(searching, where.places, signal) };
    },
  };
}
