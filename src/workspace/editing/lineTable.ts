/** Where the lines of a text start: one pass, and no string for each line, so that ten million lines are no burden. */
export interface LineTable {
  readonly text: string;
  readonly count: number;
  /** Where a line starts, from 0; the end of the text for `count`. */
  startOf(line: number): number;
  /** Where a line's own text ends, before its line ending. */
  endOf(line: number): number;
  /** A line without its ending. */
  lineAt(line: number): string;
  /** LF, CRLF, or nothing for a last line without one. */
  endingAt(line: number): string;
}

/** The lines of a text; a byte order mark belongs to none of them. */
export function lineTable(text: string): LineTable {
  const { starts, count } = lineStarts(text);
  const startOf = (line: number) => (line < count ? (starts[line] ?? text.length) : text.length);
  const endOf = (line: number) => {
    const end = startOf(line + 1);
    if (end === 0 || line >= count || text.charCodeAt(end - 1) !== lineFeed) return end;
    const isCrlf = end - 1 > startOf(line) && text.charCodeAt(end - 2) === carriageReturn;
    return isCrlf ? end - 2 : end - 1;
  };
  return {
    text,
    count,
    startOf,
    endOf,
    lineAt: (line) => text.slice(startOf(line), endOf(line)),
    endingAt: (line) => text.slice(endOf(line), startOf(line + 1)),
  };
}

/** The line, from 0, in which an offset lies. */
export function lineAtOffset(table: LineTable, offset: number): number {
  let [low, high] = [0, Math.max(0, table.count - 1)];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (table.startOf(middle) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The ending that most lines have; LF where there is none. */
export function mostUsedEnding({ text }: Pick<LineTable, 'text'>): string {
  if (!text.includes('\r\n')) return '\n';
  let [crlf, all] = [0, 0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
    all += 1;
    if (at > 0 && text.charCodeAt(at - 1) === carriageReturn) crlf += 1;
  }
  return crlf > all - crlf ? '\r\n' : '\n';
}

const lineFeed = 10;
const carriageReturn = 13;

function lineStarts(text: string): { readonly starts: Int32Array; readonly count: number } {
  let starts = new Int32Array(1024);
  let count = 0;
  let isStart = true;
  for (let at = text.startsWith('\ufeff') ? 1 : 0; at < text.length; at += 1) {
    if (isStart) {
      if (count === starts.length) {
        const larger = new Int32Array(count * 2);
        larger.set(starts);
        starts = larger;
      }
      starts[count] = at;
      count += 1;
    }
    isStart = text.charCodeAt(at) === lineFeed;
  }
  return { starts, count };
}
