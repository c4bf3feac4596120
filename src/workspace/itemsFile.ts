import type { BatchItem } from '../core/agent/hostFiles.ts';
import { ToolError } from '../core/agent/tool.ts';
import { parseCsv } from './parseCsv.ts';

const mostItems = 100_000;

/**
 * The items of a text, in its order, by the ending of its path: `.csv` and `.tsv` rows with their columns, the elements
 * of a `.json` array, a JSON value for each line of `.jsonl` and `.ndjson`, else one item for each line that is not
 * empty. Throws `ToolError` with what is wrong and where.
 */
export function parseItems(path: string, text: string): readonly BatchItem[] {
  const items = itemsBy(/\.([a-z]+)$/i.exec(path)?.[1]?.toLowerCase(), path, text);
  if (items.length > mostItems)
    throw new ToolError(`"${path}" holds ${items.length} items; at most ${mostItems} can be used.`);
  return items;
}

function itemsBy(ending: string | undefined, path: string, text: string): readonly BatchItem[] {
  switch (ending) {
    case 'csv':
    case 'tsv':
      return rowItems(path, parseCsv(path, text, ending === 'tsv' ? '\t' : ','));
    case 'json':
      return elements(path, parsed(text, `"${path}"`)).map((value) => itemOf(value));
    case 'jsonl':
    case 'ndjson':
      return linesOf(text).map(({ line, number }) => itemOf(parsed(line, `Line ${number} of "${path}"`)));
    default:
      return linesOf(text).map(({ line }) => ({ text: line, parts: {} }));
  }
}

function linesOf(text: string): readonly { readonly line: string; readonly number: number }[] {
  const lines = text.split(/\r?\n/).map((line, index) => ({ line: line.trim(), number: index + 1 }));
  return lines.filter(({ line }) => line !== '');
}

function rowItems(path: string, rows: ReturnType<typeof parseCsv>): readonly BatchItem[] {
  const [header, ...items] = rows;
  if (header === undefined) return [];
  const columns = header.cells.map((name) => name.trim());
  const odd = columns.find((name, index) => name === '' || columns.indexOf(name) !== index);
  if (odd !== undefined)
    throw new ToolError(`The first line of "${path}" must name each column once; ${named(odd)}.`);
  return items.map(({ cells, line }) => {
    if (cells.length !== columns.length) {
      throw new ToolError(
        `Line ${line} of "${path}" has ${cells.length} columns, but the first line names ${columns.length}.`,
      );
    }
    const parts = Object.fromEntries(columns.map((name, index) => [name, cells[index] ?? '']));
    const [only = '', ...others] = cells;
    return { text: others.length === 0 ? only : JSON.stringify(parts), parts };
  });
}

const named = (column: string) =>
  column === '' ? 'one has no name' : `${JSON.stringify(column)} is there twice`;

function elements(path: string, value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new ToolError(`"${path}" must hold a JSON array of items.`);
}

function itemOf(value: unknown): BatchItem {
  if (typeof value !== 'object' || value === null) return { text: textOf(value), parts: {} };
  const keys = Array.isArray(value) ? [] : Object.entries(value);
  return {
    text: textOf(value),
    parts: Object.fromEntries(keys.map(([key, part]) => [key, textOf(part)])),
  };
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));

function parsed(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new ToolError(`${where} is not valid JSON${placeIn(text, error.message)}.`);
  }
}

/** Where the parser stopped, if it says so. */
function placeIn(text: string, message: string): string {
  const position = /at position (\d+)/.exec(message)?.[1];
  if (position === undefined) return '';
  return ` at line ${text.slice(0, Number(position)).split('\n').length}`;
}
