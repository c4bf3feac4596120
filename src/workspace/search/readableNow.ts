import { lstatSync } from 'node:fs';
import * as nodePath from 'node:path';
import { identityOf, sameIdentity } from '../confinement/identity.ts';
import { protectionOf } from '../confinement/protectedPaths.ts';
import type { JudgeName } from './hiddenNames.ts';
import { holderOf, type SearchPlace } from './searchPlace.ts';

/**
 * Whether agents may read these files now: regular files with one name only, on a way without links from a folder that
 * is still the one that was opened. The answer is the guard's own, asked at once for many files; any error means no.
 */
export function readableNow(place: SearchPlace, judge: JudgeName): (name: string) => boolean {
  const folders = new Map<string, boolean>();
  const isRealFolder = (path: string): boolean => {
    const known = folders.get(path);
    if (known !== undefined) return known;
    const { folder } = place.own;
    const isReal =
      path === folder.root
        ? sameIdentity(identityOf(lstatSync(path, { bigint: true })), folder.identity)
        : path !== nodePath.dirname(path) &&
          lstatSync(path).isDirectory() &&
          isRealFolder(nodePath.dirname(path));
    folders.set(path, isReal);
    return isReal;
  };
  return (name) => {
    try {
      const { protectedBy, inside, below } = holderOf(place, name);
      if (judge(name) !== 'visible') return false;
      if (protectionOf(protectedBy + inside + name.slice(below.length)) === 'closed') return false;
      const path = nodePath.join(place.cwd, ...name.split('/'));
      const stats = lstatSync(path);
      return stats.isFile() && stats.nlink === 1 && isRealFolder(nodePath.dirname(path));
    } catch {
      return false;
    }
  };
}
