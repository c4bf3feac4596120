import { closeSync, constants, fstatSync, openSync, readlinkSync } from 'node:fs';
import * as nodePath from 'node:path';
import type { SearchPlace } from './searchPlace.ts';

/** A file of a place, and what ripgrep is told to read for it. */
export interface HeldFile {
  readonly name: string;
  readonly argument: string;
  /** Open, where ripgrep gets the open file itself. */
  readonly handle?: number;
}

/** ripgrep's own standard streams come first. */
const firstHandle = 3;
const canHandOver = process.platform === 'linux';

/**
 * Opens files for ripgrep, so that it reads the very files that were judged, whatever takes their place meanwhile; a file
 * that is not at its place, is a link or has other names is left out. Where the system cannot hand files over, ripgrep
 * is told their names. Call `letGo` afterwards.
 */
export function holdFiles({ cwd }: SearchPlace, names: readonly string[]): readonly HeldFile[] {
  if (!canHandOver) return names.map((name) => ({ name, argument: `./${name}` }));
  const held: HeldFile[] = [];
  for (const name of names) {
    const handle = openInPlace(nodePath.join(cwd, name));
    if (handle === undefined) continue;
    held.push({ name, handle, argument: `/proc/self/fd/${firstHandle + held.length}` });
  }
  return held;
}

export function letGo(files: readonly HeldFile[]): void {
  for (const { handle } of files) {
    if (handle !== undefined) closeSync(handle);
  }
}

function openInPlace(path: string): number | undefined {
  let handle: number | undefined;
  try {
    handle = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const stats = fstatSync(handle);
    if (stats.isFile() && stats.nlink === 1 && readlinkSync(`/proc/self/fd/${handle}`) === path)
      return handle;
  } catch {
    // It is gone, or something else by now.
  }
  if (handle !== undefined) closeSync(handle);
  return undefined;
}
