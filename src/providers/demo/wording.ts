/** `1 file`, `3 files`. */
export function count(n: number, noun: string): string {
  const plural = /[^aeiou]y$/.test(noun) ? `${noun.slice(0, -1)}ies` : `${noun}s`;
  return `${n} ${n === 1 ? noun : plural}`;
}

/** `3`, or `at least 3` when the tool did not show everything. */
export function atLeast(n: number, isComplete: boolean): string {
  return isComplete ? `${n}` : `at least ${n}`;
}

/** One line of at most `length` characters, with `…` where text is missing. */
export function clip(text: string, length: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= length ? line : `${line.slice(0, length - 1).trimEnd()}…`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}
