/** What the first bytes of a file say that it is, whatever its name; undefined for text and for what is not known. */
export function mediaTypeOf(head: Uint8Array): string | undefined {
  const bytes = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, probe));
  return signatures.find(([, ...marks]) => marks.every((mark) => isAt(bytes, mark)))?.[0];
}

/** Enough of a file to tell by. */
const probe = 512;

/** Bytes at a place, written as Latin-1. */
type Mark = readonly [at: number, bytes: string];

const signatures: readonly (readonly [mediaType: string, ...marks: Mark[]])[] = [
  ['image/png', [0, '\x89PNG\r\n\x1a\n']],
  ['image/jpeg', [0, '\xff\xd8\xff']],
  ['image/gif', [0, 'GIF87a']],
  ['image/gif', [0, 'GIF89a']],
  ['image/webp', [0, 'RIFF'], [8, 'WEBP']],
  ['application/pdf', [0, '%PDF-']],
  ['application/zip', [0, 'PK\x03\x04']],
  ['application/zip', [0, 'PK\x05\x06']],
  ['application/x-cfb', [0, '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1']],
  ['image/bmp', [0, 'BM'], [6, '\0\0\0\0']],
  ['image/tiff', [0, 'II*\0']],
  ['image/tiff', [0, 'MM\0*']],
  ['image/x-icon', [0, '\0\0\x01\0']],
  ['image/avif', [4, 'ftypavif']],
  ['image/heic', [4, 'ftyphei']],
  ['video/quicktime', [4, 'ftypqt']],
  ['video/mp4', [4, 'ftyp']],
  ['video/webm', [0, '\x1aE\xdf\xa3']],
  ['video/x-msvideo', [0, 'RIFF'], [8, 'AVI ']],
  ['audio/wav', [0, 'RIFF'], [8, 'WAVE']],
  ['audio/mpeg', [0, 'ID3']],
  ['audio/ogg', [0, 'OggS']],
  ['audio/flac', [0, 'fLaC']],
  ['application/gzip', [0, '\x1f\x8b']],
  ['application/x-bzip2', [0, 'BZh'], [4, '1AY&SY']],
  ['application/x-xz', [0, '\xfd7zXZ\0']],
  ['application/zstd', [0, '\x28\xb5\x2f\xfd']],
  ['application/x-7z-compressed', [0, '7z\xbc\xaf\x27\x1c']],
  ['application/vnd.rar', [0, 'Rar!\x1a\x07']],
  ['application/x-tar', [257, 'ustar']],
  ['application/x-elf', [0, '\x7fELF']],
  ['application/x-mach-binary', [0, '\xcf\xfa\xed\xfe']],
  ['application/vnd.microsoft.portable-executable', [0, 'MZ']],
  ['application/wasm', [0, '\0asm']],
  ['application/java-vm', [0, '\xca\xfe\xba\xbe']],
  ['application/vnd.sqlite3', [0, 'SQLite format 3\0']],
  ['application/vnd.apache.parquet', [0, 'PAR1']],
  ['font/woff', [0, 'wOFF']],
  ['font/woff2', [0, 'wOF2']],
  ['font/ttf', [0, '\0\x01\0\0\0']],
  ['font/otf', [0, 'OTTO']],
];

function isAt(bytes: Buffer, [at, mark]: Mark): boolean {
  return bytes.length >= at + mark.length && bytes.toString('latin1', at, at + mark.length) === mark;
}
