import { lstatSync, unlinkSync } from 'node:fs';
import * as nodePath from 'node:path';
import { identityOf } from '../confinement/identity.ts';
import type { Workspace } from '../confinement/resolver.ts';
import { ripgrep } from '../search/ripgrep.ts';
import { temporaryName } from './atomicWrite.ts';
import { openParent } from './parentFolder.ts';
import { hasLastingName } from './temporaryNames.ts';

/** Another window may be writing right now; what is this old belongs to a process that died. */
const leftoverAgeMs = 10 * 60 * 1000;

export interface Sweep {
  readonly workspace: Workspace;
  readonly rgPath: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Removes temporary files that a crash left behind, by their exact name pattern only: old ones, and those that are but a
 * second name of a file beside them. Returns their paths.
 */
export async function sweepLeftovers(sweep: Sweep, signal: AbortSignal): Promise<readonly string[]> {
  const removed: string[] = [];
  for (const folder of sweep.workspace.folders) {
    const found: string[] = [];
    const options = ['--files', '--null', '--no-ignore', '--glob', '.muster-*.tmp', '--', './'];
    await ripgrep(
      { rgPath: sweep.rgPath, folder: folder.root, options, separator: '\0' },
      (name) => found.push(name) < 10_000,
      signal,
    );
    for (const name of found) {
      const host = nodePath.join(folder.root, name);
      if (temporaryName.test(nodePath.basename(host)) && (await removeLeftover(sweep, host)))
        removed.push(host);
    }
  }
  return removed;
}

async function removeLeftover({ workspace, now }: Sweep, host: string): Promise<boolean> {
  const resolution = await workspace.resolve(nodePath.sep === '/' ? host : host.replaceAll('\\', '/'));
  if (resolution.kind === 'denied' || resolution.path.kind !== 'file') return false;
  const parent = await openParent(resolution.path);
  try {
    const own = parent.at(nodePath.basename(host));
    const stats = lstatSync(own, { bigint: true });
    if (!stats.isFile()) return false;
    const isOld = now - Number(stats.mtimeMs) >= leftoverAgeMs;
    // A file that has its lasting name needs the temporary one no more, whoever is writing.
    if (!isOld && !(stats.nlink > 1n && (await hasLastingName(identityOf(stats), parent)))) return false;
    parent.verify();
    unlinkSync(own);
    return true;
  } finally {
    await parent.close();
  }
}
