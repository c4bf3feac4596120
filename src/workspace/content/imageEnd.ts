import type { Image } from '../../core/agent/message.ts';

/**
 * Whether a picture is there to its end, found by walking over its parts: the mark of an end also stands within them,
 * in colours or in a small picture of a picture. Programs leave things of their own behind the end.
 */
export function endsWell(mediaType: Image['mediaType'], bytes: Buffer): boolean {
  return walks[mediaType](bytes);
}

const walks: Readonly<Record<Image['mediaType'], (bytes: Buffer) => boolean>> = {
  'image/png': pngEnds,
  'image/jpeg': jpegEnds,
  'image/gif': gifEnds,
  'image/webp': (bytes) => bytes.length >= 12 && bytes.readUInt32LE(4) + 8 <= bytes.length,
};

function pngEnds(bytes: Buffer): boolean {
  for (let at = 8; at + 12 <= bytes.length; ) {
    const next = at + 12 + bytes.readUInt32BE(at);
    if (bytes.toString('latin1', at + 4, at + 8) === 'IEND') return next <= bytes.length;
    at = next;
  }
  return false;
}

const startOfScan = 0xda;
const endOfImage = 0xd9;

function jpegEnds(bytes: Buffer): boolean {
  for (let at = 2; at + 1 < bytes.length; ) {
    const marker = bytes[at + 1] ?? 0;
    if (bytes[at] !== 0xff || marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === endOfImage) return true;
    if (isAlone(marker)) {
      at += 2;
      continue;
    }
    if (at + 4 > bytes.length) return false;
    at += 2 + Math.max(2, bytes.readUInt16BE(at + 2));
    if (marker === startOfScan) at = endOfScan(bytes, at);
  }
  return false;
}

/** Markers without a length; within a scan, 255 as such is written as one, too. */
const isAlone = (marker: number) => marker <= 0x01 || (marker >= 0xd0 && marker <= 0xd8);

function endOfScan(bytes: Buffer, from: number): number {
  let at = bytes.indexOf(0xff, from);
  while (at >= 0 && isAlone(bytes[at + 1] ?? 0xff)) at = bytes.indexOf(0xff, at + 2);
  return at < 0 ? bytes.length : at;
}

function gifEnds(bytes: Buffer): boolean {
  let at = 13 + colours(bytes[10] ?? 0);
  while (at < bytes.length) {
    const kind = bytes[at];
    if (kind === 0x3b) return true;
    if (kind === 0x2c) at += 11 + colours(bytes[at + 9] ?? 0);
    else if (kind === 0x21) at += 2;
    else return false;
    for (let size = bytes[at]; size !== 0; size = bytes[at]) {
      if (size === undefined) return false;
      at += 1 + size;
    }
    at += 1;
  }
  return false;
}

/** The bytes of a table of colours that follows. */
const colours = (flags: number) => ((flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1));
