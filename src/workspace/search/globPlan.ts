import { ToolError } from '../../core/agent/tool.ts';
import { escapedText } from './escapedText.ts';

/** How a model's glob is put to ripgrep without lifting the ignore files, which its own `--glob` does. */
export interface GlobPlan {
  /** A glob for the name of a file alone, as ripgrep's file types have it; undefined for any name. */
  readonly name: string | undefined;
  /** What paths begin with, taken literally: empty or ending with `/`. */
  readonly folder: string;
  /** Whether files count that lie further down than right in `folder`. */
  readonly isDeep: boolean;
  /** What the whole path must match besides, where the others do not say it all. */
  readonly path: PathPattern | undefined;
}

export interface PathPattern {
  /** A regular expression, in what ripgrep's engine and ours both understand. */
  readonly pattern: string;
  /** Whether ours is quick at it, whatever the path: it tries one way after the other, and this leaves it few. */
  readonly isQuick: boolean;
}

const longestGlob = 1000;
const wild = /[*?[\]{}]/;
/** A name whose braces begin and end in it, and nothing that file types write in another way. */
const isOfItself = /^(?!.*\*\*)(?:[^{}[\]:]|\{[^{}[\]:]*\})+$/;

/** The plan for a glob of a model. Throws `ToolError` for those that reach out of the folder, exclude or are broken. */
export function planGlob(glob: string): GlobPlan {
  const plain = checkedGlob(glob).replace(/\/$/, '/**');
  const cut = plain.lastIndexOf('/');
  const folders = cut < 0 ? ['**'] : plain.slice(0, cut).split('/');
  const name = plain.slice(cut + 1);
  while (folders.at(-1) === '**') folders.pop();
  const isDeep = cut < 0 || plain.slice(0, cut).endsWith('**') || name === '**';
  const isSimple =
    !folders.some((folder) => wild.test(folder)) && !folders.includes('') && !/\*\*.|.\*\*|:/.test(name);
  const ownName = name === '*' || !isOfItself.test(name) ? undefined : name;
  if (!isSimple) return { name: ownName, folder: '', isDeep: true, path: pathPattern(plain) };
  return {
    name: name === '*' || name === '**' ? undefined : name,
    folder: folders.map((folder) => `${folder}/`).join(''),
    isDeep,
    path: undefined,
  };
}

/** The same plan with its name as a pattern for the path, for where ripgrep's file types have another use. */
export function withoutName(plan: GlobPlan): GlobPlan {
  if (plan.name === undefined) return plan;
  return { ...plan, name: undefined, path: plan.path ?? pathPattern(`**/${plan.name}`) };
}

function checkedGlob(glob: string): string {
  const plain = glob.replace(/^(\.\/)+/, '').replace(/\/{2,}/g, '/');
  if (plain === '' || plain.length > longestGlob)
    throw new ToolError('The glob must have 1 to 1000 characters.');
  if (plain.startsWith('!'))
    throw new ToolError('A glob that excludes ("!") is not supported; name what to include.');
  const isAbsolute =
    plain.startsWith('/') || plain.startsWith('~') || /^[a-z]:/i.test(plain) || /[\\\0\n\r]/.test(plain);
  if (isAbsolute) throw new ToolError('The glob must be relative with "/", such as src/**/*.ts.');
  if (/(^|[/{,])\.\.([/},]|$)/.test(plain)) throw new ToolError('The glob must not hold "..".');
  return plain;
}

/** The glob as a regular expression for a whole path, in the form that ripgrep gives its own globs. */
function pathPattern(glob: string): PathPattern {
  const anchored = glob.includes('/') ? glob : `**/${glob}`;
  let pattern = '';
  let depth = 0;
  for (let at = 0; at < anchored.length; ) {
    const rest = anchored.slice(at);
    const token = tokenOf(rest, at === 0 || /[/{,]/.test(anchored[at - 1] ?? ''), depth > 0);
    if (rest.startsWith('{')) depth += 1;
    if (rest.startsWith('}')) depth -= 1;
    if (depth < 0) throw new ToolError('The glob has a "}" without "{".');
    pattern += token.pattern;
    at += token.length;
  }
  if (depth > 0) throw new ToolError('The glob has a "{" without "}".');
  return { pattern: `^(?:${pattern})$`, isQuick: isQuick(anchored) };
}

/** One star in each name can end at one place only, and one `**` at each folder. */
function isQuick(glob: string): boolean {
  const names = glob.replace(/(\*\*\/)+/g, '**/').split('/');
  const deep = names.filter((name) => name === '**').length;
  return !/[?[\]{}]/.test(glob) && deep <= 1 && names.every((name) => name === '**' || !/\*.*\*/.test(name));
}

interface Token {
  readonly length: number;
  readonly pattern: string;
}

function tokenOf(rest: string, isAtStart: boolean, isInBraces: boolean): Token {
  if (isAtStart) {
    const stars = /^(?:\*\*\/)+/.exec(rest);
    if (stars !== null) return { length: stars[0].length, pattern: '(?:.*/)?' };
    if (/^\*\*(?=$|[},])/.test(rest)) return { length: 2, pattern: '.+' };
  }
  const [first = ''] = rest;
  if (first === '*') return { length: /^\*+/.exec(rest)?.[0].length ?? 1, pattern: '[^/]*' };
  if (first === '?') return { length: 1, pattern: '[^/]' };
  if (first === '[') return classOf(rest);
  if (first === '{') return { length: 1, pattern: '(?:' };
  if (first === '}') return { length: 1, pattern: ')' };
  if (first === ',' && isInBraces) return { length: 1, pattern: '|' };
  return { length: first.length, pattern: escapedText(first) };
}

function classOf(rest: string): Token {
  const found = /^\[([!^]?)(\]?[^\]]*)\]/.exec(rest);
  if (found === null) throw new ToolError('The glob has a "[" without "]".');
  const [whole, not, members = ''] = found;
  const inside = [...members].map((c) => (c === '-' ? c : escapedText(c))).join('');
  return { length: whole.length, pattern: not === '' ? `[${inside}]` : `[^/${inside}]` };
}
