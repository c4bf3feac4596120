import { createHash } from 'node:crypto';
import { ToolError } from '../../core/agent/tool.ts';
import { mediaTypeOf } from './mediaType.ts';

/** The largest file that is held in memory, and so the largest that can be edited. */
export const largestText = 10 * 1024 * 1024;
const binaryProbe = 8192;

/** SHA-256 (hex) of exact bytes. */
export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** How a text stands in its file; a byte order mark is the text's own first character. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/** A text as it was read, with its byte order mark. */
export interface DecodedText {
  readonly text: string;
  readonly encoding: Encoding;
}

/** The text of UTF-8 bytes, or of UTF-16 bytes with a byte order mark. Throws `ToolError` for anything else. */
export function decodeText(bytes: Buffer, display: string): DecodedText {
  const encoding = encodingOf(bytes);
  if (encoding === 'utf-8') refuseBinary(bytes, display, bytes.length);
  try {
    return { text: new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes), encoding };
  } catch {
    throw notText(encoding, display, bytes.length);
  }
}

/** UTF-16 where a byte order mark says so, else UTF-8. */
export function encodingOf(head: Uint8Array): Encoding {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  return head[0] === 0xfe && head[1] === 0xff ? 'utf-16be' : 'utf-8';
}

/** Throws `ToolError` if the first bytes of a file show that it is not UTF-8 text. */
export function refuseBinary(head: Uint8Array, display: string, size: number): void {
  if (!head.subarray(0, binaryProbe).includes(0)) return;
  throw binary(head, display, size);
}

/** What is said of a file that is not text: what it seems to be, and its size. */
export function binary(head: Uint8Array, display: string, size: number): ToolError {
  const mediaType = mediaTypeOf(head);
  const what = mediaType === undefined ? '' : `${mediaType}, `;
  return new ToolError(`"${display}" is binary (${what}${countOf(size)} bytes), not text.`);
}

export function notText(encoding: Encoding, display: string, size: number): ToolError {
  return new ToolError(`"${display}" is not valid ${encoding.toUpperCase()} text (${countOf(size)} bytes).`);
}

/** The bytes of a text, `most` of them. Throws `ToolError` where they could not be read back as the same text. */
export function encodeText(
  text: string,
  display: string,
  { encoding = 'utf-8', most = largestText }: { readonly encoding?: Encoding; readonly most?: number } = {},
): Buffer {
  if (/\p{Cs}/u.test(text))
    throw new ToolError(`The text for "${display}" holds half a character (a lone surrogate).`);
  const bytes = Buffer.from(text, encoding === 'utf-8' ? 'utf-8' : 'utf-16le');
  if (bytes.length > most) throw tooLarge(display, bytes.length);
  return encoding === 'utf-16be' ? bytes.swap16() : bytes;
}

export function tooLarge(display: string, size: number, most = largestText): ToolError {
  return new ToolError(`"${display}" is too large (${countOf(size)} bytes, at most ${countOf(most)}).`);
}

/** A number for people: `1,234`. */
export function countOf(n: number): string {
  return n.toLocaleString('en-US');
}
