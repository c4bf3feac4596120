import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { TextDecoder } from 'node:util';
import { type Encoding, encodingOf, notText, refuseBinary } from './fileText.ts';
import { LinePicker, type LineRange, type PickedLines } from './linePicker.ts';

/** The lines that were asked for and fit, and what is known of the whole file. */
export interface LinesRead extends PickedLines {
  readonly hash: string;
  readonly encoding: Encoding;
  /** The text begins with a byte order mark, which its lines leave out. */
  readonly hasMark: boolean;
}

const lineFeed = 10;

/** Reads lines from the bytes of a text while they arrive. Throws `ToolError` at the first that are not text. */
export class LineReader {
  readonly #display: string;
  readonly #size: number;
  readonly #sha = createHash('sha256');
  readonly #picker: LinePicker;
  #encoding: Encoding = 'utf-8';
  #hasMark = false;
  #isBegun = false;
  #wide: TextDecoder | undefined;
  /** The first bytes of a character that goes on in the next piece. */
  #begun: Buffer = Buffer.alloc(0);

  constructor(range: LineRange, display: string, size: number) {
    this.#picker = new LinePicker(range);
    this.#display = display;
    this.#size = size;
  }

  push(bytes: Buffer): void {
    this.#sha.update(bytes);
    const text = this.#isBegun ? bytes : this.#begin(bytes);
    if (this.#wide) this.#picker.push(this.#widened(text, true));
    else this.#pushUtf8(text);
  }

  end(): LinesRead {
    if (this.#wide) this.#picker.push(this.#widened(Buffer.alloc(0), false));
    if (this.#begun.length > 0) throw this.#notText();
    const hash = this.#sha.digest('hex');
    return { ...this.#picker.end(), hash, encoding: this.#encoding, hasMark: this.#hasMark };
  }

  #begin(bytes: Buffer): Buffer {
    this.#isBegun = true;
    this.#encoding = encodingOf(bytes);
    if (this.#encoding !== 'utf-8') {
      this.#hasMark = true;
      this.#wide = new TextDecoder(this.#encoding, { fatal: true });
      return bytes;
    }
    refuseBinary(bytes, this.#display, this.#size);
    this.#hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
    return this.#hasMark ? bytes.subarray(3) : bytes;
  }

  #widened(bytes: Buffer, stream: boolean): string {
    try {
      return this.#wide?.decode(bytes, { stream }) ?? '';
    } catch {
      throw this.#notText();
    }
  }

  #pushUtf8(bytes: Buffer): void {
    const seam = this.#begun.length === 0 ? 0 : lengthOfCharacter(this.#begun[0]) - this.#begun.length;
    if (seam > 0) {
      const joined = Buffer.concat([this.#begun, bytes.subarray(0, seam)]);
      this.#begun = bytes.length < seam ? joined : Buffer.alloc(0);
      if (bytes.length < seam) return;
      this.#pick(joined);
    }
    const rest = bytes.subarray(seam);
    const whole = rest.subarray(0, rest.length - begunAtEnd(rest));
    this.#begun = Buffer.from(rest.subarray(whole.length));
    this.#pick(whole);
  }

  #pick(bytes: Buffer): void {
    if (bytes.length === 0) return;
    if (!isUtf8(bytes)) throw this.#notText();
    if (this.#picker.isPast) this.#picker.skip(feedsIn(bytes), bytes.at(-1) === lineFeed);
    else this.#picker.push(bytes.toString());
  }

  #notText() {
    return notText(this.#encoding, this.#display, this.#size);
  }
}

/** How many bytes at the end are the beginning of a character that is not all there. */
function begunAtEnd(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    const isInside = (byte & 0xc0) === 0x80;
    if (!isInside) return lengthOfCharacter(byte) > back ? back : 0;
  }
  return 0;
}

/** How many bytes a UTF-8 character has, by its first one. */
function lengthOfCharacter(first = 0): number {
  if (first < 0xc0) return 1;
  if (first < 0xe0) return 2;
  return first < 0xf0 ? 3 : 4;
}

function feedsIn(bytes: Buffer): number {
  let feeds = 0;
  for (let at = bytes.indexOf(lineFeed); at >= 0; at = bytes.indexOf(lineFeed, at + 1)) feeds += 1;
  return feeds;
}
