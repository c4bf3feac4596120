import { constants, lstatSync, readlinkSync, realpathSync } from 'node:fs';
import { type FileHandle, lstat, mkdir, open, rmdir } from 'node:fs/promises';
import * as nodePath from 'node:path';
import type { ResolvedPath } from '../confinement/guard.ts';
import { errorCode, type Identity, identityOf, sameIdentity } from '../confinement/identity.ts';

/** The disk is no longer as it was judged; nothing was written. */
export class Conflict extends Error {
  override readonly name = 'Conflict';
}

/** The folder that will hold a file, held fast while the file is written. */
export interface ParentFolder {
  /** A path to a name in exactly this folder; on Linux it stays so even if the folder is moved or replaced. */
  at(name: string): string;
  /** Throws `Conflict` if the folder is not where it was judged to be. */
  verify(): void;
  sync(): Promise<void>;
  /** Removes the folders made on the way, as far as they are empty. */
  removeMade(): Promise<void>;
  close(): Promise<void>;
}

/** Opens the parent of a judged path and makes the folders that are missing on the way. Throws `Conflict`. */
export async function openParent(path: ResolvedPath): Promise<ParentFolder> {
  const { base, canonical } = path.facts;
  const parent = nodePath.dirname(canonical);
  const missing = nodePath.relative(base.path, parent).split(nodePath.sep).filter(Boolean);
  const made: string[] = [];
  try {
    const held = await holdFolder(base.path, base.identity);
    const folder = await descend(held, missing, made);
    return {
      at: folder.at,
      verify: folder.verify,
      sync: async () => {
        // Not every system can sync a folder; the file itself was synced before.
        await folder.handle?.sync().catch(() => {});
      },
      removeMade: () => removeFolders(made),
      close: async () => {
        await folder.handle?.close();
      },
    };
  } catch (error) {
    await removeFolders(made);
    throw error;
  }
}

interface HeldFolder {
  readonly path: string;
  readonly handle: FileHandle | undefined;
  at(name: string): string;
  verify(): void;
}

async function descend(start: HeldFolder, names: readonly string[], made: string[]): Promise<HeldFolder> {
  let folder = start;
  for (const name of names) {
    try {
      folder.verify();
      const next = nodePath.join(folder.path, name);
      if (await makeFolder(folder.at(name))) made.push(next);
      const inner = await holdFolder(next, undefined, folder.at(name));
      await folder.handle?.close();
      folder = inner;
    } catch (error) {
      await folder.handle?.close();
      throw error;
    }
  }
  return folder;
}

/** Holds a folder by an open handle where the system can address names through one, else by its identity. */
async function holdFolder(path: string, expected: Identity | undefined, via = path): Promise<HeldFolder> {
  const handle = process.platform === 'linux' ? await openFolder(via) : undefined;
  const place = handle && placeOf(handle);
  const stats = handle ? await handle.stat({ bigint: true }) : await lstat(via, { bigint: true });
  const identity = identityOf(stats);
  const verify = () => {
    const isThere = place === undefined ? isFolderAt(path, identity) : handle && placeOf(handle) === path;
    if (!isThere) throw new Conflict('The folder was moved or replaced');
  };
  try {
    if (!stats.isDirectory()) throw new Conflict('A folder on the way is not a folder');
    if (expected !== undefined && !sameIdentity(expected, identity))
      throw new Conflict('The folder was replaced');
    verify();
  } catch (error) {
    await handle?.close();
    throw error;
  }
  const prefix = place === undefined || handle === undefined ? path : `/proc/self/fd/${handle.fd}`;
  return { path, handle, at: (name) => `${prefix}/${name}`, verify };
}

async function openFolder(path: string): Promise<FileHandle> {
  try {
    return await open(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ELOOP' || code === 'ENOTDIR' || code === 'ENOENT')
      throw new Conflict('The folder was replaced');
    throw error;
  }
}

function placeOf(handle: FileHandle): string | undefined {
  try {
    return readlinkSync(`/proc/self/fd/${handle.fd}`);
  } catch {
    return undefined;
  }
}

function isFolderAt(path: string, identity: Identity): boolean {
  const stats = lstatSync(path, { bigint: true });
  return (
    stats.isDirectory() && sameIdentity(identityOf(stats), identity) && realpathSync.native(path) === path
  );
}

async function makeFolder(path: string): Promise<boolean> {
  try {
    await mkdir(path);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

async function removeFolders(made: readonly string[]): Promise<void> {
  for (const path of made.toReversed()) await rmdir(path).catch(() => {});
}
