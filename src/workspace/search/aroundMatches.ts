import { closeSync, constants, openSync, readSync } from 'node:fs';
import * as nodePath from 'node:path';
import { ToolError } from '../../core/agent/tool.ts';
import { escapedText } from './escapedText.ts';
import type { HeldFile } from './heldFiles.ts';
import { type Searching, searchInTurn } from './searchInTurn.ts';
import { hitName, type SearchPlace } from './searchPlace.ts';
import { shortLine } from './shortLine.ts';
import { queryOptions, type TextQuery } from './textQuery.ts';

export interface LongLines {
  readonly place: SearchPlace;
  readonly query: TextQuery;
  /** How many lines with matches, from its first one on, are looked at in each file. */
  readonly room: number;
  /** All files that are held together, since their place among them is what ripgrep is told of each. */
  readonly held: readonly HeldFile[];
  /** Those of them that have lines too long to be shown whole, with the numbers of these. */
  readonly numbers: ReadonlyMap<HeldFile, ReadonlySet<number>>;
}

/** The first match of a line: where it begins, and what the line holds from there on, up to a carriage return. */
interface FirstMatch {
  /** In bytes from the beginning of the line, and of the file without its byte order mark. */
  readonly column: number;
  readonly offset: number;
  readonly text: string;
}

/** More bytes than any shown text takes, so that what is cut here is cut once more for show. */
const longestSide = 1600;
const limitMs = 2_000;
/** Windows knows neither flag. A pipe that took the place of a file is not waited for. */
const careful = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * The text to show of each long line, around its first match, by file name and line number. A line is missing if its
 * match is empty, or could not be told in a moment.
 */
export async function aroundMatches(
  searching: Searching,
  { place, query, room, held, numbers }: LongLines,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, ReadonlyMap<number, string>>> {
  const files = [...numbers.keys()];
  const fileOf = new Map(files.map((file) => [hitName(file.argument), file]));
  const pieces = new Map(files.map(({ name }) => [name, new Map<number, string>()]));
  const options = [
    '--line-number',
    '--no-heading',
    '--only-matching',
    '--column',
    '--byte-offset',
    `--max-columns=${longestSide}`,
    '--max-columns-preview',
    `--max-count=${room}`,
    ...queryOptions(toLineEnd(query)),
    '--',
    ...files.map(({ argument }) => argument),
  ];
  const onRecord = (record: string) => {
    const [, printed = '', number = '', column, offset, text = ''] =
      /^([^\0]*)\0(\d+):(\d+):(\d+):(.*)$/s.exec(record) ?? [];
    const file = fileOf.get(hitName(printed));
    const known = file && pieces.get(file.name);
    if (!known || !numbers.get(file)?.has(Number(number)) || known.has(Number(number))) return true;
    const match = { column: Number(column) - 1, offset: Number(offset), text: text.replace(/\r$/, '') };
    known.set(Number(number), shortLine(...sidesOf(place, file, match)));
    return true;
  };
  const handles = held.flatMap(({ handle }) => handle ?? []);
  const search = { folder: place.cwd, options, separator: '\n', graceMs: limitMs, handles } as const;
  try {
    await searchInTurn({ ...searching, endsAt: performance.now() }, search, onRecord, signal);
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
  }
  return pieces;
}

/**
 * With all that follows, up to a carriage return, which no pattern can match, a line has few matches, however often the
 * pattern fits: the search stays small. What precedes is no part of it: a pattern that begins with anything takes the
 * engine minutes for a line of some megabytes.
 */
function toLineEnd(query: TextQuery): TextQuery {
  const pattern = query.isLiteral ? escapedText(query.pattern) : query.pattern;
  return { ...query, pattern: `(?:${pattern})(?-u:[^\\n])*`, isLiteral: false };
}

/** What stands in its line before a match and from there on, as much as may be shown; … where it cannot be read. */
function sidesOf(
  place: SearchPlace,
  file: HeldFile,
  { column, offset, text }: FirstMatch,
): readonly [before: string, from: string] {
  const length = Math.min(column, longestSide);
  const unread = [column === 0 ? '' : '…', text] as const;
  try {
    const handle = file.handle ?? openSync(nodePath.join(place.cwd, file.name), careful);
    try {
      const mark = bytesAt(handle, 0, 3).toString('hex');
      // In UTF-16 the offset is that of the same text in UTF-8.
      if (/^(fffe|feff)/.test(mark)) return unread;
      const start = offset + (mark === 'efbbbf' ? 3 : 0);
      const bytes = bytesAt(handle, start - length, length).toString();
      const before = length === column ? bytes : bytes.replace(/^\ufffd{1,3}/, '');
      const [from = ''] = bytesAt(handle, start, longestSide).toString().split('\n', 1);
      return [before, from.replace(/\r$/, '')];
    } finally {
      if (file.handle === undefined) closeSync(handle);
    }
  } catch {
    // It is gone, or something else by now.
    return unread;
  }
}

function bytesAt(handle: number, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  return bytes.subarray(0, readSync(handle, bytes, 0, length, position));
}
