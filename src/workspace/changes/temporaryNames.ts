import { lstatSync, unlinkSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import * as nodePath from 'node:path';
import type { ResolvedPath } from '../confinement/guard.ts';
import { type Identity, identityOf, sameIdentity } from '../confinement/identity.ts';
import { temporaryName } from './atomicWrite.ts';
import { openParent, type ParentFolder } from './parentFolder.ts';

/**
 * A new file gets its name beside a temporary one, which is then removed; a crash between the two leaves both. Removes
 * the temporary names of a file in its folder, by their exact pattern and only where they are the very same file, so
 * that its bytes stay. True if there was one. Throws what the disk throws.
 */
export async function removeTemporaryNames(path: ResolvedPath): Promise<boolean> {
  const { canonical, identity } = path.facts;
  if (identity === undefined) return false;
  const parent = await openParent(path);
  try {
    const own = nodePath.basename(canonical);
    const isLeftover = (name: string) => name !== own && temporaryName.test(name);
    const leftovers = await namesOf(identity, parent, isLeftover);
    parent.verify();
    // What was moved away meanwhile may have no other name than the temporary one.
    if (!isFile(identity, parent.at(own))) return false;
    for (const name of leftovers) unlinkSync(parent.at(name));
    return leftovers.length > 0;
  } finally {
    await parent.close();
  }
}

/** Whether a file with a temporary name has its lasting one too, in the same folder. */
export async function hasLastingName(identity: Identity, parent: ParentFolder): Promise<boolean> {
  return (await namesOf(identity, parent, (name) => !temporaryName.test(name))).length > 0;
}

async function namesOf(
  identity: Identity,
  parent: ParentFolder,
  isMeant: (name: string) => boolean,
): Promise<readonly string[]> {
  const names = (await readdir(parent.at('.'))).filter(isMeant);
  return names.filter((name) => isFile(identity, parent.at(name)));
}

function isFile(identity: Identity, path: string): boolean {
  const stats = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  return stats?.isFile() === true && sameIdentity(identityOf(stats), identity);
}
