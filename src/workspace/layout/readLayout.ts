import * as nodePath from 'node:path';
import { counted } from '../../core/human/amounts.ts';
import { safeLine } from '../../core/human/safeText.ts';
import type { Event } from '../../core/journal/event.ts';
import type { WorkspaceFolder } from '../confinement/guard.ts';
import { isInside } from '../confinement/identity.ts';
import type { Workspace } from '../confinement/resolver.ts';
import { type FoundLayouts, findLayouts, layoutName } from './findLayouts.ts';
import {
  defaultLayout,
  type FolderLayout,
  type InnerLayout,
  type Layout,
  type LayoutTable,
  usualTable,
} from './layout.ts';
import {
  brokenFile,
  displayOf,
  type LayoutFile,
  type LayoutPlace,
  readLayoutFile,
} from './readLayoutFile.ts';

export interface LayoutSource {
  readonly workspace: Workspace;
  readonly rgPath: string;
}

/** The layouts of all folders as they are now, and the files that they come from. */
export interface LayoutRead {
  readonly layout: Layout;
  readonly files: Extract<Event, { type: 'layoutRead' }>['files'];
}

/**
 * Reads each folder's WORKSPACE.md and those further in. Whatever is not clear lets agents read only: a broken file its
 * own folder, an incomplete search the whole workspace folder. Rejects only on abort.
 */
export async function readLayout(source: LayoutSource, signal: AbortSignal): Promise<LayoutRead> {
  const read = await Promise.all(
    source.workspace.folders.map(async (folder) => ({
      folder,
      ...(await readFolder(source, folder, signal)),
    })),
  );
  const own = read.flatMap(({ folder, layout }) => (layout ? [[folder.name, layout] as const] : []));
  return {
    layout: { folders: new Map(own), usual: defaultLayout.usual },
    files: read.flatMap(({ files }) => files.map(factOf)),
  };
}

interface FolderRead {
  /** Undefined where the folder says nothing of its own. */
  readonly layout: FolderLayout | undefined;
  readonly files: readonly LayoutFile[];
}

async function readFolder(
  { workspace, rgPath }: LayoutSource,
  folder: WorkspaceFolder,
  signal: AbortSignal,
): Promise<FolderRead> {
  const place: LayoutPlace = { workspace, folder };
  const isWanted = (relative: string) => isReached(place, relative);
  const found = await findLayouts({ root: folder.root, rgPath, isWanted }, signal);
  const root = await readNamed(place, '', found, signal);
  if (found.kind === 'failed') return unclear(place, root, found.reason);
  const folders = [...new Set(found.names.map(folderOf))].filter((under) => under !== '').toSorted();
  const read = await Promise.all(
    folders.map(async (under) => ({ under, file: await readNamed(place, under, found, signal) })),
  );
  const inner = [
    ...read.flatMap(({ under, file }): InnerLayout[] => (file ? [{ under, ...lawOf(file) }] : [])),
    ...found.unreadable.map((under): InnerLayout => ({ under, table: readOnly, prose: '' })),
  ];
  const files = [root, ...read.map(({ file }) => file)].filter((file) => file !== undefined);
  if (root === undefined && inner.length === 0) return { layout: undefined, files };
  const problem = root && sentenceOf(root);
  const law = root ? lawOf(root) : { table: usualTable, prose: '' };
  return { layout: { ...law, inner, ...(problem === undefined ? {} : { problem }) }, files };
}

/** What is said further in is not known: what the folder itself hides stays hidden, all else may only be read. */
async function unclear(
  place: LayoutPlace,
  root: LayoutFile | undefined,
  reason: string,
): Promise<FolderRead> {
  const broken = await brokenFile(displayOf(place, layoutName), reason);
  const file = root?.parsed.kind === 'broken' ? root : { ...broken, hash: root?.hash ?? '' };
  const hidden = root?.parsed.table.rows.filter(({ access }) => access === 'none') ?? [];
  const table = { ...readOnly, rows: hidden };
  const layout = { table, prose: root?.parsed.prose ?? '', inner: [], problem: sentenceOf(file) ?? reason };
  return { layout, files: [file] };
}

/** Another folder of the workspace has its own law, and Muster's own records are no place for one. */
function isReached({ workspace, folder }: LayoutPlace, relative: string): boolean {
  const path = nodePath.join(folder.root, relative);
  const others = workspace.folders
    .map(({ root }) => root)
    .filter((root) => root !== folder.root && isInside(folder.root, root));
  return ![...others, ...workspace.closed].some((root) => isInside(root, path));
}

/** The file of a folder; one whose name has another letter case is told of, lest somebody believe that it counts. */
async function readNamed(
  place: LayoutPlace,
  under: string,
  found: FoundLayouts,
  signal: AbortSignal,
): Promise<LayoutFile | undefined> {
  const file = await readLayoutFile(place, under === '' ? layoutName : `${under}/${layoutName}`, signal);
  if (file || found.kind === 'failed') return file;
  const other = found.names.find((name) => folderOf(name) === under);
  if (other === undefined) return undefined;
  return brokenFile(displayOf(place, other), `it counts only if its name is ${layoutName}; rename it`);
}

function folderOf(name: string): string {
  return name.slice(0, Math.max(0, name.lastIndexOf('/')));
}

function lawOf({ parsed: { table, prose } }: LayoutFile) {
  return { table, prose };
}

const readOnly: LayoutTable = { rows: [], otherwise: 'read' };

function problemOf({ parsed }: LayoutFile) {
  if (parsed.kind === 'parsed') return undefined;
  const [first, ...more] = parsed.problems;
  if (!first) return undefined;
  const rest = more.length === 0 ? '' : ` (and ${counted(more.length, 'more problem')})`;
  return { line: first.line, reason: `${first.reason}${rest}` };
}

function sentenceOf(file: LayoutFile): string | undefined {
  const problem = problemOf(file);
  return problem && `${safeLine(file.path)}, line ${problem.line}: ${problem.reason}`;
}

function factOf(file: LayoutFile): LayoutRead['files'][number] {
  const problem = problemOf(file);
  return { path: safeLine(file.path), hash: file.hash, ...(problem ? { problem } : {}) };
}
