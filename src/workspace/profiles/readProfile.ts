import type { FileHandle } from 'node:fs/promises';
import { ToolError } from '../../core/agent/tool.ts';
import { diskReason } from '../changes/diskReason.ts';
import type { ResolvedPath } from '../confinement/guard.ts';
import { errorCode } from '../confinement/identity.ts';
import { mayHoldSecrets, protectionOf } from '../confinement/protectedPaths.ts';
import type { Workspace } from '../confinement/resolver.ts';
import { countOf, decodeText, hashOf } from '../content/fileText.ts';
import { withOpenFile } from '../content/readBytes.ts';
import { accessOf, type Layout } from '../layout/layout.ts';

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

/**
 * Reads one regular file inside the workspace; through a link only what agents may read, since they are told what is
 * wrong with a profile. Without a layout nothing is hidden. Never throws for what is on the disk.
 */
export async function readProfile(
  { workspace, layout }: { readonly workspace: Workspace; readonly layout?: Layout | undefined },
  path: string,
  signal: AbortSignal,
): Promise<ProfileBytes> {
  const resolution = await workspace.resolve(path);
  if (resolution.kind === 'denied') return { kind: 'unreadable', message: resolution.reason };
  if (leadsToHidden(resolution.path, layout))
    return { kind: 'unreadable', message: `"${path}" is a link to a file that agents may not read.` };
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

function leadsToHidden({ facts }: ResolvedPath, layout: Layout | undefined): boolean {
  const { asked, folder, relative, protectedName } = facts;
  if (relative === asked.relative && folder === asked.folder) return false;
  const isHidden = layout !== undefined && accessOf(layout, folder.name, relative) === 'none';
  return isHidden || mayHoldSecrets(protectedName) || protectionOf(protectedName) === 'closed';
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
