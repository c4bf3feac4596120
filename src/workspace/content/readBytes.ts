import { type BigIntStats, constants, fstatSync, readlinkSync } from 'node:fs';
import { type FileHandle, open, realpath } from 'node:fs/promises';
import { ToolError } from '../../core/agent/tool.ts';
import type { ResolvedPath } from '../confinement/guard.ts';
import { errorCode, identityOf, sameIdentity } from '../confinement/identity.ts';
import { hashOf, largestText, tooLarge } from './fileText.ts';

const smallestChunk = 4 * 1024;

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
    const bytes = await readAtMost(handle, Number(stats.size), path.display);
    return { bytes, hash: hashOf(bytes), stats: await handle.stat({ bigint: true }) };
  });
}

/** A path that is not any more what was judged: whoever gets this may judge it again. */
export class MovedFile extends ToolError {}

/**
 * Opens the very file that was judged, without following links or waiting for pipes, and closes it afterwards.
 * Throws `MovedFile` if it is something else by now.
 */
export async function withOpenFile<T>(
  path: ResolvedPath,
  signal: AbortSignal,
  use: (handle: FileHandle, stats: BigIntStats) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const handle = await openJudged(path);
  try {
    // The system knows what it has just opened: asking takes no disk, and waiting would take a turn of the event loop.
    const stats = fstatSync(handle.fd, { bigint: true });
    await verifyOpen(path, handle, stats);
    return await use(handle, stats);
  } finally {
    const closed = handle.close();
    // Windows keeps others from replacing a file that is still open.
    if (process.platform === 'win32') await closed;
    else closed.catch(() => {});
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
    throw new MovedFile(`"${display}" cannot be opened (${errorCode(error)}).`);
  }
}

async function verifyOpen(path: ResolvedPath, handle: FileHandle, stats: BigIntStats): Promise<void> {
  const { canonical, display, identity } = path.facts;
  if (!stats.isFile()) throw new MovedFile(`"${display}" is not a regular file.`);
  if (stats.nlink > 1n) throw new MovedFile(`"${display}" has several hard links; it is refused.`);
  const isSame =
    sameIdentity(identityOf(stats), identity) && (await placeOf(handle, canonical)) === canonical;
  if (!isSame) throw new MovedFile(`"${display}" changed while it was opened; try again.`);
}

async function placeOf(handle: FileHandle, canonical: string): Promise<string> {
  if (process.platform === 'linux') {
    try {
      return readlinkSync(`/proc/self/fd/${handle.fd}`);
    } catch {
      // No /proc: ask by name, as on other systems.
    }
  }
  return await realpath(canonical);
}

async function readAtMost(handle: FileHandle, expected: number, display: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let total = 0;
  for (;;) {
    // One byte more than the file had, so that a single read can also show that it has not grown.
    const buffer = Buffer.allocUnsafeSlow(Math.max(expected + 1 - total, smallestChunk));
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, null);
    total += bytesRead;
    if (total > largestText) throw tooLarge(display, total);
    if (bytesRead > 0) chunks.push(buffer.subarray(0, bytesRead));
    if (bytesRead === 0 || (total === expected && bytesRead < buffer.length))
      return Buffer.concat(chunks, total);
  }
}
