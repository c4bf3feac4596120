import { z } from 'zod';
import { defineTool, type Tool } from '../../core/agent/tool.ts';
import { globWords } from '../../core/prompts/fileWords.ts';
import {
  checkedGlob,
  isReadableHit,
  leftOutFooter,
  type SearchPlace,
  searchPlaces,
  visibleFiles,
} from '../search/search.ts';
import type { ToolContext } from './toolContext.ts';

const Input = z.object({
  pattern: z.string().describe(globWords.pattern),
  path: z.string().optional().describe(globWords.path),
  limit: z.number().int().min(1).max(5000).optional().describe(globWords.limit),
});

/** `glob`: the files whose path matches a pattern, sorted. */
export function globTool(context: ToolContext): Tool {
  return defineTool({
    name: 'glob',
    description: globWords.description,
    input: Input,
    async prepare({ pattern, path, limit }) {
      const glob = checkedGlob(pattern);
      const where = await searchPlaces(context, path);
      if ('kind' in where) return where;
      const { places } = where;
      return {
        kind: 'allow',
        run: async (signal) => ({
          kind: 'output',
          text: await list(context, { places, glob, limit: limit ?? 200 }, signal),
        }),
      };
    },
  });
}

async function list(
  context: ToolContext,
  wanted: { readonly places: readonly SearchPlace[]; readonly glob: string; readonly limit: number },
  signal: AbortSignal,
): Promise<string> {
  const shown: string[] = [];
  let more = 0;
  let secrets = 0;
  let isPartial = false;
  for (const place of wanted.places) {
    const files = await visibleFiles(context, place, wanted.glob, signal);
    secrets += files.secrets;
    isPartial ||= files.isPartial;
    for (const name of files.names) {
      if (shown.length >= wanted.limit) more += 1;
      else if (await isReadableHit(context, place, name)) shown.push(place.prefix + name);
    }
  }
  const lines = shown.length === 0 ? ['[no files match]'] : shown;
  const rest = more === 0 ? [] : [`[${more} more files; narrow the pattern]`];
  return [...lines, ...leftOutFooter({ secrets, isPartial }), ...rest].join('\n');
}
