import { z } from 'zod';
import { defineTool, type Tool } from '../../core/agent/tool.ts';
import { globWords } from '../../core/prompts/fileWords.ts';
import { FirstFiles } from '../search/firstFiles.ts';
import { type GlobPlan, planGlob } from '../search/globPlan.ts';
import { judgeNames } from '../search/hiddenNames.ts';
import { LeftOut } from '../search/leftOut.ts';
import { listNames } from '../search/listNames.ts';
import { planSearch } from '../search/planSearch.ts';
import { readableNow } from '../search/readableNow.ts';
import type { Searching } from '../search/searchInTurn.ts';
import { displayName, type SearchPlace } from '../search/searchPlace.ts';
import type { ToolContext } from './toolContext.ts';

const Input = z.object({
  pattern: z.string().describe(globWords.pattern),
  path: z.string().optional().describe(globWords.path),
  limit: z.number().int().min(1).max(5000).optional().describe(globWords.limit),
});

interface Wanted {
  readonly places: readonly SearchPlace[];
  readonly glob: GlobPlan;
  readonly limit: number;
}

/** Files that turn out not to be readable after all must not use up the room of those that are. */
const spareFiles = 200;

/** `glob`: the files whose path matches a pattern, sorted. */
export function globTool(context: ToolContext): Tool {
  return defineTool({
    name: 'glob',
    description: globWords.description,
    input: Input,
    async prepare({ pattern, path, limit = 200 }) {
      const glob = planGlob(pattern);
      return planSearch(context, path, (searching, places, signal) =>
        searchNames(searching, { places, glob, limit }, signal),
      );
    },
  });
}

/** The answer to a search for files, cut to its limit, with what was left out. */
async function searchNames(
  searching: Searching,
  { places, glob, limit }: Wanted,
  signal: AbortSignal,
): Promise<string> {
  const leftOut = new LeftOut();
  const shown: string[] = [];
  let all = 0;
  for (const place of places) {
    const found = new FirstFiles(limit + spareFiles);
    const filter = { glob, type: undefined };
    await listNames(searching, { place, filter, leftOut }, (name) => found.add({ name, matches: 1 }), signal);
    const isReadable = readableNow(place, judgeNames(searching, place));
    all += found.files;
    for (const { name } of found.sorted()) {
      if (shown.length === limit) break;
      if (isReadable(name)) shown.push(displayName(place, name));
      else all -= 1;
    }
    if (leftOut.isLate) break;
  }
  const nothing = leftOut.isLate ? '[no files match so far]' : '[no files match]';
  const more = all > shown.length ? [`[${all - shown.length} more files; narrow the pattern]`] : [];
  return [...(shown.length === 0 ? [nothing] : shown), ...leftOut.footer(), ...more].join('\n');
}
