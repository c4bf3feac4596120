import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { mkdir, open, readFile, rename, stat, unlink } from 'node:fs/promises';
import * as nodePath from 'node:path';
import { z } from 'zod';
import { ProfileName } from '../../core/spawn/profile.ts';
import { errorCode } from '../confinement/identity.ts';

/** What a person trusted: these bytes, in this file, under this name. */
const Trusted = z.strictObject({
  name: ProfileName,
  /** Absolute, without links. */
  path: z.string().min(1),
  /** SHA-256 in hex. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
});
export type Trusted = z.infer<typeof Trusted>;

const TrustFile = z.strictObject({ v: z.literal(1), trusted: z.array(Trusted) });

/** The record of trust of one workspace, kept outside of it. */
export interface ProfileTrust {
  /** All that is trusted now; nothing where the record is missing, damaged or of a newer version. */
  read(): Promise<readonly Trusted[]>;
  /** On the disk when it returns. Throws what the disk throws. */
  add(entry: Trusted): Promise<void>;
}

const fileName = 'trusted-profiles.json';
const largestRecord = 1024 * 1024;
/** The newest; what falls out is asked again. */
const mostEntries = 1000;

export function createProfileTrust(stateDirectory: string): ProfileTrust {
  const path = nodePath.join(stateDirectory, fileName);
  let last: Promise<unknown> = Promise.resolve();
  return {
    read: () => readRecord(path),
    add: (entry) => {
      const added = last.then(() => addTo(path, Trusted.parse(entry)));
      // One that failed must not hinder the next.
      last = added.catch(() => {});
      return added;
    },
  };
}

async function addTo(path: string, entry: Trusted): Promise<void> {
  const others = (await readRecord(path)).filter((other) => !isSame(other, entry));
  const record = { v: 1, trusted: [...others, entry].slice(-mostEntries) };
  await makeFolder(nodePath.dirname(path));
  const temporary = `${path}.${randomBytes(16).toString('hex')}.tmp`;
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(`${JSON.stringify(record, null, 1)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await unlink(temporary).catch(() => {});
    throw error;
  }
}

/** Whether two entries say the same. */
export function isSame(a: Trusted, b: Trusted): boolean {
  return a.name === b.name && a.path === b.path && a.hash === b.hash;
}

async function readRecord(path: string): Promise<readonly Trusted[]> {
  try {
    const careful = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
    const file = await open(path, constants.O_RDONLY | careful);
    try {
      const stats = await file.stat();
      if (!stats.isFile() || stats.size > largestRecord) return [];
      const parsed = TrustFile.safeParse(JSON.parse(await readFile(file, 'utf8')));
      return parsed.success ? parsed.data.trusted : [];
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof SyntaxError || errorCode(error) !== 'error') return [];
    throw error;
  }
}

/** One at a time: asked for all at once, Node never comes back where a disk answers that a parent is missing. */
async function makeFolder(path: string): Promise<void> {
  const isThere = await stat(path).then(
    () => true,
    () => false,
  );
  if (isThere) return;
  const parent = nodePath.dirname(path);
  if (parent !== path) await makeFolder(parent);
  await mkdir(path, { mode: 0o700 }).catch((error) => {
    if (errorCode(error) !== 'EEXIST') throw error;
  });
}
