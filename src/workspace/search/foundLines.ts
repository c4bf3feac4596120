import { isTooLong, shortLine } from './shortLine.ts';

/** A line that matches, or one beside it. */
export interface FoundLine {
  readonly number: number;
  readonly isMatch: boolean;
  readonly isCut: boolean;
  /** As it is shown. */
  readonly text: string;
}

/** Reads `line:text` of a match or `line-text` beside one; undefined for notes of ripgrep. */
export function foundLine(printed: string): FoundLine | undefined {
  const found = /^(\d+)([:-])(.*)$/s.exec(printed);
  if (found === null) return undefined;
  const [, number, mark, text = ''] = found;
  const bare = text.replace(/\r$/, '');
  return {
    number: Number(number),
    isMatch: mark === ':',
    isCut: isTooLong(bare),
    text: shortLine('', bare),
  };
}

/** The lines of so many matches, with those around them. */
export function firstMatches(
  lines: readonly FoundLine[],
  room: number,
  context: number,
): readonly FoundLine[] {
  const matching = lines.filter(({ isMatch }) => isMatch);
  const last = matching[room - 1];
  if (last === undefined || matching.length === room) return lines;
  return lines.filter(
    ({ number, isMatch }) => number <= last.number || (!isMatch && number <= last.number + context),
  );
}

/** `path:12: text` for a match, `path-13- text` beside one; `--` where lines are missing in between. */
export function written(name: string, lines: readonly FoundLine[], context: number): readonly string[] {
  return lines.flatMap(({ number, isMatch, text }, index) => {
    const mark = isMatch ? ':' : '-';
    const before = lines[index - 1];
    const gap = context > 0 && before !== undefined && number > before.number + 1 ? ['--'] : [];
    return [...gap, `${name}${mark}${number}${mark} ${text}`];
  });
}
