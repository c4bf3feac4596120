import { braceExpand, Minimatch, type MinimatchOptions } from 'minimatch';
import { foldName } from '../confinement/protectedPaths.ts';

/** Whether a row covers a path relative to the layout's folder, with `/`; and the same path as `foldPath` spells it. */
export type Covers = (relative: string, folded: string) => boolean;

/**
 * A pattern as it is meant: no `./` or `/` at its beginning, no doubled `/`, and with `/` at its end for all that lies
 * below.
 */
export function plainPattern(pattern: string): string {
  const inside = `${pattern}/`.replace(/\/(\.?\/)+/g, '/').replace(/^\.?\//, '');
  const isFolder = inside === '' || /(^|\/)\.?$/.test(pattern);
  return isFolder ? `${inside}**` : inside.slice(0, -1);
}

/**
 * Matches names exactly as they are written. A pattern that ends with a name without wildcards stands for the file or
 * folder of that name and all below it; brackets and braces also stand for themselves.
 */
export function coversExactly(pattern: string): Covers {
  const plain = plainPattern(pattern);
  if (plain === '**') return () => true;
  if (!isGlob(plain)) return (relative) => isOrIsBelow(relative, plain);
  const folder = plain.endsWith('/**') ? plain.slice(0, -3) : plain;
  if (folder !== plain && !isGlob(folder)) {
    const start = `${folder}/`;
    return (relative) => relative.startsWith(start);
  }
  const itself = globCovers(plain);
  if (/[*?[][^/]*$/.test(plain)) return (relative) => itself(relative) || isOrIsBelow(relative, plain);
  const below = globCovers(`${plain}/**`);
  return (relative) => itself(relative) || below(relative);
}

/**
 * Matches what must not be seen, in any spelling that some disk takes as equal: whatever is named, and all that lies in a
 * folder that is named.
 */
export function coversInAnySpelling(pattern: string): Covers {
  const plain = plainPattern(pattern);
  const asWritten = coversAllOf(plain);
  const folded = foldPattern(plain);
  if (folded === undefined) return asWritten;
  const inOtherSpelling = folded === plain ? asWritten : coversAllOf(folded);
  return (relative, other) =>
    asWritten(relative) || ((other !== relative || folded !== plain) && inOtherSpelling(other));
}

/** A path as the most forgiving disk sees it. Quick for the usual ones: a search asks for tens of thousands. */
export function foldPath(relative: string): string {
  const isPlain = !/[^ -~]|:|[. ](\/|$)/.test(relative);
  return isPlain ? relative.toLowerCase() : relative.split('/').map(foldName).join('/');
}

/** Whether whatever the later pattern covers is surely covered by the earlier one, so that the later can never win. */
export function coversPattern(earlier: string, later: string): boolean {
  return reachOf(earlier).covers(reachOf(later));
}

/** A pattern to be compared with many others: what that takes is worked out once, and only if it is asked for. */
export interface Reach {
  readonly plain: string;
  /** Paths that it covers; undefined where none can be told. */
  readonly examples: () => readonly string[] | undefined;
  /** Whether all that the other covers is surely covered. */
  readonly covers: (other: Reach) => boolean;
}

export function reachOf(pattern: string): Reach {
  const plain = plainPattern(pattern);
  const folder = plain.endsWith('/**') ? plain.slice(0, -3) : plain;
  const covered = once(() => coversExactly(plain));
  return {
    plain,
    // What a class of letters stands for is not tried out.
    examples: once(() => (/[[\]]/.test(plain) ? undefined : examplesOf(plain))),
    covers(other) {
      if (plain === other.plain || plain === '**') return true;
      if (!isGlob(folder)) return other.plain.startsWith(`${folder}/`);
      return other.examples()?.every((path) => covered()(path, path)) ?? false;
    },
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** Paths that a pattern covers, with names that nothing else stands for. */
function examplesOf(pattern: string): readonly string[] {
  return braceExpand(pattern, { braceExpandMax: 100 }).flatMap(examplesOfOne);
}

function examplesOfOne(plain: string): readonly string[] {
  const named = plain.replace(/(\/\*\*)+$/, '');
  const ends = named === plain && isGlob(named.slice(named.lastIndexOf('/') + 1)) ? [named] : below(named);
  return ends.flatMap((end) =>
    ['~', '~q~j~x~'].map((name) =>
      end
        .replace(/\*\*\//g, `${name}/${name}/`)
        .replace(/\*+/g, name)
        .replaceAll('?', '~'),
    ),
  );
}

function below(folder: string): readonly string[] {
  return [`${folder}/*`, `${folder}/*/*/*`];
}

/** What is hidden is hidden with all that lies in it, and a folder whose whole content is hidden is hidden itself. */
function coversAllOf(plain: string): (path: string) => boolean {
  const named = plain.replace(/(\/\*\*)+$/, '');
  if (named === '**') return () => true;
  if (!isGlob(named)) return (relative) => isOrIsBelow(relative, named);
  const itself = globCovers(named);
  const below = globCovers(`${named}/**`);
  return (relative) => itself(relative) || below(relative);
}

function globCovers(plain: string): (path: string) => boolean {
  const start = literalStart(plain);
  const piece = longestPiece(plain);
  const glob = new Minimatch(plain, options);
  const literal = /[[{]/.test(plain)
    ? new Minimatch(plain.replace(/[[\]]/g, '\\$&'), { ...options, nobrace: true })
    : undefined;
  return (path) =>
    path.startsWith(start) && path.includes(piece) && (glob.match(path) || (literal?.match(path) ?? false));
}

const options: MinimatchOptions = {
  dot: true,
  nonegate: true,
  nocomment: true,
  noext: true,
  // A backslash is no separator, on any system: the paths come with "/".
  platform: 'linux',
  braceExpandMax: 100,
};

/** The folders at the pattern's beginning that stand for themselves. */
function literalStart(plain: string): string {
  const names = plain.split('/');
  const first = names.findIndex(isGlob);
  return names
    .slice(0, first)
    .map((name) => `${name}/`)
    .join('');
}

/** Letters that stand in every path that the pattern covers; most paths are told apart by them. */
function longestPiece(plain: string): string {
  const [upToChoices = ''] = plain.split(/[[{]/);
  return upToChoices
    .split(/[*?/]/)
    .reduce((longest, piece) => (piece.length > longest.length ? piece : longest));
}

function isOrIsBelow(relative: string, folder: string): boolean {
  return (
    relative.startsWith(folder) && (relative.length === folder.length || relative[folder.length] === '/')
  );
}

/** The pattern for folded paths; undefined where a name in it would vanish. */
function foldPattern(plain: string): string | undefined {
  const names = plain.split('/').map((name) => (isGlob(name) ? foldGlob(name) : foldName(name)));
  return names.includes('') ? undefined : names.join('/');
}

function foldGlob(name: string): string {
  return name
    .normalize('NFKC')
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .toLowerCase();
}

function isGlob(text: string): boolean {
  return /[*?[{]/.test(text);
}
