export interface LineRange {
  /** The first line, from 1. */
  readonly offset: number;
  readonly limit: number;
}

/** The lines of a range that fit. */
export interface PickedLines {
  /** Each with its ending; a last line may have none. */
  readonly lines: readonly string[];
  readonly totalLines: number;
}

const mostCharacters = 256 * 1024;
const longestLine = 2000;
const cutMark = ' …[cut]';

/** Keeps the lines of a range while text streams through it, cutting long ones, and counts them all. */
export class LinePicker {
  readonly #range: LineRange;
  readonly #lines: string[] = [];
  #line = '';
  #isCut = false;
  #hasText = false;
  #number = 1;
  #characters = 0;
  #isFull = false;

  constructor(range: LineRange) {
    this.#range = range;
  }

  push(text: string): void {
    let from = 0;
    while (from < text.length) {
      const feed = text.indexOf('\n', from);
      const to = feed < 0 ? text.length : feed + 1;
      this.#grow(text, from, feed < 0 ? to : feed);
      this.#hasText = true;
      if (feed >= 0) this.#finish(text[feed - 1] === '\r' && this.#isCut ? '\r\n' : '\n');
      from = to;
    }
  }

  /** Whether all that is left to do with the text that follows is to count its lines. */
  get isPast(): boolean {
    return !this.#isWanted && (this.#isFull || this.#number >= this.#range.offset);
  }

  /** Counts what follows without looking at it; only once it is past its range. */
  skip(feeds: number, endsInFeed: boolean): void {
    this.#number += feeds;
    this.#hasText = !endsInFeed;
  }

  end(): PickedLines {
    if (this.#hasText) this.#finish('');
    return { lines: this.#lines, totalLines: this.#number - 1 };
  }

  get #isWanted(): boolean {
    const { offset, limit } = this.#range;
    return !this.#isFull && this.#number >= offset && this.#number < offset + limit;
  }

  #grow(text: string, from: number, to: number): void {
    if (!this.#isWanted || this.#isCut) return;
    const room = longestLine - this.#line.length;
    // A trailing CR belongs to the ending and does not make a line too long.
    const isTooLong = to - from > room + 1;
    this.#line = isTooLong
      ? (this.#line + text.slice(from, from + Math.max(0, room))).slice(0, longestLine)
      : this.#line + text.slice(from, to);
    this.#isCut = isTooLong;
  }

  #finish(end: string): void {
    if (this.#isWanted) {
      const line = this.#isCut ? copyOf(this.#line) + cutMark + end : this.#line + end;
      this.#isFull = this.#lines.length > 0 && this.#characters + line.length > mostCharacters;
      if (!this.#isFull) this.#lines.push(line);
      this.#characters += line.length;
    }
    this.#number += 1;
    this.#line = '';
    this.#isCut = false;
    this.#hasText = false;
  }
}

/** A slice would keep all it was cut from in memory; and a cut may have gone through a character. */
function copyOf(slice: string): string {
  return Buffer.from(slice.replace(/[\uD800-\uDBFF]$/, ''), 'utf16le').toString('utf16le');
}
