/** How much of a line may differ and it still counts as the same, each allowing what those before it allow. */
const loosenesses = ['exact', 'trailing', 'spacing', 'typography'] as const;
export type Looseness = (typeof loosenesses)[number];

/** What is looser than exact, up to a looseness, the strictest first. */
export function loosenessesTo(most: Looseness): readonly Looseness[] {
  return loosenesses.slice(1, loosenesses.indexOf(most) + 1);
}

/** What a looseness overlooks, for messages. */
export const overlooked: Readonly<Record<Looseness, string>> = {
  exact: '',
  trailing: 'other blanks at the ends of lines',
  spacing: 'other whitespace',
  typography: 'other typographic characters or whitespace',
};

/** A line with everything taken out that a looseness overlooks. */
export function essenceOf(line: string, looseness: Looseness): string {
  if (looseness === 'exact') return line;
  if (looseness === 'trailing') return line.slice(0, trimmedEnd(line, 0, line.length));
  const plain = looseness === 'typography' ? plainCharacters(line).replaceAll('…', '...') : line;
  return plain.replace(/[ \t\f\v\r]+/g, ' ').replace(/^ | $/g, '');
}

/** The same text with typographic quotes, dashes and blanks as a keyboard has them; every character keeps its place. */
export function plainCharacters(text: string): string {
  return typographic.test(text)
    ? text.replace(allTypographic, (character) => plain.get(character) ?? ' ')
    : text;
}

/** Gives a part of a text a number that is equal for lines of equal essence, without copying it. */
export type LineKey = (text: string, from: number, end: number) => number;

export function lineKey(looseness: Looseness): LineKey {
  if (looseness === 'exact') return hashRange;
  if (looseness === 'trailing')
    return (text, from, end) => hashRange(text, from, trimmedEnd(text, from, end));
  return looseness === 'spacing' ? spacingKey : typographyKey;
}

function spacingKey(text: string, from: number, end: number): number {
  let [hash, pending] = [seed, false];
  for (let at = from; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (isBlank(code)) {
      pending = hash !== seed;
      continue;
    }
    if (pending) hash = mixed(hash, space);
    pending = false;
    hash = mixed(hash, code);
  }
  return hash;
}

function typographyKey(text: string, from: number, end: number): number {
  let [hash, pending] = [seed, false];
  for (let at = from; at < end; at += 1) {
    const written = text.charCodeAt(at);
    const code = written > 127 ? plainCode(written) : written;
    if (isBlank(code)) {
      pending = hash !== seed;
      continue;
    }
    if (pending) hash = mixed(hash, space);
    pending = false;
    hash = code === ellipsis ? mixed(mixed(mixed(hash, dot), dot), dot) : mixed(hash, code);
  }
  return hash;
}

const seed = 17;
const space = 32;
const dot = 46;
const ellipsis = 0x2026;

const mixed = (hash: number, code: number) => (Math.imul(hash, 31) + code) | 0;

const isBlank = (code: number) => code === space || (code >= 9 && code <= 13 && code !== 10);

function hashRange(text: string, from: number, end: number): number {
  let hash = seed;
  for (let at = from; at < end; at += 1) hash = mixed(hash, text.charCodeAt(at));
  return hash;
}

function trimmedEnd(text: string, from: number, to: number): number {
  let end = to;
  while (end > from && isBlank(text.charCodeAt(end - 1))) end -= 1;
  return end;
}

/** Only characters of one code unit stand for one of one code unit: offsets stay what they are. */
const spellings: readonly (readonly [string, string])[] = [
  ["'", '\u2018\u2019\u201a\u201b\u2032\u00b4'],
  ['"', '\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb'],
  ['-', '\u2010\u2011\u2012\u2013\u2014\u2015\u2212'],
  [' ', '\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000'],
];
const plain = new Map(spellings.flatMap(([to, all]) => [...all].map((from) => [from, to] as const)));
const plainCodes = new Map([...plain].map(([from, to]) => [from.charCodeAt(0), to.charCodeAt(0)]));
const typographic = new RegExp(`[${[...plain.keys()].join('')}]`);
const allTypographic = new RegExp(typographic, 'g');

const plainCode = (code: number) => plainCodes.get(code) ?? code;
