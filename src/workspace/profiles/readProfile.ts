import type { FileHandle } from 'node:fs/promises';
import { ToolError } from '../../core/agent/tool.ts';
import { diskReason } from '../changes/diskReason.ts';
import { errorCode } from '../confinement/identity.ts';
import type { Workspace } from '../confinement/resolver.ts';
import { countOf, decodeText, hashOf } from '../content/fileText.ts';
import { withOpenFile } from '../content/readBytes.ts';

/** One profile file as it was at one moment: the hash is of the very bytes that the text is made of. */
export type ProfileBytes =
  | {
      readonly kind: 'read';
      readonly text: string;
      readonly hash: string;
      /** Absolute, without links. */
      readonly canonical: string;
    }
  | { readonly kind: 'unreadable'; readonly message: string };

/** The largest file that is taken for a profile. */
const largestProfile = 200_000;

/** Reads one regular file inside the workspace. Never throws for what is on the disk. */
export async function readProfile(
  workspace: Workspace,
  path: string,
  signal: AbortSignal,
): Promise<ProfileBytes> {
  const resolution = await workspace.resolve(path);
  if (resolution.kind === 'denied') return { kind: 'unreadable', message: resolution.reason };
  try {
    const bytes = await withOpenFile(resolution.path, signal, (handle, { size }) =>
      readSmall(handle, size, path),
    );
    const { text } = decodeText(bytes, path);
    return { kind: 'read', text, hash: hashOf(bytes), canonical: resolution.path.canonical };
  } catch (error) {
    if (error instanceof ToolError) return { kind: 'unreadable', message: error.message };
    if (errorCode(error) === 'error') throw error;
    return { kind: 'unreadable', message: `"${path}" cannot be read: ${diskReason(error)}.` };
  }
}

/** One byte more than the file has makes room to see that it grows. */
async function readSmall(handle: FileHandle, size: bigint, path: string): Promise<Buffer> {
  const isSmall = size <= BigInt(largestProfile);
  const buffer = Buffer.alloc(isSmall ? Number(size) + 1 : 0);
  let length = 0;
  while (length < buffer.length) {
    const { bytesRead } = await handle.read(buffer, length, buffer.length - length, null);
    if (bytesRead === 0) return buffer.subarray(0, length);
    length += bytesRead;
  }
  if (isSmall) throw new ToolError(`"${path}" changed while it was read; try again.`);
  throw new ToolError(`"${path}" is too large for a profile (at most ${countOf(largestProfile)} bytes).`);
}
