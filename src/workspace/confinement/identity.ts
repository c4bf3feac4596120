import type { BigIntStats } from 'node:fs';
import * as nodePath from 'node:path';

/** What the disk calls the same file, whatever its names. */
export interface Identity {
  readonly dev: bigint;
  readonly ino: bigint;
}

export function identityOf(stats: BigIntStats): Identity {
  return { dev: stats.dev, ino: stats.ino };
}

export function sameIdentity(a: Identity | undefined, b: Identity | undefined): boolean {
  return a !== undefined && b !== undefined && a.dev === b.dev && a.ino === b.ino;
}

/** True if `path` is `root` or lies below it; compares names, so both must be canonical. */
export function isInside(root: string, path: string): boolean {
  const relative = nodePath.relative(root, path);
  if (relative === '') return true;
  return relative !== '..' && !relative.startsWith(`..${nodePath.sep}`) && !nodePath.isAbsolute(relative);
}

/** The system's code of a failed disk call, such as `ENOENT`. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'error';
}
