import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { ToolError } from '../../core/agent/tool.ts';
import { judgeRead } from '../confinement/access.ts';
import type { ResolvedPath } from '../confinement/guard.ts';
import { errorCode } from '../confinement/identity.ts';
import type { Workspace } from '../confinement/resolver.ts';
import type { Layout } from '../layout/layout.ts';
import { withOpenFile } from './readBytes.ts';

export interface FileFacts {
  readonly bytes: number;
  /** SHA-256 (hex); empty for a file that is too large to be hashed. */
  readonly hash: string;
}

const largestHashed = 1024 * 1024 * 1024;
const chunkSize = 256 * 1024;

/**
 * Size and hash of a file as it is on the disk now, in bounded memory; undefined where there is no regular file that
 * agents may see, whatever the text. Rejects only when `signal` aborts.
 */
export async function inspectFile(
  { workspace, layout }: { readonly workspace: Workspace; readonly layout: Layout },
  named: string,
  signal: AbortSignal,
): Promise<FileFacts | undefined> {
  // A file that is being replaced may not be the judged one any more; it is no less there for that.
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    signal.throwIfAborted();
    const resolution = await workspace.resolve(named);
    if (resolution.kind === 'denied') return undefined;
    const { path } = resolution;
    if (path.kind !== 'file' || judgeRead(path, layout).kind === 'deny') return undefined;
    const facts = await factsOf(path, signal);
    if (facts !== undefined) return facts;
  }
  return undefined;
}

async function factsOf(path: ResolvedPath, signal: AbortSignal): Promise<FileFacts | undefined> {
  try {
    return await withOpenFile(path, signal, async (handle, stats) => {
      const size = Number(stats.size);
      return size > largestHashed ? { bytes: size, hash: '' } : await hashed(handle, signal);
    });
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof ToolError || errorCode(error) !== 'error') return undefined;
    throw error;
  }
}

async function hashed(handle: FileHandle, signal: AbortSignal): Promise<FileFacts> {
  const sha = createHash('sha256');
  const buffer = Buffer.alloc(chunkSize);
  let bytes = 0;
  for (;;) {
    signal.throwIfAborted();
    const { bytesRead } = await handle.read(buffer, 0, chunkSize, null);
    if (bytesRead === 0) return { bytes, hash: sha.digest('hex') };
    sha.update(buffer.subarray(0, bytesRead));
    bytes += bytesRead;
    if (bytes > largestHashed) return { bytes: Number((await handle.stat()).size), hash: '' };
  }
}
