import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat, mkdir, open, readFile, rename, unlink } from 'node:fs/promises';
import * as nodePath from 'node:path';
import { hashOf } from '../content/fileText.ts';

/** Bytes of files as they were before agents changed them, each once, under the SHA-256 (hex) of its content. */
export interface KeptBytes {
  /** Resolves with the hash when the bytes are safely on the disk. */
  keep(bytes: Buffer): Promise<string>;
  /** The bytes; undefined if they were never kept, or are no longer what their name says. */
  read(hash: string): Promise<Buffer | undefined>;
}

/** Its place in a state folder, where every run keeps its bytes. */
export const keptBytesFolder = 'kept';

const hashPattern = /^[0-9a-f]{64}$/;

/** Keeps bytes in a folder of Muster's own, which no agent can reach; made when first needed. */
export function createKeptBytes(folder: string): KeptBytes {
  const placeOf = (hash: string) => nodePath.join(folder, hash.slice(0, 2), hash.slice(2));
  const read = async (hash: string) => {
    if (!hashPattern.test(hash)) return undefined;
    try {
      const bytes = await readFile(placeOf(hash));
      return hashOf(bytes) === hash ? bytes : undefined;
    } catch {
      return undefined;
    }
  };
  return {
    read,
    keep: async (bytes) => {
      const hash = hashOf(bytes);
      if ((await read(hash)) === undefined) await store(bytes, placeOf(hash), folder);
      return hash;
    },
  };
}

async function store(bytes: Buffer, place: string, folder: string): Promise<void> {
  const parent = nodePath.dirname(place);
  let isNew = false;
  // Outermost first, so that nothing is made behind a link.
  for (const path of [folder, parent]) {
    const there = await lstat(path).catch(() => undefined);
    isNew = there === undefined && (await mkdir(path, { recursive: true, mode: 0o700 })) !== undefined;
    if (!(there ?? (await lstat(path))).isDirectory())
      throw new Error(`"${path}" is a link or a file; nothing is kept there`);
  }
  const temporary = nodePath.join(parent, `${randomBytes(16).toString('hex')}.tmp`);
  try {
    await writeSynced(temporary, bytes);
    await rename(temporary, place);
  } catch (error) {
    await unlink(temporary).catch(() => {});
    throw error;
  }
  await syncFolder(parent);
  if (isNew) await syncFolder(folder);
}

async function writeSynced(path: string, bytes: Buffer): Promise<void> {
  const { O_CREAT, O_EXCL, O_WRONLY } = constants;
  const handle = await open(path, O_CREAT | O_EXCL | O_WRONLY, 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A name is on the disk when its folder is. Not every system can sync a folder; the file itself was synced before. */
async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, constants.O_RDONLY).catch(() => undefined);
  await handle?.sync().catch(() => {});
  await handle?.close();
}
