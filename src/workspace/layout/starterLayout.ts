import type { Access } from './layout.ts';

/** One row for a folder of one of these names. */
interface KnownFolder {
  readonly names: readonly string[];
  readonly access: Access;
  readonly purpose: string;
}

/** The text of a first WORKSPACE.md for a folder with these entries, for a person to edit. */
export function starterLayout(entries: readonly { name: string; isFolder: boolean }[]): string {
  const folders = entries
    .filter(({ name, isFolder }) => isFolder && isPlain(name) && name.toLowerCase() !== 'output')
    .map(({ name }) => name)
    .toSorted();
  const rows = folders
    .map((name) => rowFor(name))
    .toSorted((a, b) => order.indexOf(a.access) - order.indexOf(b.access));
  const all: readonly Row[] = [
    { pattern: 'output/**', access: 'write', purpose: 'Deliverables, one folder per task' },
    ...rows.slice(0, mostFolders),
    { pattern: '**', access: 'read', purpose: 'Everything else; the root stays clean' },
  ];
  return `${introduction}\n\n${tableOf(all)}\n`;
}

const mostFolders = 100;

const introduction = `# Workspace

Say here, in a sentence or two, what this folder is about: people and agents both read it.
The table below is law for agents. The first row that matches a path wins; what no row matches may be read but not
written.

- \`write\`: agents may write freely.
- \`ask\`: agents may read; every change waits for you.
- \`read\`: agents may read but not write.
- \`none\`: hidden from agents.`;

interface Row {
  readonly pattern: string;
  readonly access: Access;
  readonly purpose: string;
}

const knownFolders: readonly KnownFolder[] = [
  {
    names: ['secrets', 'secret', 'private', 'credentials', 'keys'],
    access: 'none',
    purpose: 'Not for agents',
  },
  { names: ['src', 'lib', 'app', 'apps', 'packages', 'source'], access: 'ask', purpose: 'Source code' },
  { names: ['test', 'tests', 'spec', 'specs', '__tests__', 'e2e'], access: 'ask', purpose: 'Tests' },
  { names: ['docs', 'doc', 'documentation'], access: 'ask', purpose: 'User documentation' },
  { names: ['scripts', 'script', 'tools', 'bin'], access: 'ask', purpose: 'Scripts' },
  { names: ['public', 'static', 'www'], access: 'ask', purpose: 'Files that are published as they are' },
  { names: ['assets', 'images', 'media'], access: 'ask', purpose: 'Pictures and other media' },
  { names: ['examples', 'example', 'samples'], access: 'ask', purpose: 'Examples' },
  { names: ['notes', 'drafts'], access: 'ask', purpose: 'Notes' },
  { names: ['config', 'configs'], access: 'ask', purpose: 'Configuration' },
  { names: ['data', 'datasets'], access: 'read', purpose: 'Data to work with' },
  {
    names: ['dist', 'build', 'out', 'target', 'coverage'],
    access: 'read',
    purpose: 'Made by the build, never by hand',
  },
  { names: ['node_modules', 'vendor', 'venv', 'third_party'], access: 'read', purpose: 'Code of others' },
];

/** What is hidden comes first, so that no other row outdoes it. */
const order: readonly Access[] = ['none', 'ask', 'read', 'write'];

function rowFor(name: string): Row {
  const known = knownFolders.find(({ names }) => names.includes(name.toLowerCase()));
  return { pattern: `${name}/**`, access: known?.access ?? 'ask', purpose: known?.purpose ?? '' };
}

/** Names that begin with a dot are tools' own and stay with the last row, as do those that a pattern would not mean. */
function isPlain(name: string): boolean {
  return (
    /^[\p{L}\p{M}\p{N}_@+(][\p{L}\p{M}\p{N}_@+() .-]*$/u.test(name) &&
    name.length <= 100 &&
    !/[. ]$/.test(name)
  );
}

function tableOf(rows: readonly Row[]): string {
  const cells = [
    ['Path', 'Access', 'What belongs here'],
    ...rows.map(({ pattern, access, purpose }) => [`\`${pattern}\``, access, purpose]),
  ];
  const widths = [0, 1, 2].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const lineOf = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [heads = [], ...body] = cells;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [lineOf(heads), rule, ...body.map(lineOf)].join('\n');
}
