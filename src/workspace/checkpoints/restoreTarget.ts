import { removeTemporaryNames } from '../changes/temporaryNames.ts';
import type { ResolvedPath } from '../confinement/guard.ts';
import type { Workspace } from '../confinement/resolver.ts';
import { type CurrentFile, currentFile } from '../content/currentFile.ts';
import type { OpenFiles } from '../content/openFiles.ts';
import type { KeptBytes } from './keptBytes.ts';

/** Where files are put back, and what it takes. */
export interface RestorePlace {
  readonly workspace: Workspace;
  readonly openFiles: OpenFiles;
  readonly kept: KeptBytes;
}

/** A file as the disk has it now, at exactly the place that the journal names. */
export interface RestoreTarget {
  readonly path: ResolvedPath;
  readonly now: CurrentFile | null;
}

/**
 * Looks at a file of a journal again; a text is the reason why nothing may be put there. The layout has no say in what
 * a person restores, but confinement does, and nothing is ever restored or deleted through a link or a hard link. The
 * second name that a crash in the middle of our own writing left is removed.
 */
export async function restoreTarget(
  place: Pick<RestorePlace, 'workspace' | 'openFiles'>,
  named: string,
  signal: AbortSignal,
): Promise<RestoreTarget | string> {
  const resolution = await place.workspace.resolve(named);
  if (resolution.kind === 'denied') return resolution.reason;
  const { path } = resolution;
  const { display, kind, links } = path.facts;
  if (display !== named)
    return `It would be "${display}" now: a link leads there, or the workspace has other folders than then.`;
  if (kind === 'directory') return 'There is a folder in its place now.';
  if (kind === 'other') return 'What is in its place now is not a regular file.';
  if (links > 1n && (await losesTemporaryNames(path))) return restoreTarget(place, named, signal);
  if (links > 1n) return 'It has several hard links now, so it may also be a file outside.';
  return { path, now: await currentFile(path, place.openFiles, signal) };
}

/** A file that a crash left with its temporary name as well needs that no more. */
async function losesTemporaryNames(path: ResolvedPath): Promise<boolean> {
  try {
    return await removeTemporaryNames(path);
  } catch {
    // Then it has several names, and stays as it is.
    return false;
  }
}
