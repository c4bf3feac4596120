import { createHash, randomBytes } from 'node:crypto';
import { type BigIntStats, linkSync, lstatSync, readFileSync, renameSync, unlinkSync } from 'node:fs';
import { access, constants, type FileHandle, open, unlink } from 'node:fs/promises';
import * as nodePath from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ToolError } from '../../core/agent/tool.ts';
import type { ResolvedPath } from '../confinement/guard.ts';
import { errorCode, type Identity, identityOf, sameIdentity } from '../confinement/identity.ts';
import { diskReason } from './diskReason.ts';
import { Conflict } from './parentFolder.ts';
import { SharedParents } from './sharedParents.ts';

/** The few disk calls of a write, an argument so that each can be made to fail. */
export interface WriteDisk {
  write(handle: FileHandle, bytes: Uint8Array): Promise<void>;
  rename(from: string, to: string): void;
  link(from: string, to: string): void;
  unlink(path: string): void;
}

export const realWrites: WriteDisk = {
  write: (handle, bytes) => handle.writeFile(bytes),
  rename: renameSync,
  link: linkSync,
  unlink: unlinkSync,
};

/** The part of a file's mode that is kept and restored. */
export const permissionBits = 0o7777n;

/** Names of temporary files; nothing else is ever swept. */
export const temporaryName = /^\.muster-[0-9a-f]{32}\.tmp$/;

/** What the new content of a file is called while it is staged by a commit whose id is in the journal. */
export function stagedName(commitId: string, path: string): string {
  return named(createHash('sha256').update(`${commitId} ${path}`).digest('hex').slice(0, 32));
}

/** New content that is safely on the disk beside its target, or a deletion that is ready; `apply` is one step. */
export interface Staged {
  readonly path: ResolvedPath;
  /** Puts it in place. Throws `Conflict` if the target is not the one in `before`; then nothing was done. */
  apply(before: BigIntStats | null, signal: AbortSignal): Promise<void>;
  /** After `apply`: puts the bytes of before back, unless somebody else changed the file since. Throws if it cannot. */
  undo(before: Uint8Array | null, stats: BigIntStats | null): Promise<void>;
  /** Removes what is left of it: always call it, also after `apply`. */
  discard(): Promise<void>;
}

/** What a file becomes: its bytes, null for none; and its permission bits, where it does not keep those it has. */
export interface Content {
  readonly path: ResolvedPath;
  readonly after: Uint8Array | null;
  readonly mode?: number | undefined;
}

/** The folders are shared by all files of a commit, and synced by whoever does the commit. */
export interface StageParts {
  readonly disk?: WriteDisk | undefined;
  readonly parents?: SharedParents;
  /** The temporary name; left out: one that nobody can know. */
  readonly temporary?: string | undefined;
}

/** Makes new content ready beside its target; `after` null makes a deletion ready. Leaves nothing behind if it throws. */
export async function stage(
  { path, after, mode }: Content,
  before: BigIntStats | null,
  { disk = realWrites, parents = new SharedParents(), temporary: name = newTemporaryName() }: StageParts = {},
): Promise<Staged> {
  if (before !== null) await refuseReadOnly(path, before);
  const parent = await parents.open(path);
  const temporary = parent.at(name);
  const target = parent.at(nodePath.basename(path.canonical));
  const discard = async () => {
    await unlink(temporary).catch(() => {});
    await parent.removeMade();
    await parent.close();
  };
  let written: Identity | undefined;
  try {
    if (after !== null) written = await writeTemporary(temporary, { bytes: after, before, mode }, disk);
  } catch (error) {
    await discard();
    throw error;
  }
  return {
    path,
    discard,
    apply: async (expected, signal) => {
      await applyWithRetries(() => {
        signal.throwIfAborted();
        parent.verify();
        verifyTarget(target, expected);
        if (after === null) disk.unlink(target);
        else if (expected === null) create(temporary, target, disk);
        else disk.rename(temporary, target);
      });
    },
    undo: async (bytes, stats) => {
      parent.verify();
      const verifyOurs = () => {
        if (!holds(target, after, written)) throw new Conflict('The file changed since it was written');
      };
      verifyOurs();
      if (bytes === null) return disk.unlink(target);
      const backup = parent.at(newTemporaryName());
      try {
        await writeTemporary(backup, { bytes, before: stats, mode: undefined }, disk);
        verifyOurs();
        disk.rename(backup, target);
      } catch (error) {
        await unlink(backup).catch(() => {});
        throw error;
      }
    },
  };
}

/** Whether a name still is what was put there: somebody may have replaced the file, or saved into it. */
function holds(target: string, content: Uint8Array | null, written: Identity | undefined): boolean {
  const now = lstatSync(target, { bigint: true, throwIfNoEntry: false });
  if (content === null || now === undefined) return content === null && now === undefined;
  return (
    sameIdentity(identityOf(now), written) &&
    now.size === BigInt(content.length) &&
    readFileSync(target).equals(content)
  );
}

const newTemporaryName = () => named(randomBytes(16).toString('hex'));

const named = (digits: string) => `.muster-${digits}.tmp`;

/** Throws `ToolError` if the file may not be written. */
export async function refuseReadOnly(path: ResolvedPath, before: BigIntStats): Promise<void> {
  // Replacing needs no right to the file itself, so the right is asked for here.
  if ((before.mode & 0o222n) === 0n) throw new ToolError(`"${path.display}" is read-only.`);
  try {
    await access(path.canonical, constants.W_OK);
  } catch (error) {
    throw new ToolError(`"${path.display}" cannot be written: ${diskReason(error)}.`);
  }
}

interface NewBytes {
  readonly bytes: Uint8Array;
  readonly before: BigIntStats | null;
  readonly mode: number | undefined;
}

async function writeTemporary(
  temporary: string,
  { bytes, before, mode }: NewBytes,
  disk: WriteDisk,
): Promise<Identity> {
  const isUsual = before === null && mode === undefined;
  const handle = await open(temporary, 'wx', isUsual ? 0o666 : 0o600);
  try {
    await disk.write(handle, bytes);
    if (before !== null) await keepOwner(handle, before);
    // Windows has no such bits, but for one that only says read-only.
    if (!isUsual && process.platform !== 'win32')
      await handle.chmod(mode ?? Number((before?.mode ?? 0n) & permissionBits));
    await handle.sync();
    return identityOf(await handle.stat({ bigint: true }));
  } finally {
    await handle.close();
  }
}

async function keepOwner(handle: FileHandle, before: BigIntStats): Promise<void> {
  if (process.platform === 'win32') return;
  const now = await handle.stat({ bigint: true });
  if (now.uid === before.uid && now.gid === before.gid) return;
  // Only a privileged user can give files away; without that right the new file is the writer's own.
  await handle.chown(Number(before.uid), Number(before.gid)).catch(() => {});
}

function verifyTarget(target: string, expected: BigIntStats | null): void {
  const now = lstatSync(target, { bigint: true, throwIfNoEntry: false });
  if (expected === null) {
    if (now !== undefined) throw new Conflict('Something exists there by now');
    return;
  }
  const isSame =
    now?.isFile() &&
    sameIdentity(identityOf(now), identityOf(expected)) &&
    now.size === expected.size &&
    now.mtimeNs === expected.mtimeNs &&
    now.ctimeNs === expected.ctimeNs;
  if (!isSame) throw new Conflict('The file changed');
}

/** Linking fails where a name exists, renaming would replace it; not every disk can link. */
function create(temporary: string, target: string, disk: WriteDisk): void {
  try {
    disk.link(temporary, target);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'EEXIST') throw new Conflict('Something exists there by now');
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].includes(code)) throw error;
    disk.rename(temporary, target);
    return;
  }
  try {
    disk.unlink(temporary);
  } catch {
    // The file is there; its temporary name is removed with what is left of the change.
  }
}

async function applyWithRetries(attempt: () => void): Promise<void> {
  // Virus scanners hold files for a moment.
  for (const pauseMs of [20, 60, 180]) {
    try {
      attempt();
      return;
    } catch (error) {
      if (!['EBUSY', 'EPERM', 'EACCES'].includes(errorCode(error))) throw error;
    }
    await wait(pauseMs);
  }
  attempt();
}
