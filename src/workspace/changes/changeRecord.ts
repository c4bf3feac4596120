import { randomUUID } from 'node:crypto';
import * as nodePath from 'node:path';
import type { ResolvedPath } from '../confinement/guard.ts';
import type { CurrentFile } from '../content/currentFile.ts';
import { hashOf } from '../content/fileText.ts';
import { permissionBits } from './atomicWrite.ts';
import type { Change } from './commit.ts';

/** One file of a commit as the journal knows it; `FileFact` of the events, without who and why. */
export interface ChangeFact {
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly mode?: number;
  readonly newFolders?: number;
  readonly commit?: { readonly id: string; readonly files: number };
}

/** What a change put on the disk, which an editor may have changed once more; null after a deletion. */
export type Landed = { readonly hash: string; readonly bytes: number } | null;

/** Told of each file: `changing` before anything is written (if it throws, nothing is), then exactly one of the others. */
export interface ChangeRecord {
  changing(fact: ChangeFact, change: Change): void;
  changed(fact: ChangeFact, landed: Landed, change: Change): void;
  failed(fact: ChangeFact, reason: string, change: Change): void;
}

/** The facts of all files of one commit, in their order; `now` is what each of them is before it. */
export function factsOf(
  changes: readonly Change[],
  now: readonly (CurrentFile | null)[],
): readonly ChangeFact[] {
  const commit = changes.length > 1 ? { commit: { id: randomUUID(), files: changes.length } } : {};
  return changes.map(({ path, before, after, mode: newMode }, index) => {
    const stats = now[index]?.stats;
    const mode = stats ? Number(stats.mode & permissionBits) : newMode;
    const newFolders = path.kind === 'missing' ? missingFolders(path) : 0;
    return {
      path: path.display,
      before: before?.hash ?? null,
      after: after && hashOf(after),
      ...(mode !== undefined && { mode }),
      ...(newFolders > 0 ? { newFolders } : {}),
      ...commit,
    };
  });
}

function missingFolders({ facts }: ResolvedPath): number {
  const way = nodePath.relative(facts.base.path, nodePath.dirname(facts.canonical));
  return way.split(nodePath.sep).filter(Boolean).length;
}

/** The part of a `fileChanged` event that tells what is on the disk. */
export function landedFact(fact: ChangeFact, landed: Landed): { bytes: number; landed?: string } {
  const bytes = landed?.bytes ?? 0;
  return landed === null || landed.hash === fact.after ? { bytes } : { bytes, landed: landed.hash };
}
