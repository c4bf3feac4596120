import { ToolError } from '../../core/agent/tool.ts';

export interface CsvRow {
  readonly cells: readonly string[];
  /** The line it begins at, from 1. */
  readonly line: number;
}

const mostColumns = 1000;

/**
 * The rows of separated values, empty lines left out, each read when it is asked for. A cell in quotes may hold
 * separators, line breaks and doubled quotes. Throws `ToolError` for a quote that is never closed, or followed by more
 * text, and for a row of more than a thousand cells.
 */
export function* parseCsv(path: string, text: string, separator: ',' | '\t'): Generator<CsvRow> {
  let cells: string[] = [];
  let rowLine = 1;
  let line = 1;
  let at = 0;
  while (at < text.length || cells.length > 0) {
    const start = at;
    at = cellEnd(text, start, separator);
    if (at < 0)
      throw new ToolError(`Line ${line} of "${path}" has a quote that is not closed, or text after it.`);
    const cell = text.slice(start, at);
    cells.push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
    if (cells.length > mostColumns)
      throw new ToolError(`Line ${rowLine} of "${path}" has more than ${mostColumns} columns.`);
    line += lineBreaks(cell);
    if (text[at] === separator) {
      at += 1;
      continue;
    }
    if (cells.length > 1 || cell !== '') yield { cells, line: rowLine };
    at += text.startsWith('\r\n', at) ? 2 : 1;
    line += 1;
    rowLine = line;
    cells = [];
  }
}

/** Where the cell that begins at `start` ends, before a separator, a line break or the end; -1 for a broken one. */
function cellEnd(text: string, start: number, separator: string): number {
  if (text[start] !== '"') {
    const ends = separator === ',' ? /[,\r\n]/g : /[\t\r\n]/g;
    ends.lastIndex = start;
    return ends.exec(text)?.index ?? text.length;
  }
  let quote = text.indexOf('"', start + 1);
  while (quote >= 0 && text[quote + 1] === '"') quote = text.indexOf('"', quote + 2);
  const next = text[quote + 1];
  const isClosed = quote >= 0 && (next === undefined || [separator, '\r', '\n'].includes(next));
  return isClosed ? quote + 1 : -1;
}

const lineBreaks = (cell: string) => cell.match(/\r?\n|\r/g)?.length ?? 0;
