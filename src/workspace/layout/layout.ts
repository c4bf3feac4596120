import { matchesPattern } from './layoutPattern.ts';

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
  const verdicts = inner.flatMap(({ under, table: further }) => {
    if (!relative.startsWith(`${under}/`)) return [];
    return [accessIn(further, relative.slice(under.length + 1))];
  });
  return [accessIn(table, relative), ...verdicts].reduce(stricter);
}

/** Where new files belong, in words for a model that was refused. `prefix` is what paths of the folder begin with. */
export function openPlaces(layout: Layout, folder: string, prefix = ''): string {
  const rows = layoutIn(layout, folder).table.rows.filter(
    ({ access }) => access === 'write' || access === 'ask',
  );
  if (rows.length === 0) return 'No place in this workspace is open for writing.';
  const places = rows.map(({ pattern, access, purpose }) => {
    const manner = access === 'ask' ? ', asks first' : '';
    return `${prefix}${pattern} (${purpose || 'files'}${manner})`;
  });
  return `Files belong in: ${places.join('; ')}.`;
}

/** The folders and what may be done where, in words for an agent's instructions. */
export function describeLayout(layout: Layout, folders: readonly { name: string }[]): string {
  const names = folders.map(({ name }) => name).join(', ');
  const opened =
    folders.length === 1
      ? `The folder is "${names}".`
      : `The folders are ${names}; paths start with the folder's name.`;
  const { rows, otherwise } = layoutIn(layout, folders[0]?.name ?? '').table;
  const places = rows.map(({ pattern, access, purpose }) =>
    [`${pattern}: ${manners[access]}.`, purpose === '' ? '' : ` ${purpose}.`].join(''),
  );
  return [opened, ...places, `Everything else: ${manners[otherwise]}.`].join('\n');
}

const manners: Readonly<Record<Access, string>> = {
  write: 'you may write here freely',
  ask: 'you may read; every change waits for the person',
  read: 'you may read but not write',
  none: 'not for you',
};

const byStrictness: readonly Access[] = ['none', 'read', 'ask', 'write'];

const stricter = (a: Access, b: Access) => (byStrictness.indexOf(a) < byStrictness.indexOf(b) ? a : b);

function layoutIn({ folders, usual }: Layout, folder: string): FolderLayout {
  return folders.get(folder) ?? usual;
}

function accessIn({ rows, otherwise }: LayoutTable, relative: string): Access {
  return rows.find(({ pattern }) => matchesPattern(pattern, relative))?.access ?? otherwise;
}
