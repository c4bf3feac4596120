import { createHash } from 'node:crypto';
import { ToolError } from '../../core/agent/tool.ts';

/** The largest file that is held in memory, and so the largest that can be edited. */
export const largestText = 10 * 1024 * 1024;
const binaryProbe = 8192;

/** SHA-256 (hex) of exact bytes. */
export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The text of UTF-8 bytes, a byte order mark kept as its first character. Throws `ToolError` for anything else. */
export function decodeText(bytes: Buffer, display: string): string {
  refuseBinary(bytes, display, bytes.length);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw notUtf8(display, bytes.length);
  }
}

/** Throws `ToolError` if the first bytes of a file show that it is not UTF-8 text. */
export function refuseBinary(head: Uint8Array, display: string, size: number): void {
  const isUtf16 = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);
  if (isUtf16)
    throw new ToolError(`"${display}" is UTF-16 (${countOf(size)} bytes); only UTF-8 text can be used.`);
  if (!head.subarray(0, binaryProbe).includes(0)) return;
  throw new ToolError(`"${display}" is binary (${countOf(size)} bytes), not text.`);
}

export function notUtf8(display: string, size: number): ToolError {
  return new ToolError(`"${display}" is not valid UTF-8 text (${countOf(size)} bytes).`);
}

/** The bytes of a text, `most` of them. Throws `ToolError` where they could not be read back as the same text. */
export function encodeText(text: string, display: string, most: number = largestText): Buffer {
  if (/\p{Cs}/u.test(text))
    throw new ToolError(`The text for "${display}" holds half a character (a lone surrogate).`);
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length > most) throw tooLarge(display, bytes.length);
  return bytes;
}

export function tooLarge(display: string, size: number): ToolError {
  return new ToolError(
    `"${display}" is too large (${countOf(size)} bytes, at most ${countOf(largestText)}).`,
  );
}

/** A number for people: `1,234`. */
export function countOf(n: number): string {
  return n.toLocaleString('en-US');
}
