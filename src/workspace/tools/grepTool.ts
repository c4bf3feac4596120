import { z } from 'zod';
import { defineTool, type Tool } from '../../core/agent/tool.ts';
import { grepWords } from '../../core/prompts/fileWords.ts';
import { countMatches } from '../search/countMatches.ts';
import { requireFileType } from '../search/fileTypes.ts';
import type { FoundFile } from '../search/firstFiles.ts';
import { planGlob, withoutName } from '../search/globPlan.ts';
import { judgeNames } from '../search/hiddenNames.ts';
import { LeftOut } from '../search/leftOut.ts';
import type { FileFilter } from '../search/listNames.ts';
import { matchLines, type ShownMatches } from '../search/matchLines.ts';
import { planSearch } from '../search/planSearch.ts';
import { readableNow } from '../search/readableNow.ts';
import type { Searching } from '../search/searchInTurn.ts';
import { displayName, type SearchPlace } from '../search/searchPlace.ts';
import { requirePattern, type TextQuery } from '../search/textQuery.ts';
import type { ToolContext } from './toolContext.ts';

const Input = z.object({
  pattern: z.string().describe(grepWords.pattern),
  path: z.string().optional().describe(grepWords.path),
  glob: z.string().optional().describe(grepWords.glob),
  type: z.string().optional().describe(grepWords.type),
  literal: z.boolean().optional().describe(grepWords.literal),
  case_sensitive: z.boolean().optional().describe(grepWords.caseSensitive),
  context: z.number().int().min(0).max(10).optional().describe(grepWords.context),
  mode: z.enum(['content', 'files', 'count']).optional().describe(grepWords.mode),
  limit: z.number().int().min(1).max(1000).optional().describe(grepWords.limit),
});

interface Wanted {
  readonly query: TextQuery;
  readonly filter: FileFilter;
  readonly places: readonly SearchPlace[];
  readonly mode: 'content' | 'files' | 'count';
  readonly context: number;
  readonly limit: number;
}

/**
 * So many files with matches are looked at, whether they may be read. Those beyond are not counted: the number of
 * matches would tell something about a file that may not be read.
 */
const mostJudged = 2000;

/** `grep`: lines that match a pattern, the files that hold them, or their number per file. */
export function grepTool(context: ToolContext): Tool {
  return defineTool({
    name: 'grep',
    description: grepWords.description,
    input: Input,
    async prepare(input) {
      requirePattern(input.pattern);
      const { pattern, literal = false, case_sensitive = true, type, mode = 'content' } = input;
      const glob = input.glob === undefined ? undefined : planGlob(input.glob);
      const wanted = {
        query: { pattern, isLiteral: literal, isCaseSensitive: case_sensitive },
        filter: { glob: type === undefined || glob === undefined ? glob : withoutName(glob), type },
        mode,
        context: input.context ?? 0,
        limit: input.limit ?? 100,
      };
      return planSearch(context, input.path, (searching, places, signal) =>
        searchText(searching, { ...wanted, places }, signal),
      );
    },
  });
}

/** The answer to a search in files, cut to its limit, with what was left out. */
async function searchText(searching: Searching, wanted: Wanted, signal: AbortSignal): Promise<string> {
  const { filter, places, mode, limit } = wanted;
  if (filter.type !== undefined) await requireFileType(searching, places[0]?.cwd ?? '.', filter.type, signal);
  const leftOut = new LeftOut();
  const lines: string[] = [];
  let shown = 0;
  let all = 0;
  let isMore = false;
  for (const place of places) {
    const counting = { ...wanted, place, isByLine: mode !== 'files', room: mostJudged, leftOut };
    const found = await countMatches(searching, counting, signal);
    const isReadable = readableNow(place, judgeNames(searching, place));
    const files = found.sorted().filter(({ name }) => isReadable(name));
    const here = await show(searching, { wanted, place, files, room: limit - shown, leftOut }, signal);
    if (wanted.context > 0 && lines.length > 0 && here.lines.length > 0) lines.push('--');
    lines.push(...here.lines);
    shown += here.matches;
    all += mode === 'content' ? files.reduce((sum, { matches }) => sum + matches, 0) : files.length;
    isMore ||= found.files > mostJudged;
    if (leftOut.isLate) break;
  }
  const nothing = leftOut.isLate ? '[no matches so far]' : '[no matches]';
  const more =
    all > shown ? [`[${isMore ? 'more than ' : ''}${all - shown} more matches; narrow the search]`] : [];
  return [...(lines.length === 0 ? [nothing] : lines), ...leftOut.footer(), ...more].join('\n');
}

interface Readable {
  readonly wanted: Wanted;
  readonly place: SearchPlace;
  readonly files: readonly FoundFile[];
  readonly room: number;
  readonly leftOut: LeftOut;
}

async function show(
  searching: Searching,
  { wanted, place, files, room, leftOut }: Readable,
  signal: AbortSignal,
): Promise<ShownMatches> {
  if (room <= 0 || files.length === 0) return { lines: [], matches: 0 };
  const { mode, query, context } = wanted;
  if (mode === 'content')
    return matchLines(searching, { place, query, files, room, context, leftOut }, signal);
  const lines = files.slice(0, room).map(({ name, matches }) => {
    const path = displayName(place, name);
    return mode === 'files' ? path : `${path}: ${matches}`;
  });
  return { lines, matches: lines.length };
}
