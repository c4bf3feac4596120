import type { BigIntStats } from 'node:fs';
import * as disk from 'node:fs/promises';
import * as nodePath from 'node:path';
import { errorCode, isInside } from './identity.ts';

/** The few disk calls of the guard, an argument so that each can be made to fail. */
export interface GuardDisk {
  lstat(path: string): Promise<BigIntStats>;
  realpath(path: string): Promise<string>;
  readdir(path: string): Promise<string[]>;
  /** Set if it may be asked about a whole path at once. */
  readonly isAskedAhead?: boolean;
}

export const realDisk: GuardDisk = {
  lstat: askedTogether((path) => disk.lstat(path, { bigint: true })),
  realpath: (path) => disk.realpath(path),
  readdir: askedTogether((path) => disk.readdir(path)),
  isAskedAhead: true,
};

/**
 * Many agents that look at one folder in the same step share an answer, which is younger than the question of each: the
 * disk is asked when the step is over.
 */
function askedTogether<T>(ask: (path: string) => Promise<T>): (path: string) => Promise<T> {
  const answers = new Map<string, Promise<T>>();
  return (path) => {
    const shared = answers.get(path);
    if (shared !== undefined) return shared;
    const answer = new Promise<T>((resolve) => {
      process.nextTick(() => {
        answers.delete(path);
        resolve(ask(path));
      });
    });
    answers.set(path, answer);
    return answer;
  };
}

/**
 * The disk for one walk along these names, which asks for all of a path without links at once: under load each wait for
 * an answer lasts far longer than the answer takes. Each early answer is used once; whatever else is asked, is asked then.
 */
export function askedAhead(guardDisk: GuardDisk, from: string, names: readonly string[]): GuardDisk {
  if (!guardDisk.isAskedAhead) return guardDisk;
  const stats = new Map<string, Promise<BigIntStats>>();
  let path = from;
  stats.set(path, early(guardDisk.lstat(path)));
  for (const name of names) {
    path = nodePath.join(path, name);
    stats.set(path, early(guardDisk.lstat(path)));
  }
  const reals = new Map([[path, early(guardDisk.realpath(path))]]);
  return {
    lstat: (asked) => taken(stats, asked) ?? guardDisk.lstat(asked),
    realpath: (asked) => taken(reals, asked) ?? guardDisk.realpath(asked),
    readdir: (asked) => guardDisk.readdir(asked),
  };
}

/** An answer that may turn out not to be needed, and then may just as well be an error. */
function early<T>(answer: Promise<T>): Promise<T> {
  answer.catch(() => {});
  return answer;
}

function taken<T>(answers: Map<string, T>, path: string): T | undefined {
  const answer = answers.get(path);
  answers.delete(path);
  return answer;
}

/** The deepest thing on the way that exists, and the names after it that do not. */
export interface Walked {
  readonly existing: string;
  readonly stats: BigIntStats;
  /** The folder that `existing` was looked up in, as it was just before; undefined if no name was followed. */
  readonly above: BigIntStats | undefined;
  readonly missing: readonly string[];
}

/** Why a path is refused, and the absolute place that it had led to by then, with what was still to come. */
export interface Refused {
  readonly reason: string;
  readonly at: string;
}

export interface WalkStart {
  readonly from: string;
  /** What the disk said of `from` just now. */
  readonly stats: BigIntStats;
  readonly roots: readonly string[];
  readonly disk: GuardDisk;
}

/** Follows the names one by one, links included. Throws what the disk throws. */
export async function walk(start: WalkStart, names: readonly string[]): Promise<Walked | Refused> {
  let existing = start.from;
  let stats = start.stats;
  let above: BigIntStats | undefined;
  for (const [index, name] of names.entries()) {
    const at = nodePath.join(existing, ...names.slice(index));
    if (!stats.isDirectory()) return { reason: 'a part of it is a file, not a folder', at };

    const next = nodePath.join(existing, name);
    const found = await lstatOrMissing(start.disk, next);
    if (found === undefined) return { existing, stats, above, missing: names.slice(index) };

    existing = next;
    above = stats;
    stats = found;
    if (!found.isSymbolicLink()) continue;

    const target = await linkTarget(start.disk, next);
    if (target === undefined) return { reason: 'it is a link that leads nowhere or in circles', at };
    if (!start.roots.some((root) => isInside(root, target)))
      return { reason: 'it is a link that leads outside the workspace', at };
    existing = target;
    above = undefined;
    stats = await start.disk.lstat(target);
    if (stats.isSymbolicLink()) return { reason: 'a link on the way changed while it was checked', at };
  }
  return { existing, stats, above, missing: [] };
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
  // There may be hundreds of thousands: only those with accents can be spelled in two ways.
  return names.find(
    (other) => /[^\0-~]/.test(other) && other !== name && other.normalize('NFC') === composed,
  );
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
