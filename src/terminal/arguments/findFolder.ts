import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';

/** The real path of a folder; undefined if there is no such folder. */
export async function findFolder(path: string): Promise<string | undefined> {
  try {
    const canonical = await realpath(path);
    return (await stat(canonical)).isDirectory() ? canonical : undefined;
  } catch {
    return undefined;
  }
}

/** A place that may not exist yet, under the real path of the folder it is in; a link at its end is not followed. */
export async function canonicalPlace(path: string): Promise<string> {
  const absolute = resolve(path);
  const parent = dirname(absolute);
  if (parent === absolute) return absolute;
  return join(await realpath(parent).catch(() => canonicalPlace(parent)), basename(absolute));
}

/** Whether a folder is another one, or holds it at any depth. Both are canonical paths. */
export function holdsFolder(outer: string, inner: string): boolean {
  const way = relative(outer, inner);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
