import type { Figure } from './figures.ts';
import { reportStart } from './figures.ts';
import type { FileList } from './fileList.ts';
import { extensionOf, folderOf, isSource, isTest, topFolders } from './fileList.ts';
import { groupBy } from './grouping.ts';
import type { Manifest } from './manifest.ts';
import { escapeText, fileLink, inlineCode, table, toWorkspace } from './markdown.ts';
import { atLeast, count } from './wording.ts';

/** A source file with the names it offers; `isOpen` when some of them could not be seen. */
export interface Module {
  readonly path: string;
  readonly names: readonly string[];
  readonly isOpen: boolean;
  readonly sentence: string | undefined;
}

export interface CodeMapFindings {
  readonly list: FileList;
  readonly manifests: readonly Manifest[];
  readonly modules: readonly Module[];
  readonly filesRead: number;
  readonly caveats: readonly string[];
}

const maxRows = 400;
const maxFolders = 60;

/** The deliverable: figures, folders, entry points and modules, then what the map does not show. */
export function codeMapReport(findings: CodeMapFindings, deliverable: string): string {
  const { modules, manifests } = findings;
  const up = toWorkspace(deliverable);
  const rows = modules.slice(0, maxRows).map((module) => moduleRow(module, up));
  return `${[
    reportStart('Code map', codeMapFigures(findings)),
    '## Folders',
    folderTable(findings.list),
    '## Entry points',
    manifests.length === 0
      ? 'There is no manifest such as `package.json`.'
      : manifests.map((manifest) => manifestSection(manifest, findings.list, up)).join('\n\n'),
    '## Modules',
    rows.length === 0
      ? 'No source file in a language this map covers.'
      : table(['Module', 'Names it offers', 'In its own words'], rows),
    '## What this map does not show',
    notes(findings),
  ].join('\n\n')}\n`;
}

function codeMapFigures({ list, modules, filesRead, caveats }: CodeMapFindings): Figure[] {
  const files = list.project;
  const names = modules.reduce(
    (sum, module) => sum + module.names.filter((name) => !name.startsWith('*')).length,
    0,
  );
  const allSeen = list.isComplete && caveats.length === 0 && modules.every((module) => !module.isOpen);
  return [
    { name: 'Files', value: atLeast(files.length, list.isComplete) },
    { name: 'Top-level folders', value: atLeast(topFolders(files).size, list.isComplete) },
    { name: 'Source modules', value: atLeast(modules.length, list.isComplete) },
    {
      name: 'Test files',
      value: atLeast(files.filter((path) => isSource(path) && isTest(path)).length, list.isComplete),
    },
    { name: 'Names the modules offer', value: atLeast(names, allSeen) },
    { name: 'Modules read', value: `${filesRead}` },
  ];
}

/** One row a folder with the files directly in it, or one a top-level folder when there are very many. */
function folderTable({ project }: FileList): string {
  const exact = groupBy(project, folderOf);
  const isSmall = exact.size <= maxFolders;
  const folders = isSmall ? exact : groupBy(project, (path) => path.split('/').slice(0, -1)[0] ?? '');
  const rows = [...folders]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([folder, files]) => [
      folder === '' ? 'the root' : inlineCode(`${folder}/`),
      `${files.length}`,
      escapeText(kinds(files)),
    ]);
  const heading = isSmall ? 'Files directly in it' : 'Files in it, at any depth';
  return rows.length === 0 ? 'There are no files.' : table(['Folder', heading, 'By ending'], rows);
}

function kinds(files: readonly string[]): string {
  return [...groupBy(files, extensionOf)]
    .toSorted(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1))
    .map(([extension, group]) => `${group.length} ${extension === '' ? 'without ending' : `.${extension}`}`)
    .join(', ');
}

function manifestSection(manifest: Manifest, list: FileList, up: string): string {
  const { path, name, version, entries, scripts, isReadable } = manifest;
  const link = fileLink(path, `${up}${path}`);
  if (!isReadable) return `${link} could not be understood.`;
  const title = [name, version]
    .filter((part) => part !== undefined)
    .map(inlineCode)
    .join(' ');
  const rows = entries.map(({ field, target }) => [
    inlineCode(field),
    list.all.includes(target)
      ? fileLink(target, `${up}${target}`)
      : `${inlineCode(target)} (no such file listed)`,
  ]);
  return [
    `${link}${title === '' ? '' : ` describes ${title}.`}`,
    rows.length === 0 ? 'It names no entry points.' : table(['Field', 'Points to'], rows),
    ...(scripts.length === 0 ? [] : [`Scripts: ${scripts.map(inlineCode).join(', ')}.`]),
  ].join('\n\n');
}

function moduleRow({ path, names, isOpen, sentence }: Module, up: string): string[] {
  const shown = names.map(inlineCode).join(', ');
  const more = isOpen ? `${shown === '' ? '' : ' and '}perhaps more (not seen)` : '';
  return [fileLink(path, `${up}${path}`), `${shown}${more}` || '–', escapeText(sentence ?? '')];
}

function notes({ list, modules, caveats, filesRead }: CodeMapFindings): string {
  const open = modules.filter((module) => module.isOpen).length;
  return [
    '- Files that the tools do not list, and everything under `output/`.',
    `- Definitions that do not begin a line, and what test files define.`,
    `- The own words of modules that were not read; ${count(filesRead, 'module')} of ${modules.length} ${filesRead === 1 ? 'was' : 'were'}.`,
    ...(open > 0
      ? [
          `- All names of ${count(open, 'module')}: a search was cut or failed, or a list goes on over several lines of a file that was not read.`,
        ]
      : []),
    ...(list.isComplete ? [] : ['- **The list of files is not complete: the figures are lower bounds.**']),
    ...caveats.map((caveat) => `- **${escapeText(caveat)}**`),
    ...(modules.length > maxRows
      ? [`- ${count(modules.length - maxRows, 'more module')} of the table.`]
      : []),
  ].join('\n');
}
