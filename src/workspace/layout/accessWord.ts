import type { Access } from './layout.ts';

export type AccessWord =
  | { readonly kind: 'known'; readonly access: Access }
  | { readonly kind: 'unknown'; readonly word: string; readonly nearest: Access | undefined };

/** What the Access cell of a row says, in any letter case. */
export function accessWord(cell: string): AccessWord {
  const word = cell.replace(/[*_`]/g, '').trim().toLowerCase();
  const access = words.find((known) => known === word);
  return access ? { kind: 'known', access } : { kind: 'unknown', word, nearest: nearestTo(word) };
}

const words: readonly Access[] = ['write', 'ask', 'read', 'none'];

/** Other words that people use for the same. */
const others: Readonly<Record<Access, readonly string[]>> = {
  write: ['rw', 'read-write', 'read/write', 'readwrite', 'writable', 'free', 'open', 'full', 'allow', 'yes'],
  ask: ['approve', 'approval', 'confirm', 'review', 'propose', 'request'],
  read: ['ro', 'r', 'read-only', 'read only', 'readonly', 'view'],
  none: [
    'no',
    'deny',
    'denied',
    'hidden',
    'hide',
    'private',
    'secret',
    'closed',
    'invisible',
    'no access',
    'forbidden',
    'never',
    '-',
    '–',
    '—',
  ],
};

/** Words that tell of hiding, also amid others. */
const hiding: ReadonlySet<string> = new Set([
  'none',
  ...others.none.filter((word) => /^\p{L}{4}/u.test(word)),
]);

function nearestTo(word: string): Access | undefined {
  const [first, ...further] = word.split(/[^\p{L}]+/u).filter((part) => part !== '');
  const begun = words.find((access) => access === first);
  if (begun && further.length > 0) return begun;
  if ([first, ...further].some((part) => part !== undefined && hiding.has(part))) return 'none';
  if (word.length > 20) return undefined;
  const same = words.find((access) => others[access].includes(word));
  if (same) return same;
  const [nearest] = words
    .map((access) => ({ access, steps: stepsBetween(word, access) }))
    .toSorted((a, b) => a.steps - b.steps);
  return nearest && nearest.steps <= 2 && nearest.steps < word.length ? nearest.access : undefined;
}

/** How many letters must be put in, left out or replaced to make one word of the other. */
function stepsBetween(from: string, to: string): number {
  let above = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...from].entries()) {
    const row = [index + 1];
    for (const [at, other] of [...to].entries()) {
      const replaced = (above[at] ?? 0) + (letter === other ? 0 : 1);
      row.push(Math.min(replaced, (above[at + 1] ?? 0) + 1, (row[at] ?? 0) + 1));
    }
    above = row;
  }
  return above.at(-1) ?? 0;
}
