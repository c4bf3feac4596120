import { ToolError } from '../../core/agent/tool.ts';
import { commit } from '../changes/commit.ts';
import { diskReason } from '../changes/diskReason.ts';
import type { ResolvedPath } from '../confinement/guard.ts';
import { boardPath, protectionOf } from '../confinement/protectedPaths.ts';
import type { Workspace } from '../confinement/resolver.ts';
import { hashOf } from '../content/fileText.ts';
import { noOpenFiles, type OpenFiles } from '../content/openFiles.ts';
import { readBytes } from '../content/readBytes.ts';
import { accessOf, type Layout } from '../layout/layout.ts';
import { isBoardText } from './boardDocument.ts';

/** Where a board is kept: in the first folder, if agents may write there freely. */
export interface BoardPlace {
  readonly workspace: Workspace;
  readonly layout: Layout;
  readonly openFiles: OpenFiles;
}

/**
 * `refused`: there can be no board there. `changed`: somebody else was quicker. `unsaved`: a person has changes of it
 * in an editor. `failed`: the disk said no, which may be because somebody else was writing. Nothing was written in any
 * of these.
 */
export type BoardWrite =
  | { readonly kind: 'written' }
  | { readonly kind: 'changed' }
  | { readonly kind: 'refused' | 'unsaved' | 'failed'; readonly reason: string };

/** A write could not be recorded, and was not done. */
export class NotRecorded extends Error {
  override readonly name = 'NotRecorded';
}

/**
 * Replaces the board in one step by what `next` makes of the text it has; never a file that is not a board. `record`
 * is called right before. Throws only the `NotRecorded` of `record`, or when `signal` aborts.
 */
export async function rewriteBoard(
  place: BoardPlace,
  next: (soFar: string) => string,
  record: (fact: { readonly path: string; readonly hash: string }) => void,
  signal: AbortSignal,
): Promise<BoardWrite> {
  try {
    const path = await boardTarget(place);
    if (typeof path === 'string') return { kind: 'refused', reason: path };
    const before = await readBytes(path, signal);
    const soFar = before?.bytes.toString('utf8') ?? '';
    if (before !== null && !isBoardText(soFar))
      return { kind: 'refused', reason: `"${path.display}" is somebody else's file` };
    const openFiles = unsavedOf(place.openFiles);
    if (openFiles.look(path.canonical))
      return { kind: 'unsaved', reason: `"${path.display}" has changes in an editor that are not saved` };
    const after = Buffer.from(next(soFar), 'utf8');
    const told = {
      changing: () => record({ path: path.display, hash: hashOf(after) }),
      changed: () => {},
      failed: () => {},
    };
    // The host's own file: its versions are not kept.
    const parts = { record: told, openFiles, kept: null };
    const outcome = await commit([{ path, before, after }], parts, signal);
    return { kind: outcome === 'committed' ? 'written' : 'changed' };
  } catch (error) {
    if (error instanceof NotRecorded) throw error;
    signal.throwIfAborted();
    const reason = error instanceof ToolError ? error.message : diskReason(error);
    return { kind: 'failed', reason };
  }
}

/** Those with changes that are not saved; the editor reads all others again by itself. */
function unsavedOf(openFiles: OpenFiles): OpenFiles {
  return {
    ...noOpenFiles,
    look: (canonical) => {
      const open = openFiles.look(canonical);
      return open?.isDirty ? open : undefined;
    },
  };
}

/** The board's path, or why there can be none. */
async function boardTarget({ workspace, layout }: BoardPlace): Promise<ResolvedPath | string> {
  const [folder, ...others] = workspace.folders;
  if (folder === undefined) return 'there is no folder';
  const named = others.length === 0 ? boardPath : `${folder.name}/${boardPath}`;
  const resolution = await workspace.resolve(named);
  if (resolution.kind === 'denied') return resolution.reason;
  const { path } = resolution;
  const { relative, protectedName, kind, links } = path.facts;
  const isItself = path.facts.folder === folder && relative === boardPath;
  if (!isItself) return `"${named}" leads to another place`;
  if (accessOf(layout, folder.name, relative) !== 'write' || protectionOf(protectedName) !== 'open')
    return `"${named}" is not open to free writing`;
  if (kind === 'directory' || kind === 'other' || links > 1n) return `"${named}" is not a plain file`;
  return path;
}
