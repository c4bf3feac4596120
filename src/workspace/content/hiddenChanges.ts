import { ToolError } from '../../core/agent/tool.ts';
import type { ResolvedPath } from '../confinement/guard.ts';
import type { OpenFiles } from './openFiles.ts';

/** Whether a person has changed a file, and not saved it, where its text cannot be seen: a notebook, for example. */
export function hasHiddenChanges({ canonical }: ResolvedPath, openFiles: OpenFiles): boolean {
  const open = openFiles.look(canonical);
  return open?.isDirty === true && open.text === undefined;
}

/** Throws `ToolError` where a change of the file would go over changes that cannot be seen. */
export function refuseHiddenChanges(path: ResolvedPath, openFiles: OpenFiles): void {
  if (!hasHiddenChanges(path, openFiles)) return;
  throw new ToolError(
    `"${path.display}" has changes in an editor that are not saved and that a change would clash with. A person must save or close it there first.`,
  );
}
