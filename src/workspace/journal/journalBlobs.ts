import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import * as nodePath from 'node:path';
import { z } from 'zod';
import { blobFolder, lineHash } from './journalLine.ts';

/** A text of more bytes is stored beside the journal. */
export const inlineBytes = 8 * 1024;
const Reference = z.strictObject({ $blob: z.string().regex(/^[0-9a-f]{64}$/), length: z.number().int() });

/** The value with each long string stored once beside the journal and replaced by `{"$blob", "length"}`. */
export function storeBlobs(value: unknown, folder: string): unknown {
  return mapValues(value, (leaf) => {
    if (typeof leaf !== 'string' || leaf.length <= inlineBytes / 3) return leaf;
    const bytes = Buffer.from(leaf, 'utf8');
    // Half a character cannot be stored as UTF-8; JSON in the line itself can escape it.
    if (bytes.length <= inlineBytes || /\p{Cs}/u.test(leaf)) return leaf;
    return { $blob: storeBlob(bytes, folder), length: leaf.length };
  });
}

/** Whether a line of a journal may have long strings stored beside it: most have none, and need not be searched. */
export function holdsBlobs(line: Buffer): boolean {
  return line.includes('"$blob"');
}

/** The value with its long strings back; `onLost` is told of each that is missing or not what its name says. */
export function restoreBlobs(value: unknown, folder: string, onLost: (hash: string) => void): unknown {
  return mapValues(value, (leaf) => {
    const reference = Reference.safeParse(leaf);
    if (!reference.success) return leaf;
    const hash = reference.data.$blob;
    const text = readBlob(nodePath.join(folder, blobFolder, hash), hash);
    if (text !== undefined) return text;
    onLost(hash);
    return `[text lost: ${hash}]`;
  });
}

function storeBlob(bytes: Buffer, folder: string): string {
  const hash = lineHash(bytes);
  const blobs = nodePath.join(folder, blobFolder);
  const path = nodePath.join(blobs, hash);
  fs.mkdirSync(blobs, { recursive: true, mode: 0o700 });
  if (!fs.lstatSync(blobs).isDirectory()) throw new Error('the blob folder is not a folder');
  if (readBlob(path, hash) !== undefined) return hash;

  const temporary = nodePath.join(blobs, `${randomBytes(16).toString('hex')}.tmp`);
  const file = fs.openSync(temporary, 'wx', 0o600);
  try {
    if (fs.writeSync(file, bytes) !== bytes.length) throw new Error('a blob was written only in part');
    fs.fsyncSync(file);
  } finally {
    fs.closeSync(file);
  }
  fs.renameSync(temporary, path);
  return hash;
}

function readBlob(path: string, hash: string): string | undefined {
  try {
    const bytes = fs.readFileSync(path);
    return lineHash(bytes) === hash ? bytes.toString('utf8') : undefined;
  } catch {
    return undefined;
  }
}

/** The value with its leaves mapped; parts in which nothing changes are not copied. */
function mapValues(value: unknown, map: (leaf: unknown) => unknown): unknown {
  const mapped = map(value);
  if (mapped !== value || typeof value !== 'object' || value === null) return mapped;
  if (Array.isArray(value)) {
    const items = value.map((item) => mapValues(item, map));
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  let changed: [string, unknown][] | undefined;
  for (const [key, item] of Object.entries(value)) {
    const other = mapValues(item, map);
    if (other === item) continue;
    changed ??= [];
    changed.push([key, other]);
  }
  return changed ? { ...value, ...Object.fromEntries(changed) } : value;
}
