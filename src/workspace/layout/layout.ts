import { counted } from '../../core/human/amounts.ts';
import { firstMatch } from './firstMatch.ts';

/** What agents may do in a place. `ask`: changes wait for a person. `none`: not even visible. */
export type Access = 'write' | 'ask' | 'read' | 'none';

export interface LayoutRow {
  readonly pattern: string;
  readonly access: Access;
  /** What belongs here; empty where nothing was said. */
  readonly purpose: string;
}

/** An ordered table; the first row that matches wins, `otherwise` is for what no row matches. */
export interface LayoutTable {
  readonly rows: readonly LayoutRow[];
  readonly otherwise: Access;
}

/** What holds in one workspace folder. */
export interface FolderLayout {
  readonly table: LayoutTable;
  /** What the folder's WORKSPACE.md says besides its table; empty where it says nothing. */
  readonly prose: string;
  /** Tables of WORKSPACE.md files further in. They can only take away from what `table` allows. */
  readonly inner: readonly InnerLayout[];
  /** Why nothing may be written in this folder: its WORKSPACE.md does not say clearly what may. */
  readonly problem?: string;
}

export interface InnerLayout {
  /** The folder it holds for, relative to the workspace folder; its patterns are relative to this one. */
  readonly under: string;
  readonly table: LayoutTable;
  readonly prose: string;
}

/** What agents may do where, as it was when the run started. */
export interface Layout {
  /** By the name of the workspace folder. */
  readonly folders: ReadonlyMap<string, FolderLayout>;
  /** For folders that have none of their own. */
  readonly usual: FolderLayout;
}

/** What holds where the workspace says nothing of its own: deliverables are free, everything else asks. */
export const usualTable: LayoutTable = {
  rows: [{ pattern: 'output/**', access: 'write', purpose: 'Deliverables, one folder per task' }],
  otherwise: 'ask',
};

/** A layout with the same table for every folder. */
export function layoutOf(table: LayoutTable): Layout {
  return { folders: new Map(), usual: { table, prose: '', inner: [] } };
}

export const defaultLayout: Layout = layoutOf(usualTable);

/** The access of a canonical path, relative to its workspace folder. Patterns come from people, never from a model. */
export function accessOf(layout: Layout, folder: string, relative: string): Access {
  const { table, inner } = layoutIn(layout, folder);
  let access = accessIn(table, relative);
  for (const { under, table: further } of inner) {
    if (!relative.startsWith(`${under}/`)) continue;
    access = stricter(access, accessIn(further, relative.slice(under.length + 1)));
  }
  return access;
}

/** The innermost folder on the way to a path whose own WORKSPACE.md takes something away from it; undefined if none does. */
export function narrowedBelow(layout: Layout, folder: string, relative: string): string | undefined {
  const { table, inner } = layoutIn(layout, folder);
  let access = accessIn(table, relative);
  let narrowed: string | undefined;
  for (const { under, table: further } of inner) {
    if (!relative.startsWith(`${under}/`)) continue;
    const rest = stricter(access, accessIn(further, relative.slice(under.length + 1)));
    if (rest !== access) narrowed = under;
    access = rest;
  }
  return narrowed;
}

/** What holds in a workspace folder. */
export function layoutIn({ folders, usual }: Layout, folder: string): FolderLayout {
  return folders.get(folder) ?? usual;
}

/** Where new files belong, in words for a model that was refused. `prefix` is what paths of the folder begin with. */
export function openPlaces(layout: Layout, folder: string, prefix = ''): string {
  const { table, problem } = layoutIn(layout, folder);
  if (problem !== undefined)
    return `Nothing may be written in this folder until a person has repaired its layout (${problem}).`;
  const rows = table.rows.filter(({ access }) => access === 'write' || access === 'ask');
  if (rows.length === 0) return 'No place in this workspace is open for writing.';
  const places = rows.slice(0, mostPlaces).map(({ pattern, access, purpose }) => {
    const manner = access === 'ask' ? ', asks first' : '';
    return `${prefix}${pattern} (${purpose || 'files'}${manner})`;
  });
  const more = rows.length > mostPlaces ? `; and ${counted(rows.length - mostPlaces, 'more place')}` : '';
  return `Files belong in: ${places.join('; ')}${more}.`;
}

const mostPlaces = 20;

function accessIn({ rows, otherwise }: LayoutTable, relative: string): Access {
  return rows[firstMatch(rows, relative)]?.access ?? otherwise;
}

const byStrictness: readonly Access[] = ['none', 'read', 'ask', 'write'];

const stricter = (a: Access, b: Access) => (byStrictness.indexOf(a) < byStrictness.indexOf(b) ? a : b);
