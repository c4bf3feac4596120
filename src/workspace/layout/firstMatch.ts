import type { LayoutRow } from './layout.ts';
import { type Covers, coversExactly, coversInAnySpelling, foldPath } from './layoutPattern.ts';

/** The index of the first row that covers a path relative to the layout's folder; -1 if none does. */
export function firstMatch(rows: readonly LayoutRow[], relative: string): number {
  const { matchers, hides } = compiledFor(rows);
  const folded = hides ? foldPath(relative) : relative;
  return matchers.findIndex((covers) => covers(relative, folded));
}

interface Compiled {
  readonly matchers: readonly Covers[];
  /** Whether a row hides, and so needs the path in other spellings. */
  readonly hides: boolean;
}

/** Made once for each table and forgotten with it: a search asks tens of thousands of times. */
const compiled = new WeakMap<readonly LayoutRow[], Compiled>();

function compiledFor(rows: readonly LayoutRow[]): Compiled {
  const known = compiled.get(rows);
  if (known) return known;
  const matchers = rows.map(({ pattern, access }) =>
    access === 'none' ? coversInAnySpelling(pattern) : coversExactly(pattern),
  );
  const made = { matchers, hides: rows.some(({ access }) => access === 'none') };
  compiled.set(rows, made);
  return made;
}
