import { type BigIntStats, constants } from 'node:fs';
import { type FileHandle, open, readlink, realpath } from 'node:fs/promises';
import { ToolError } from '../core/agent/tool.ts';
import { hashOf, largestText, tooLarge } from './fileText.ts';
import type { ResolvedPath } from './guard.ts';
import { errorCode, identityOf, sameIdentity } from './identity.ts';

/** A file's exact bytes, and what the disk said about it while they were read. */
export interface FileBytes {
  readonly bytes: Buffer;
  readonly hash: string;
  readonly stats: BigIntStats;
}

/** Reads a whole file of at most 10 MB; null if there is none. Throws `ToolError` for anything that is not one file. */
export async function readBytes(path: ResolvedPath, signal: AbortSignal): Promise<FileBytes | null> {
  const { kind } = path.facts;
  if (kind === 'missing') return null;
  return withOpenFile(path, signal, async (handle, stats) => {
    if (stats.size > BigInt(largestText)) throw tooLarge(path.display, Number(stats.size));
    const bytes = await readAtMost(handle, largestText, path.display);
    return { bytes, hash: hashOf(bytes), stats: await handle.stat({ bigint: true }) };
  });
}

/**
 * Opens the very file that was judged, without following links or waiting for pipes, and closes it afterwards.
 * Throws `ToolError` if it is something else by now.
 */
export async function withOpenFile<T>(
  path: ResolvedPath,
  signal: AbortSignal,
  use: (handle: FileHandle, stats: BigIntStats) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const handle = await openJudged(path);
  try {
    const stats = await handle.stat({ bigint: true });
    await verifyOpen(path, handle, stats);
    return await use(handle, stats);
  } finally {
    await handle.close();
  }
}

async function openJudged(path: ResolvedPath): Promise<FileHandle> {
  const { canonical, display, kind } = path.facts;
  if (kind === 'missing') throw new ToolError(`"${display}" does not exist.`);
  if (kind === 'directory') throw new ToolError(`"${display || '.'}" is a folder, not a file.`);
  if (kind === 'other') throw new ToolError(`"${display}" is not a regular file.`);
  try {
    // Windows knows neither flag; there the identity check below stands alone.
    const careful = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
    return await open(canonical, constants.O_RDONLY | careful);
  } catch (error) {
    throw new ToolError(`"${display}" cannot be opened (${errorCode(error)}).`);
  }
}

async function verifyOpen(path: ResolvedPath, handle: FileHandle, stats: BigIntStats): Promise<void> {
  const { canonical, display, identity } = path.facts;
  if (!stats.isFile()) throw new ToolError(`"${display}" is not a regular file.`);
  if (stats.nlink > 1n) throw new ToolError(`"${display}" has several hard links; it is refused.`);
  const isSame =
    sameIdentity(identityOf(stats), identity) && (await placeOf(handle, canonical)) === canonical;
  if (!isSame) throw new ToolError(`"${display}" changed while it was opened; try again.`);
}

async function placeOf(handle: FileHandle, canonical: string): Promise<string> {
  if (process.platform === 'linux') {
    try {
      return await readlink(`/proc/self/fd/${handle.fd}`);
    } catch {
      // No /proc: ask by name, as on other systems.
    }
  }
  return await realpath(canonical);
}

async function readAtMost(handle: FileHandle, limit: number, display: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let total = 0;
  for (;;) {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(64 * 1024), 0, 64 * 1024, null);
    if (bytesRead === 0) return Buffer.concat(chunks, total);
    total += bytesRead;
    if (total > limit) throw tooLarge(display, total);
    chunks.push(buffer.subarray(0, bytesRead));
  }
}
