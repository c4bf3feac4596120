/** Turns the indentation that a model wrote into the one its file has; undefined where that cannot be known. */
export type Reindent = (indent: string) => string | undefined;

/** The blanks at the start of a line. */
export function indentOf(line: string): string {
  return line.slice(0, line.length - line.trimStart().length);
}

/**
 * Learns from lines as they were written and as the file has them how indentation differs: by blanks in front, or in
 * the width or kind of a step. Blank lines tell nothing.
 */
export function learnIndentation(written: readonly string[], found: readonly string[]): Reindent {
  const pairs = new Map<string, string>();
  for (const [index, line] of written.entries()) {
    const there = found[index] ?? '';
    if (line.trim() === '' || there.trim() === '') continue;
    const indent = indentOf(there);
    if ((pairs.get(indentOf(line)) ?? indent) !== indent) return () => undefined;
    pairs.set(indentOf(line), indent);
  }
  const rule = isAmbiguous(pairs) ? undefined : (byBlanksInFront(pairs) ?? bySteps(pairs));
  return (indent) => pairs.get(indent) ?? rule?.(indent);
}

/** Two spaces that are four in the file may be half a step or a step too few. */
function isAmbiguous(pairs: ReadonlyMap<string, string>): boolean {
  const [first, second] = pairs;
  if (first === undefined || second !== undefined) return false;
  const [written, found] = first;
  const [less, more] = [written.length, found.length].toSorted((a, b) => a - b);
  const isSpaces = kindOf(written) === ' ' && kindOf(found) === ' ';
  return isSpaces && less !== more && (more ?? 0) % (less ?? 1) === 0;
}

function byBlanksInFront(pairs: ReadonlyMap<string, string>): Reindent | undefined {
  const [first] = pairs;
  if (first === undefined) return (indent) => indent;
  const [written, found] = first;
  if (found.endsWith(written)) {
    const more = found.slice(0, found.length - written.length);
    if ([...pairs].every(([from, to]) => more + from === to))
      return (indent) => (more === '' || kindOf(more + indent) !== undefined ? more + indent : undefined);
  }
  if (written.endsWith(found)) {
    const less = written.slice(0, written.length - found.length);
    if ([...pairs].every(([from, to]) => less + to === from))
      return (indent) => (indent.startsWith(less) ? indent.slice(less.length) : undefined);
  }
  return undefined;
}

/** Two lines of different depth tell how wide a step is on either side; one tells it if the kinds of blanks differ. */
function bySteps(pairs: ReadonlyMap<string, string>): Reindent | undefined {
  const from = kindOf([...pairs.keys()].join(''));
  const to = kindOf([...pairs.values()].join(''));
  if (from === undefined || to === undefined) return undefined;
  const lengths = [...pairs].map(([a, b]) => [a.length, b.length] as const).toSorted((a, b) => a[0] - b[0]);
  const [low, high] = lengths.length > 1 ? [lengths[0], lengths.at(-1)] : [[0, 0] as const, lengths[0]];
  if (low === undefined || high === undefined || high[0] === low[0]) return undefined;
  const step = (high[1] - low[1]) / (high[0] - low[0]);
  const lengthFor = (length: number) => low[1] + (length - low[0]) * step;
  if (step <= 0 || lengths.some(([a, b]) => lengthFor(a) !== b)) return undefined;
  return (indent) => {
    const length = lengthFor(indent.length);
    if (indent !== from.repeat(indent.length) || !Number.isInteger(length) || length < 0) return undefined;
    return to.repeat(length);
  };
}

/** The blank that an indentation is made of; undefined for none and for a mixture. */
function kindOf(blanks: string): string | undefined {
  const [first] = blanks;
  return first !== undefined && blanks === first.repeat(blanks.length) ? first : undefined;
}
