/** One line without its ending, and the ending: LF, CRLF, or nothing for a last line without one. */
export interface Line {
  readonly text: string;
  readonly end: string;
}

/** The lines of a text; joined again they are the same text. */
export function splitLines(text: string): readonly Line[] {
  const lines: Line[] = [];
  let from = 0;
  while (from < text.length) {
    const feed = text.indexOf('\n', from);
    const to = feed < 0 ? text.length : feed;
    const isCrlf = feed > from && text[feed - 1] === '\r';
    lines.push({ text: text.slice(from, isCrlf ? to - 1 : to), end: feed < 0 ? '' : isCrlf ? '\r\n' : '\n' });
    from = to + 1;
  }
  return lines;
}

export function joinLines(lines: readonly Line[]): string {
  return lines.map(({ text, end }) => text + end).join('');
}

/** The ending that most lines have; LF where there is none. */
export function usualEnding(lines: readonly Line[]): string {
  const crlf = lines.filter(({ end }) => end === '\r\n').length;
  const lf = lines.filter(({ end }) => end === '\n').length;
  return crlf > lf ? '\r\n' : '\n';
}

/** Gives new text, written with LF, the endings of the old: kept lines keep theirs, new ones take their neighbour's. */
export function withEndingsOf(old: string, text: string, usual: string): string {
  const oldLines = splitLines(old);
  let cursor = 0;
  let near = oldLines[0]?.end || usual;
  const lines = splitLines(text).map((line) => {
    if (line.end === '') return line;
    const kept = oldLines.findIndex((other, index) => index >= cursor && other.text === line.text);
    if (kept >= 0) {
      cursor = kept + 1;
      near = oldLines[kept]?.end || near;
    }
    return { text: line.text, end: near };
  });
  return joinLines(lines);
}
