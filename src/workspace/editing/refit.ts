import { indentOf, learnIndentation, type Reindent } from './indentation.ts';
import { essenceOf, type Looseness, plainCharacters } from './looseness.ts';
import type { HunkLine } from './patch.ts';

/**
 * The lines that a hunk inserts, as they must be where its old lines were found loosely: indented as the file is, and
 * with the file's typographic characters where the hunk did not mean to change them. Lines that stay or go are left
 * as written. Undefined if that cannot be known.
 */
export function refit(
  lines: readonly HunkLine[],
  found: readonly string[],
  looseness: Looseness,
): readonly HunkLine[] | undefined {
  if (looseness === 'exact' || looseness === 'trailing') return lines;
  const old = lines.filter(({ kind }) => kind !== 'insert').map(({ text }) => text);
  const reindent = learnIndentation(old, found);
  const partners = partnersOf(lines);
  const fitted: HunkLine[] = [];
  for (const [index, line] of lines.entries()) {
    if (line.kind !== 'insert') {
      fitted.push(line);
      continue;
    }
    const partner = partners.get(index);
    const text = fit(line.text, {
      reindent,
      looseness,
      old: old[partner ?? -1],
      there: found[partner ?? -1],
    });
    if (text === undefined) return undefined;
    fitted.push({ kind: 'insert', text });
  }
  return fitted;
}

interface Fit {
  readonly looseness: Looseness;
  readonly reindent: Reindent;
  readonly old: string | undefined;
  readonly there: string | undefined;
}

function fit(text: string, { reindent, looseness, old, there }: Fit): string | undefined {
  // A change of whitespace alone says nothing to a file whose whitespace was mistaken.
  if (old !== undefined && essenceOf(text, looseness) === essenceOf(old, looseness)) return undefined;
  if (text.trim() === '') return text;
  const isAsDeep = old !== undefined && there !== undefined && indentOf(text) === indentOf(old);
  const indent = isAsDeep ? indentOf(there) : reindent(indentOf(text));
  if (indent === undefined) return undefined;
  const body = text.trimStart();
  return (
    indent + (old === undefined || there === undefined ? body : restored(body, old.trim(), there.trim()))
  );
}

/** The unchanged beginning and end of a line that was written with plain characters, as the file has them. */
export function restored(text: string, written: string, there: string): string {
  if (written === there || plainCharacters(written) !== plainCharacters(there)) return text;
  const most = Math.min(text.length, written.length);
  let start = 0;
  while (start < most && text[start] === written[start]) start += 1;
  let tail = 0;
  while (tail < most - start && text[text.length - 1 - tail] === written[written.length - 1 - tail])
    tail += 1;
  return there.slice(0, start) + text.slice(start, text.length - tail) + there.slice(there.length - tail);
}

/** For each inserted line the old line whose place it takes, where as many are inserted as are removed. */
function partnersOf(lines: readonly HunkLine[]): ReadonlyMap<number, number> {
  const partners = new Map<number, number>();
  let old = 0;
  let removed: number[] = [];
  let inserted: number[] = [];
  const close = () => {
    if (removed.length === inserted.length)
      for (const [index, at] of inserted.entries()) partners.set(at, removed[index] ?? -1);
    removed = [];
    inserted = [];
  };
  for (const [index, { kind }] of lines.entries()) {
    if (kind === 'keep') close();
    if (kind === 'remove') removed.push(old);
    if (kind === 'insert') inserted.push(index);
    if (kind !== 'insert') old += 1;
  }
  close();
  return partners;
}
