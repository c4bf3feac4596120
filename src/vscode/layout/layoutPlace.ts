import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, relative, sep } from 'node:path';
import type { LayoutsOnDisk, PlaceRules } from './layouts.ts';

/** What the Explorer marks: `free` places agents write without asking, `hidden` and `secret` ones they never see. */
export type Place = 'free' | 'hidden' | 'secret' | 'usual';

/** Stands for whatever file an agent may create in a folder; no pattern of a person names it. */
const anyFile = 'any-file-of-an-agent';

/**
 * How agents may treat what is at a path of the disk now; of a folder, what a new file in it would be. Links count for
 * what they lead to, as they do for agents. What is gone, or outside of the workspace, is `usual`.
 */
export async function placeOf(path: string, layouts: LayoutsOnDisk): Promise<Place> {
  try {
    const real = await realpath(path);
    const folder = innermostFolder(real, layouts);
    if (!folder) return 'usual';
    const isFolder = (await stat(real)).isDirectory();
    const names = relative(folder.root, real).split(sep).join('/');
    return judge(layouts.rulesFor(folder.name, isFolder ? below(names) : names));
  } catch {
    return 'usual';
  }
}

/** A folder that is opened by itself keeps its own rules inside another one. */
function innermostFolder(
  path: string,
  { folders }: LayoutsOnDisk,
): LayoutsOnDisk['folders'][number] | undefined {
  const holders = folders.filter(({ root }) => isInside(root, path));
  return holders.toSorted((a, b) => b.root.length - a.root.length)[0];
}

function isInside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

const below = (folder: string) => (folder === '' ? anyFile : `${folder}/${anyFile}`);

function judge({ access, protection, mayHoldSecrets, isBoard }: PlaceRules): Place {
  if (access === 'none' || protection === 'closed') return 'hidden';
  if (mayHoldSecrets) return 'secret';
  return access === 'write' && protection === 'open' && !isBoard ? 'free' : 'usual';
}
