import { z } from 'zod';
import { defineTool, type Tool, ToolError } from '../../core/agent/tool.ts';
import { grepWords } from '../../core/prompts/fileWords.ts';
import {
  checkedGlob,
  closedGlobs,
  hitName,
  isCountedHit,
  isReadableHit,
  leftOutFooter,
  type SearchPlace,
  searchInTurn,
  searchPlaces,
  visibleFiles,
} from '../search/search.ts';
import type { ToolContext } from './toolContext.ts';

const Input = z.object({
  pattern: z.string().describe(grepWords.pattern),
  path: z.string().optional().describe(grepWords.path),
  glob: z.string().optional().describe(grepWords.glob),
  literal: z.boolean().optional().describe(grepWords.literal),
  case_sensitive: z.boolean().optional().describe(grepWords.caseSensitive),
  context: z.number().int().min(0).max(10).optional().describe(grepWords.context),
  mode: z.enum(['content', 'files', 'count']).optional().describe(grepWords.mode),
  limit: z.number().int().min(1).max(1000).optional().describe(grepWords.limit),
});
type Input = z.infer<typeof Input>;

const longestPattern = 10_000;
const longestText = 400;

/** `grep`: lines that match a pattern, the files that hold them, or their number per file. */
export function grepTool(context: ToolContext): Tool {
  return defineTool({
    name: 'grep',
    description: grepWords.description,
    input: Input,
    async prepare(input) {
      if (input.pattern === '') throw new ToolError('The pattern is empty.');
      if (input.pattern.length > longestPattern)
        throw new ToolError('The pattern is longer than 10,000 characters.');
      if (input.pattern.includes('\0')) throw new ToolError('The pattern holds a NUL character.');
      const glob = input.glob === undefined ? undefined : checkedGlob(input.glob);
      const where = await searchPlaces(context, input.path);
      if ('kind' in where) return where;
      const { places } = where;
      return {
        kind: 'allow',
        run: async (signal) => ({
          kind: 'output',
          text: await search(context, { input, glob, places }, signal),
        }),
      };
    },
  });
}

interface Wanted {
  readonly input: Input;
  readonly glob: string | undefined;
  readonly places: readonly SearchPlace[];
}

async function search(context: ToolContext, wanted: Wanted, signal: AbortSignal): Promise<string> {
  const limit = wanted.input.limit ?? 100;
  const shown: string[] = [];
  let more = 0;
  let secrets = 0;
  let isPartial = false;
  for (const place of wanted.places) {
    const files = await visibleFiles(context, place, wanted.glob, signal);
    secrets += files.secrets;
    isPartial ||= files.isPartial;
    if (files.names.size === 0) continue;
    const found = await searchPlace(
      context,
      wanted,
      { place, names: files.names, room: limit - shown.length },
      signal,
    );
    shown.push(...found.lines);
    more += found.more;
    isPartial ||= found.isPartial;
  }
  const lines = shown.length === 0 ? ['[no matches]'] : shown;
  const rest = more === 0 ? [] : [`[${more} more matches; narrow the search]`];
  return [...lines, ...leftOutFooter({ secrets, isPartial }), ...rest].join('\n');
}

async function searchPlace(
  context: ToolContext,
  wanted: Wanted,
  at: { readonly place: SearchPlace; readonly names: ReadonlySet<string>; readonly room: number },
  signal: AbortSignal,
): Promise<{ readonly lines: readonly string[]; readonly more: number; readonly isPartial: boolean }> {
  const mode = wanted.input.mode ?? 'content';
  const kept: Hit[] = [];
  const counted = new Map<string, boolean>();
  let matches = 0;
  const end = await searchInTurn(
    context,
    {
      folder: at.place.cwd,
      options: searchOptions(wanted, at.place.start),
      separator: mode === 'files' ? '\0' : '\n',
    },
    (record) => {
      const hit = parseHit(record, mode);
      if (hit === undefined || !at.names.has(hit.name)) return true;
      // Even the number of matches would tell something about a file that may not be read.
      const isCounted = counted.get(hit.name) ?? isCountedHit(at.place, hit.name);
      counted.set(hit.name, isCounted);
      if (!isCounted) return true;
      if (hit.isMatch) matches += 1;
      if (matches <= at.room && at.room > 0) kept.push(hit);
      return true;
    },
    signal,
  );
  const lines: string[] = [];
  let shownMatches = 0;
  const readable = new Map<string, boolean>();
  for (const hit of kept) {
    const mayRead = readable.get(hit.name) ?? (await isReadableHit(context, at.place, hit.name));
    readable.set(hit.name, mayRead);
    if (hit.isMatch) shownMatches += 1;
    if (mayRead) lines.push(at.place.prefix + hit.name + hit.tail);
  }
  return { lines, more: matches - shownMatches, isPartial: end === 'partial' };
}

function searchOptions({ input, glob }: Wanted, start: string): readonly string[] {
  const mode = input.mode ?? 'content';
  const shape = {
    content: ['--line-number', '--no-heading', `--context=${input.context ?? 0}`, '--no-context-separator'],
    files: ['--files-with-matches'],
    count: ['--count'],
  };
  return [
    '--with-filename',
    '--null',
    '--sort=path',
    '--max-columns=4000',
    '--max-columns-preview',
    '--max-filesize=50M',
    '--regex-size-limit=10M',
    '--dfa-size-limit=50M',
    ...shape[mode],
    ...(input.literal ? ['--fixed-strings'] : []),
    ...(input.case_sensitive === false ? ['--ignore-case'] : ['--case-sensitive']),
    ...(glob === undefined ? [] : ['--glob', glob]),
    ...closedGlobs,
    '-e',
    input.pattern,
    '--',
    start,
  ];
}

interface Hit {
  readonly name: string;
  /** False for a line of context. */
  readonly isMatch: boolean;
  readonly tail: string;
}

/** Reads `path NUL line:text`, `path NUL line-text`, `path NUL count` or a bare path; undefined for notes of ripgrep. */
function parseHit(record: string, mode: 'content' | 'files' | 'count'): Hit | undefined {
  if (mode === 'files') return { name: hitName(record), isMatch: true, tail: '' };
  const cut = record.indexOf('\0');
  if (cut < 0) return undefined;
  const name = hitName(record.slice(0, cut));
  const rest = record.slice(cut + 1);
  if (mode === 'count') return { name, isMatch: true, tail: `: ${rest}` };

  const match = /^(\d+)([:-])(.*)$/s.exec(rest);
  if (match === null) return undefined;
  const [, line, mark, text = ''] = match;
  const bare = text.replace(/\r$/, '');
  const short = bare.length > longestText ? `${bare.slice(0, longestText)} …[cut]` : bare;
  return { name, isMatch: mark === ':', tail: `${mark}${line}${mark} ${short}` };
}
