import { lstatSync } from 'node:fs';
import * as nodePath from 'node:path';
import { ToolError } from '../../core/agent/tool.ts';
import { judgeRead } from '../confinement/access.ts';
import type { ResolvedPath, WorkspaceFolder } from '../confinement/guard.ts';
import { isInside } from '../confinement/identity.ts';
import { mayHoldSecrets, secretGlobs } from '../confinement/protectedPaths.ts';
import { accessOf } from '../layout/layout.ts';
import { readableTarget, type ToolContext } from '../tools/toolContext.ts';
import { ripgrep, type Search } from './ripgrep.ts';

/** A place to search: where ripgrep runs, the one file if it is only one, and how its hits are named. */
export interface SearchPlace {
  readonly folder: WorkspaceFolder;
  readonly cwd: string;
  /** `./` for the whole folder, or one file in it. */
  readonly start: string;
  /** Workspace-relative path of `cwd`, empty or ending with `/`. */
  readonly prefix: string;
  /** The same within its folder, which the layout judges. */
  readonly relativePrefix: string;
}

/** What a search leaves out without showing a hit for it. */
export interface LeftOut {
  /** The number of files that may hold secrets. */
  readonly secrets: number;
  /** True if some files or folders could not be read. */
  readonly isPartial: boolean;
}

/** Files agents may see in a place, sorted, and what was left out. */
export interface VisibleFiles extends LeftOut {
  readonly names: ReadonlySet<string>;
}

const mostFiles = 200_000;
/** Placed after the model's own globs, because the last match wins. */
const hiddenGlobs = ['!**/.git', '!**/.git/**', '!**/.muster-*.tmp'].flatMap((glob) => ['--iglob', glob]);
const secretExclusions = secretGlobs.flatMap((glob) => ['--iglob', `!${glob}`]);

/** Options that keep files which may hold secrets from being opened, to be given after all other globs. */
export const closedGlobs: readonly string[] = [...hiddenGlobs, ...secretExclusions];

/** The places a model's `path` names; all folders where it names none. */
export async function searchPlaces(
  context: ToolContext,
  path: string | undefined,
): Promise<{ readonly places: readonly SearchPlace[] } | { readonly kind: 'deny'; readonly reason: string }> {
  if (path === undefined || isWholeWorkspace(context, path)) {
    const places = context.workspace.folders.map((folder) =>
      placeOf(context, folder, { relative: '', isFile: false }),
    );
    return { places };
  }
  const target = await readableTarget(context, path);
  if (target.kind === 'deny') return target;
  if (target.path.kind === 'missing') throw new ToolError(`"${target.path.display}" does not exist.`);
  return { places: [placeAt(context, target.path)] };
}

/** Runs ripgrep when it is this search's turn. Resolves and throws as `ripgrep` does. */
export async function searchInTurn(
  { rgPath, searches }: ToolContext,
  search: Omit<Search, 'rgPath'>,
  onRecord: (record: string) => boolean,
  signal: AbortSignal,
): Promise<'complete' | 'partial'> {
  await searches.acquire(signal);
  try {
    return await ripgrep({ rgPath, ...search }, onRecord, signal);
  } finally {
    searches.release();
  }
}

/** Lists what ripgrep finds, .gitignore respected; with `glob`, only names that also match it. */
export async function visibleFiles(
  context: ToolContext,
  place: SearchPlace,
  glob: string | undefined,
  signal: AbortSignal,
): Promise<VisibleFiles> {
  // A glob on ripgrep's command line lifts .gitignore, so it is asked twice and only what both list counts.
  const all = await listFiles(context, place, [], signal);
  const matching = glob === undefined ? all : await listFiles(context, place, ['--glob', glob], signal);
  const known = new Set(all.names);
  let secrets = 0;
  const names = matching.names.filter((name) => {
    if (!known.has(name)) return false;
    if (accessOf(context.layout, place.folder.name, place.relativePrefix + name) === 'none') return false;
    if (context.workspace.closed.some((path) => isInside(path, nodePath.join(place.cwd, name)))) return false;
    const isSecret = mayHoldSecrets(place.relativePrefix + name);
    if (isSecret) secrets += 1;
    return !isSecret;
  });
  const isPartial = all.isPartial || matching.isPartial;
  return { names: new Set(names.toSorted()), secrets, isPartial };
}

/** Whether a hit may count at all, judged at once: not so if other names of the file may lie outside. */
export function isCountedHit(place: SearchPlace, name: string): boolean {
  const stats = lstatSync(nodePath.join(place.cwd, name), { throwIfNoEntry: false });
  return stats?.isFile() === true && stats.nlink === 1;
}

/** Judges a hit like any path a model names: true only for a readable file inside the workspace. */
export async function isReadableHit(
  context: ToolContext,
  place: SearchPlace,
  name: string,
): Promise<boolean> {
  const host = nodePath.join(place.cwd, name);
  const resolution = await context.workspace.resolve(
    nodePath.sep === '/' ? host : host.replaceAll('\\', '/'),
  );
  if (resolution.kind === 'denied') return false;
  const { path } = resolution;
  return path.kind === 'file' && path.canonical === host && judgeRead(path, context.layout).kind === 'allow';
}

/** A glob of a model, for ripgrep only. Throws `ToolError` for those that reach out of the folder or exclude. */
export function checkedGlob(glob: string): string {
  const plain = glob.replace(/^(\.\/)+/, '');
  if (plain === '' || plain.length > 1000) throw new ToolError('The glob must have 1 to 1000 characters.');
  if (plain.startsWith('!'))
    throw new ToolError('A glob that excludes ("!") is not supported; name what to include.');
  const isAbsolute =
    plain.startsWith('/') || plain.startsWith('~') || /^[a-z]:/i.test(plain) || /[\\\0\n\r]/.test(plain);
  if (isAbsolute) throw new ToolError('The glob must be relative with "/", such as src/**/*.ts.');
  if (/(^|[/{,])\.\.([/},]|$)/.test(plain)) throw new ToolError('The glob must not hold "..".');
  return plain;
}

/** One line in brackets for each kind of thing that was left out, such as `[3 files hidden: they may hold secrets]`. */
export function leftOutFooter({ secrets, isPartial }: LeftOut): readonly string[] {
  const files = secrets === 1 ? '1 file' : `${secrets} files`;
  return [
    ...(secrets === 0 ? [] : [`[${files} hidden: they may hold secrets]`]),
    ...(isPartial ? ['[some files could not be read]'] : []),
  ];
}

async function listFiles(
  context: ToolContext,
  place: SearchPlace,
  globs: readonly string[],
  signal: AbortSignal,
): Promise<{ readonly names: readonly string[]; readonly isPartial: boolean }> {
  const names: string[] = [];
  const options = ['--files', '--null', ...globs, ...hiddenGlobs, '--', place.start];
  const end = await searchInTurn(
    context,
    { folder: place.cwd, options, separator: '\0' },
    (record) => {
      names.push(hitName(record));
      return names.length < mostFiles;
    },
    signal,
  );
  return { names, isPartial: end === 'partial' };
}

/** A path as ripgrep prints it, relative to the place. */
export function hitName(printed: string): string {
  const slashed = nodePath.sep === '/' ? printed : printed.replaceAll('\\', '/');
  return slashed.replace(/^\.\//, '');
}

function isWholeWorkspace(context: ToolContext, path: string): boolean {
  return context.workspace.folders.length > 1 && /^(\.|\.\/|\/workspace\/?)$/.test(path);
}

function placeAt(context: ToolContext, path: ResolvedPath): SearchPlace {
  const { folder, relative, kind } = path.facts;
  return placeOf(context, folder, { relative, isFile: kind === 'file' });
}

function placeOf(
  context: ToolContext,
  folder: WorkspaceFolder,
  at: { readonly relative: string; readonly isFile: boolean },
): SearchPlace {
  const inside = at.isFile ? nodePath.posix.dirname(at.relative).replace(/^\.$/, '') : at.relative;
  const relativePrefix = inside === '' ? '' : `${inside}/`;
  const prefix = context.workspace.folders.length > 1 ? `${folder.name}/${relativePrefix}` : relativePrefix;
  const start = at.isFile ? `./${nodePath.posix.basename(at.relative)}` : './';
  return { folder, cwd: nodePath.join(folder.root, inside), start, prefix, relativePrefix };
}
