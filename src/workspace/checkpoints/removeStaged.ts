import { lstatSync, unlinkSync } from 'node:fs';
import * as nodePath from 'node:path';
import type { InterruptedCommit } from '../../core/journal/interrupted.ts';
import { stagedName } from '../changes/atomicWrite.ts';
import { openParent } from '../changes/parentFolder.ts';
import type { Workspace } from '../confinement/resolver.ts';

/**
 * Removes what a commit that was cut off had staged beside its files, by the names that only its journal tells. Never
 * makes a folder, never goes through a link; what cannot be removed stays.
 */
export async function removeStaged(
  workspace: Workspace,
  { commitId, files }: Pick<InterruptedCommit, 'commitId' | 'files'>,
): Promise<void> {
  for (const { path: named } of files) {
    const resolution = await workspace.resolve(named);
    if (resolution.kind === 'denied' || resolution.path.display !== named) continue;
    const { base, canonical } = resolution.path.facts;
    if (base.path !== nodePath.dirname(canonical)) continue;
    const parent = await openParent(resolution.path).catch(() => undefined);
    try {
      const staged = parent?.at(stagedName(commitId, named));
      parent?.verify();
      if (staged && lstatSync(staged, { throwIfNoEntry: false })?.isFile()) unlinkSync(staged);
    } catch {
      // It is swept when it is old.
    } finally {
      await parent?.close();
    }
  }
}
