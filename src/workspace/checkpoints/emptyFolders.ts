import { rmdir } from 'node:fs/promises';
import * as nodePath from 'node:path';
import { openParent } from '../changes/parentFolder.ts';
import type { Workspace } from '../confinement/resolver.ts';

/**
 * Removes those of the folders that are empty, whatever order they are named in; never through a link. One that cannot
 * be removed stays.
 */
export async function removeEmptyFolders(workspace: Workspace, folders: readonly string[]): Promise<void> {
  const innermostFirst = folders.toSorted((a, b) => b.length - a.length);
  for (const named of innermostFirst) {
    const resolution = await workspace.resolve(named);
    if (resolution.kind === 'denied') continue;
    const { display, kind, relative, canonical } = resolution.path.facts;
    if (display !== named || kind !== 'directory' || relative === '') continue;
    const parent = await openParent(resolution.path).catch(() => undefined);
    try {
      parent?.verify();
      if (parent) await rmdir(parent.at(nodePath.basename(canonical)));
    } catch {
      // It holds something, or somebody was quicker.
    } finally {
      await parent?.close();
    }
  }
}
