import { createHash } from 'node:crypto';
import { StringDecoder } from 'node:string_decoder';
import type { ResolvedPath } from '../confinement/guard.ts';
import { notText, refuseBinary } from './fileText.ts';
import { withOpenFile } from './readBytes.ts';

export interface LineRange {
  /** The first line, from 1. */
  readonly offset: number;
  readonly limit: number;
}

/** The lines that were asked for and fit, and what is known of the whole file. */
export interface LinesRead {
  /** Each with its ending; a last line may have none. */
  readonly lines: readonly string[];
  readonly totalLines: number;
  readonly hash: string;
}

const mostCharacters = 256 * 1024;
const longestLine = 2000;
const cutMark = ' …[cut]';
const chunkSize = 256 * 1024;
const smallestChunk = 4 * 1024;

/** Reads a range of lines of a text file of any size in bounded memory. Throws `ToolError` if it is not UTF-8 text. */
export function readLines(path: ResolvedPath, range: LineRange, signal: AbortSignal): Promise<LinesRead> {
  return withOpenFile(path, signal, async (handle, stats) => {
    const size = Number(stats.size);
    const sha = createHash('sha256');
    const validator = new TextDecoder('utf-8', { fatal: true });
    const decoder = new StringDecoder('utf8');
    const picker = new LinePicker(range);
    // One byte more than the file had, so that a single read can also show that it has not grown.
    const buffer = Buffer.allocUnsafeSlow(Math.min(Math.max(size + 1, smallestChunk), chunkSize));
    let isFirst = true;
    let total = 0;
    for (;;) {
      signal.throwIfAborted();
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, null);
      if (bytesRead === 0) break;
      total += bytesRead;
      const chunk = buffer.subarray(0, bytesRead);
      if (isFirst) refuseBinary(chunk, path.display, size);
      sha.update(chunk);
      validate(() => validator.decode(chunk, { stream: true }), path.display, size);
      const text = decoder.write(chunk);
      picker.push(isFirst ? text.replace(/^\ufeff/, '') : text);
      isFirst = false;
      if (total === size && bytesRead < buffer.length) break;
    }
    validate(() => validator.decode(), path.display, size);
    return { ...picker.end(), hash: sha.digest('hex') };
  });
}

function validate(decode: () => void, display: string, size: number): void {
  try {
    decode();
  } catch {
    throw notText('utf-8', display, size);
  }
}

/** Keeps the lines of a range while text streams through it, cutting long ones. */
class LinePicker {
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

  end(): { lines: readonly string[]; totalLines: number } {
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
    this.#line += text.slice(from, isTooLong ? from + room : to);
    this.#isCut = isTooLong;
  }

  #finish(end: string): void {
    if (this.#isWanted) {
      const line = this.#line + (this.#isCut ? cutMark : '') + end;
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
