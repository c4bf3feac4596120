import type { BatchItem } from '../../core/agent/hostFiles.ts';
import { ToolError } from '../../core/agent/tool.ts';
import { type CsvRow, parseCsv } from './parseCsv.ts';

const mostItems = 100_000;
/** A row repeats the names of its columns, so that items can be far longer than their file. */
const longestItems = 50_000_000;

/**
 * The items of a text, in its order, by the ending of its path: `.csv` and `.tsv` rows with their columns, the elements
 * of a `.json` array, a JSON value for each line of `.jsonl` and `.ndjson`, else one item for each line that is not
 * empty. Throws `ToolError` with what is wrong and where.
 */
export function parseItems(path: string, text: string): readonly BatchItem[] {
  const items: BatchItem[] = [];
  let length = 0;
  for (const item of itemsBy(/\.([a-z]+)$/i.exec(path)?.[1]?.toLowerCase(), path, text)) {
    items.push(item);
    length += item.text.length;
    if (items.length > mostItems)
      throw new ToolError(
        `"${path}" holds more than ${mostItems} items, which are the most that can be used.`,
      );
    if (length > longestItems)
      throw new ToolError(`The items of "${path}" with the names of their columns are too long together.`);
  }
  return items;
}

/** One after the other, so that a file of millions costs no more than those that can be used. */
function itemsBy(ending: string | undefined, path: string, text: string): Iterable<BatchItem> {
  switch (ending) {
    case 'csv':
    case 'tsv':
      return rowItems(path, parseCsv(path, text, ending === 'tsv' ? '\t' : ','));
    case 'json':
      return itemsOf(elements(path, parsed(text, `"${path}"`)), path);
    case 'jsonl':
    case 'ndjson':
      return valueItems(path, text);
    default:
      return lineItems(text);
  }
}

function* lineItems(text: string): Generator<BatchItem> {
  for (const { line } of linesOf(text)) yield { text: line, parts: {} };
}

function* valueItems(path: string, text: string): Generator<BatchItem> {
  for (const { line, number } of linesOf(text)) {
    const where = `Line ${number} of "${path}"`;
    yield itemOf(parsed(line, where), where);
  }
}

function* linesOf(text: string): Generator<{ readonly line: string; readonly number: number }> {
  let start = 0;
  for (let number = 1; start <= text.length; number += 1) {
    const found = text.indexOf('\n', start);
    const end = found < 0 ? text.length : found;
    const line = text.slice(start, end).trim();
    if (line !== '') yield { line, number };
    start = end + 1;
  }
}

function* rowItems(path: string, rows: Iterable<CsvRow>): Generator<BatchItem> {
  let columns: readonly string[] | undefined;
  for (const { cells, line } of rows) {
    if (columns === undefined) {
      columns = columnsOf(path, cells);
      continue;
    }
    if (cells.length !== columns.length) {
      throw new ToolError(
        `Line ${line} of "${path}" has ${cells.length} columns, but the first line names ${columns.length}.`,
      );
    }
    const parts = Object.fromEntries(columns.map((name, index) => [name, cells[index] ?? '']));
    const [only = '', ...others] = cells;
    yield { text: others.length === 0 ? only : JSON.stringify(parts), parts };
  }
}

function columnsOf(path: string, header: readonly string[]): readonly string[] {
  const columns = header.map((name) => name.trim());
  const seen = new Set<string>();
  for (const name of columns) {
    if (name === '' || seen.has(name))
      throw new ToolError(`The first line of "${path}" must name each column once; ${named(name)}.`);
    seen.add(name);
  }
  return columns;
}

const named = (column: string) =>
  column === '' ? 'one has no name' : `${JSON.stringify(column)} is there twice`;

function elements(path: string, value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new ToolError(`"${path}" must hold a JSON array of items.`);
}

function* itemsOf(values: readonly unknown[], path: string): Generator<BatchItem> {
  for (const [index, value] of values.entries()) yield itemOf(value, `Item ${index + 1} of "${path}"`);
}

function itemOf(value: unknown, where: string): BatchItem {
  try {
    if (typeof value !== 'object' || value === null) return { text: textOf(value), parts: {} };
    const keys = Array.isArray(value) ? [] : Object.entries(value);
    return {
      text: textOf(value),
      parts: Object.fromEntries(keys.map(([key, part]) => [key, textOf(part)])),
    };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ToolError(`${where} is nested too deeply.`);
  }
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
