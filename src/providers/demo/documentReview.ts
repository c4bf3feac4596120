import type { FileList } from './fileList.ts';
import { baseName, folderOf, isSource, isTest, topFolders } from './fileList.ts';
import { resolveTarget } from './linkTarget.ts';
import type { Heading, Link } from './markdownOutline.ts';
import { outlineOf } from './markdownOutline.ts';

/** A Markdown document as far as it was read. */
export interface Document {
  readonly path: string;
  readonly text: string;
  readonly isWhole: boolean;
}

export interface ReviewedLink extends Link {
  readonly from: string;
  /** The file or folder it names, as a workspace path. */
  readonly path: string;
}

/** What a review of documents finds; `unlisted` are the links whose target no listing shows. */
export interface DocumentReview {
  readonly headings: readonly { readonly path: string; readonly headings: readonly Heading[] }[];
  readonly relativeLinks: number;
  readonly unlisted: readonly ReviewedLink[];
  readonly outsideLinks: number;
  readonly unmentionedFolders: readonly string[];
  readonly unmentionedModules: readonly string[];
  readonly missingSections: readonly string[];
}

const sections = [
  { name: 'install', pattern: /install|set ?up|getting started|quick ?start|requirements/i },
  { name: 'usage', pattern: /usage|how to|using|getting started|quick ?start|commands|example/i },
  { name: 'license', pattern: /licen[sc]e/i },
  {
    name: 'project layout',
    pattern: /layout|structure|folders|where (things|what)|what is where|inside this/i,
  },
];

export function reviewDocuments(documents: readonly Document[], list: FileList): DocumentReview {
  const outlines = documents.map(({ path, text }) => ({ path, ...outlineOf(text) }));
  const readme = outlines.find(
    ({ path }) => path === readmeAmong(documents.map((document) => document.path)),
  );
  const resolved = outlines.flatMap(({ path: from, links }) =>
    links.map((link) => ({ ...link, from, to: resolveTarget(from, link.target) })),
  );
  const exists = existenceIn(list.all);
  const inside = resolved.flatMap(({ to, ...link }) =>
    to.kind === 'inside' ? [{ ...link, path: to.path }] : [],
  );
  const outsideLinks = resolved.filter(({ to }) => to.kind === 'outside').length;
  const words = documents.map((document) => document.text).join('\n');
  return {
    headings: outlines,
    relativeLinks: inside.length + outsideLinks,
    unlisted: inside.filter(({ path }) => !exists(path)),
    outsideLinks,
    unmentionedFolders: [...topFolders(list.project).keys()].filter((folder) => !mentions(words, folder)),
    unmentionedModules: list.project
      .filter((path) => isSource(path) && !isTest(path))
      .filter((path) => !mentions(words, moduleName(path))),
    missingSections: readme === undefined ? [] : missingSections(readme.headings),
  };
}

/** The README in the root, whatever its case. */
export function readmeAmong(paths: readonly string[]): string | undefined {
  return paths.find((path) => /^readme\.(md|markdown)$/i.test(path));
}

/** The usual sections that none of a README's headings announces. */
export function missingSections(headings: readonly Heading[]): string[] {
  return sections
    .filter(({ pattern }) => !headings.some((heading) => pattern.test(heading.text)))
    .map(({ name }) => name);
}

function existenceIn(files: readonly string[]): (path: string) => boolean {
  const paths = new Set(['', ...files]);
  for (const file of files) {
    for (let folder = folderOf(file); folder !== '' && !paths.has(folder); folder = folderOf(folder)) {
      paths.add(folder);
    }
  }
  return (path) => paths.has(path);
}

/** The word a document would call a module by: its file name, or its folder's for an index file. */
function moduleName(path: string): string {
  const name = baseName(path).replace(/\.\w+$/, '');
  const isIndex = /^(index|mod|__init__)$/.test(name);
  return isIndex && folderOf(path) !== '' ? baseName(folderOf(path)) : name;
}

function mentions(text: string, word: string): boolean {
  const escaped = word.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  return new RegExp(`(?<![\\p{L}\\p{N}_-])${escaped}(?![\\p{L}\\p{N}_-])`, 'iu').test(text);
}
