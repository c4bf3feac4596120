import * as nodePath from 'node:path';
import { ToolError } from '../../core/agent/tool.ts';
import type { WorkspaceFolder } from '../confinement/guard.ts';
import { isInside } from '../confinement/identity.ts';
import type { Workspace } from '../confinement/resolver.ts';
import { readableTarget, type ToolContext } from '../tools/toolContext.ts';

/** A place to search: where ripgrep runs, and how what it finds there is named. */
export interface SearchPlace {
  /** The workspace folder that holds the place, and those further in, the innermost first. */
  readonly own: Holder;
  readonly inner: readonly Holder[];
  readonly cwd: string;
  /** `./` for the whole folder, or one file in it. */
  readonly start: string;
  readonly isFile: boolean;
}

/** A workspace folder as seen from a place. */
export interface Holder {
  readonly folder: WorkspaceFolder;
  /** What names of its files begin with, seen from the place; empty, or ending with `/`. */
  readonly below: string;
  /** The path of the place in the folder; empty, or ending with `/`. */
  readonly inside: string;
  /** What its paths begin with for agents, and for the rules of protected names. */
  readonly display: string;
  readonly protectedBy: string;
  /** Left out here, because it is a place of its own. */
  readonly isElsewhere: boolean;
}

/** The places a model's `path` names; all folders where it names none. */
export async function searchPlaces(
  context: ToolContext,
  path: string | undefined,
): Promise<{ readonly places: readonly SearchPlace[] } | { readonly kind: 'deny'; readonly reason: string }> {
  const { workspace } = context;
  if (path === undefined || isWholeWorkspace(workspace, path)) {
    return {
      places: workspace.folders.map((folder) => placeOf(workspace, folder, { relative: '', isAll: true })),
    };
  }
  const target = await readableTarget(context, path);
  if (target.kind === 'deny') return target;
  if (target.path.kind === 'missing') throw new ToolError(`"${target.path.display}" does not exist.`);
  const { folder, relative, kind } = target.path.facts;
  return { places: [placeOf(workspace, folder, { relative, isFile: kind === 'file' })] };
}

/** A path as ripgrep prints it, relative to the place. */
export function hitName(printed: string): string {
  const slashed = nodePath.sep === '/' ? printed : printed.replaceAll('\\', '/');
  return slashed.startsWith('./') ? slashed.slice(2) : slashed;
}

/** The folder whose rules hold for a name. */
export function holderOf({ inner, own }: SearchPlace, name: string): Holder {
  return inner.find(({ below }) => name.startsWith(below)) ?? own;
}

/** The name as agents may pass it to any tool. */
export function displayName(place: SearchPlace, name: string): string {
  const { display, inside, below } = holderOf(place, name);
  return display + inside + name.slice(below.length);
}

function isWholeWorkspace(workspace: Workspace, path: string): boolean {
  return workspace.folders.length > 1 && /^(\.|\.\/|\/workspace\/?)$/.test(path);
}

interface At {
  readonly relative: string;
  readonly isFile?: boolean;
  /** All folders are searched, each as a place of its own. */
  readonly isAll?: boolean;
}

function placeOf(workspace: Workspace, folder: WorkspaceFolder, at: At): SearchPlace {
  const { isFile = false, isAll = false } = at;
  const inside = isFile ? nodePath.posix.dirname(at.relative).replace(/^\.$/, '') : at.relative;
  const cwd = nodePath.join(folder.root, inside);
  const own: Holder = {
    ...namesOf(workspace, folder),
    below: '',
    inside: inside === '' ? '' : `${inside}/`,
    isElsewhere: false,
  };
  const inner = workspace.folders
    .filter(({ root }) => root !== cwd && isInside(cwd, root))
    .filter(({ root }) => root !== folder.root)
    .map((further) => ({
      ...namesOf(workspace, further),
      below: `${slashed(nodePath.relative(cwd, further.root))}/`,
      inside: '',
      isElsewhere: isAll,
    }))
    .toSorted((a, b) => b.below.length - a.below.length);
  const start = isFile ? `./${nodePath.posix.basename(at.relative)}` : './';
  return { own, inner, cwd, start, isFile };
}

function namesOf(workspace: Workspace, folder: WorkspaceFolder) {
  const [outer = folder] = workspace.folders
    .filter(({ root }) => isInside(root, folder.root))
    .toSorted((a, b) => a.root.length - b.root.length);
  const way = slashed(nodePath.relative(outer.root, folder.root));
  return {
    folder,
    display: workspace.folders.length > 1 ? `${folder.name}/` : '',
    protectedBy: [nodePath.basename(outer.root), way, '']
      .filter((part, n) => n === 2 || part !== '')
      .join('/'),
  };
}

function slashed(path: string): string {
  return nodePath.sep === '/' ? path : path.split(nodePath.sep).join('/');
}
