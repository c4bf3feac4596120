import { minimatch } from 'minimatch';

/** What agents may do in a place. `ask`: changes wait for a person. `none`: not even visible. */
export type Access = 'write' | 'ask' | 'read' | 'none';

export interface LayoutRow {
  readonly pattern: string;
  readonly access: Access;
  /** What belongs here; empty where nothing was said. */
  readonly purpose: string;
}

/** An ordered table; the first row that matches wins, `otherwise` is for what no row matches. */
export interface Layout {
  readonly rows: readonly LayoutRow[];
  readonly otherwise: Access;
}

/** What holds where the workspace says nothing of its own: deliverables are free, everything else asks. */
export const defaultLayout: Layout = {
  rows: [{ pattern: 'output/**', access: 'write', purpose: 'Deliverables, one folder per task' }],
  otherwise: 'ask',
};

/** The access of a folder-relative canonical path. Patterns come from people, never from a model. */
export function accessOf(layout: Layout, relative: string): Access {
  return layout.rows.find(({ pattern }) => matchesRow(pattern, relative))?.access ?? layout.otherwise;
}

/** Where new files belong, in words for a model that was refused. */
export function openPlaces(layout: Layout): string {
  const rows = layout.rows.filter(({ access }) => access === 'write' || access === 'ask');
  if (rows.length === 0) return 'No place in this workspace is open for writing.';
  const places = rows.map(({ pattern, access, purpose }) => {
    const manner = access === 'ask' ? ', asks first' : '';
    return `${pattern} (${purpose || 'files'}${manner})`;
  });
  return `Files belong in: ${places.join('; ')}.`;
}

/** The folders and what may be done where, in words for an agent's instructions. */
export function describeLayout({ rows, otherwise }: Layout, folders: readonly { name: string }[]): string {
  const names = folders.map(({ name }) => name).join(', ');
  const opened =
    folders.length === 1
      ? `The folder is "${names}".`
      : `The folders are ${names}; paths start with the folder's name.`;
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

function matchesRow(pattern: string, relative: string): boolean {
  return minimatch(relative, pattern, { dot: true, nonegate: true, nocomment: true, noext: true });
}
