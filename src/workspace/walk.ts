import type { BigIntStats } from 'node:fs';
import * as disk from 'node:fs/promises';
import * as nodePath from 'node:path';
import { errorCode, isInside } from './identity.ts';

/** The few disk calls of the guard, an argument so that each can be made to fail. */
export interface GuardDisk {
  lstat(path: string): Promise<BigIntStats>;
  realpath(path: string): Promise<string>;
  readdir(path: string): Promise<string[]>;
}

export const realDisk: GuardDisk = {
  lstat: (path) => disk.lstat(path, { bigint: true }),
  realpath: (path) => disk.realpath(path),
  readdir: (path) => disk.readdir(path),
};

/** The deepest thing on the way that exists, and the names after it that do not. */
export interface Walked {
  readonly existing: string;
  readonly stats: BigIntStats;
  readonly missing: readonly string[];
}

export interface WalkStart {
  readonly from: string;
  readonly roots: readonly string[];
  readonly disk: GuardDisk;
}

/** Follows the names one by one, links included; a text is the reason to refuse. Throws what the disk throws. */
export async function walk(start: WalkStart, names: readonly string[]): Promise<Walked | string> {
  let existing = start.from;
  let stats = await start.disk.lstat(existing);
  for (const [index, name] of names.entries()) {
    if (!stats.isDirectory()) return 'a part of it is a file, not a folder';

    const next = nodePath.join(existing, name);
    const found = await lstatOrMissing(start.disk, next);
    if (found === undefined) return { existing, stats, missing: names.slice(index) };

    existing = next;
    stats = found;
    if (!found.isSymbolicLink()) continue;

    const target = await linkTarget(start.disk, next);
    if (target === undefined) return 'it is a link that leads nowhere or in circles';
    if (!start.roots.some((root) => isInside(root, target)))
      return 'it is a link that leads outside the workspace';
    existing = target;
    stats = await start.disk.lstat(target);
    if (stats.isSymbolicLink()) return 'a link on the way changed while it was checked';
  }
  return { existing, stats, missing: [] };
}

/** A name already in the folder that differs from `name` only in how its accents are encoded. */
export async function collidingName(
  guardDisk: GuardDisk,
  folder: string,
  name: string,
): Promise<string | undefined> {
  const composed = name.normalize('NFC');
  if (composed === name.normalize('NFD')) return undefined;
  const names = await guardDisk.readdir(folder);
  return names.find((other) => other !== name && other.normalize('NFC') === composed);
}

async function lstatOrMissing(guardDisk: GuardDisk, path: string): Promise<BigIntStats | undefined> {
  try {
    return await guardDisk.lstat(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function linkTarget(guardDisk: GuardDisk, link: string): Promise<string | undefined> {
  try {
    return await guardDisk.realpath(link);
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ELOOP') return undefined;
    throw error;
  }
}
