import type { TextSink } from './documentText.ts';
import { dateText } from './sheetDates.ts';
import type { DateStyle } from './sheetTables.ts';
import { readXml, type XmlReader } from './xml.ts';

export interface SheetFacts {
  readonly texts: readonly string[];
  readonly styles: readonly (DateStyle | undefined)[];
  readonly isFrom1904: boolean;
}

interface Cell {
  readonly type: string;
  readonly style: number;
  value: string;
  formula: string;
}

/** Empty cells in a row, and rows below each other, of which more than this are told instead of shown. */
const mostEmptyCells = 100;
const mostEmptyRows = 2;

/** Adds a line for each row of a sheet. */
export function addSheetRows(xml: Uint8Array, facts: SheetFacts, sink: TextSink): void {
  readXml(xml, new SheetRows(facts, sink));
}

class SheetRows implements XmlReader {
  readonly #facts: SheetFacts;
  readonly #sink: TextSink;
  /** The last row that was added. */
  #added = 0;
  #row = 0;
  #column = 0;
  /** The last column of the row that holds something. */
  #filled = 0;
  #line = '';
  #cell: Cell | undefined;
  #into: 'value' | 'formula' | undefined;

  constructor(facts: SheetFacts, sink: TextSink) {
    this.#facts = facts;
    this.#sink = sink;
  }

  open(name: string, attribute: (name: string) => string | undefined): void {
    if (name === 'row') {
      this.#row = Number(attribute('r')) || this.#row + 1;
      this.#column = 0;
      this.#filled = 0;
      this.#line = '';
    }
    if (name === 'c') {
      this.#column = columnOf(attribute('r')) ?? this.#column + 1;
      const style = Number(attribute('s') ?? 0);
      this.#cell = { type: attribute('t') ?? 'n', style, value: '', formula: '' };
    }
    if (name === 'v' || name === 't') this.#into = 'value';
    if (name === 'f') this.#into = 'formula';
  }

  text(text: string): void {
    if (this.#cell && this.#into) this.#cell[this.#into] += text;
  }

  close(name: string): void {
    if (name === 'v' || name === 't' || name === 'f') this.#into = undefined;
    if (name === 'c' && this.#cell) this.#endCell(this.#cell);
    if (name === 'row' && this.#filled > 0 && !this.#sink.isFull) this.#endRow();
  }

  #endCell(cell: Cell): void {
    const text = cellText(cell, this.#facts);
    this.#cell = undefined;
    if (text === '') return;
    this.#line += gapBefore(this.#column, this.#filled) + text;
    this.#filled = this.#column;
  }

  #endRow(): void {
    addEmptyRows(this.#added + 1, this.#row - 1, this.#sink);
    this.#sink.add(this.#line);
    this.#added = this.#row;
  }
}

function gapBefore(column: number, filled: number): string {
  const empty = column - filled - 1;
  if (empty > mostEmptyCells) return `${filled > 0 ? '\t' : ''}[${empty} empty cells]\t`;
  return '\t'.repeat(Math.max(filled > 0 ? column - filled : column - 1, 0));
}

function addEmptyRows(from: number, to: number, sink: TextSink): void {
  if (to - from + 1 > mostEmptyRows) sink.add(`[rows ${from} to ${to} are empty]`);
  else for (let row = from; row <= to; row += 1) sink.add('');
}

/** The number of a column, from 1, of a cell such as `AB12`. */
function columnOf(reference: string | undefined): number | undefined {
  const letters = /^[A-Z]{1,3}/.exec(reference ?? '')?.[0];
  if (letters === undefined) return undefined;
  return [...letters].reduce((column, letter) => column * 26 + letter.charCodeAt(0) - 64, 0);
}

function cellText({ type, style, value, formula }: Cell, { texts, styles, isFrom1904 }: SheetFacts): string {
  if (value === '' && formula !== '') return inOneCell(`=${formula}`);
  if (type === 's') return inOneCell(texts[Number(value)] ?? '');
  if (type === 'b') return value === '1' ? 'TRUE' : 'FALSE';
  if (type !== 'n' || value === '') return inOneCell(value);
  const number = Number(value);
  if (!Number.isFinite(number)) return inOneCell(value);
  const dateStyle = styles[style];
  // Fifteen digits are all that a sheet itself keeps of a number.
  return dateStyle ? dateText(number, dateStyle, isFrom1904) : String(Number(number.toPrecision(15)));
}

/** Line feeds and tabs of a cell would look like the next row or cell. */
function inOneCell(text: string): string {
  return text
    .trim()
    .replaceAll(/\s*[\r\n]+\s*/g, ' ↵ ')
    .replaceAll('\t', ' ');
}
