/** Where a text occurs in another, without overlaps. Takes time in proportion to both, whatever they hold. */
export function occurrences(text: string, wanted: string): readonly number[] {
  if (wanted === '') return [];
  return swiftly(text, wanted) ?? carefully(text, wanted);
}

/** The same, for what must occur only once: if one is all there is, what overlaps it counts, too. */
export function candidates(text: string, wanted: string): readonly number[] {
  const starts = occurrences(text, wanted);
  const [only, second] = starts;
  if (only === undefined || second !== undefined) return starts;
  const around = text.slice(only + 1, only + 2 * wanted.length - 1);
  return [only, ...occurrences(around, wanted).map((at) => only + 1 + at)];
}

/** The engine's own search is the fastest, but its time may grow with both lengths multiplied. */
const longestBeginning = 64;
const mostComparedInVain = 20_000_000;

/** Looks for the beginning and compares the rest; undefined if that would be in vain too often. */
function swiftly(text: string, wanted: string): readonly number[] | undefined {
  const beginning = wanted.slice(0, longestBeginning);
  const starts: number[] = [];
  let comparedInVain = 0;
  for (let at = text.indexOf(beginning); at >= 0; ) {
    const isThere = wanted.length <= longestBeginning || text.startsWith(wanted, at);
    if (isThere) starts.push(at);
    else comparedInVain += wanted.length;
    if (comparedInVain > mostComparedInVain) return undefined;
    at = text.indexOf(beginning, isThere ? at + wanted.length : at + 1);
  }
  return starts;
}

/** Knuth, Morris and Pratt. */
function carefully(text: string, wanted: string): readonly number[] {
  const failures = failuresOf(wanted);
  const starts: number[] = [];
  let matched = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    while (matched > 0 && code !== wanted.charCodeAt(matched)) matched = failures[matched - 1] ?? 0;
    if (code === wanted.charCodeAt(matched)) matched += 1;
    if (matched < wanted.length) continue;
    starts.push(at - matched + 1);
    matched = 0;
  }
  return starts;
}

function failuresOf(wanted: string): Int32Array {
  const failures = new Int32Array(wanted.length);
  let matched = 0;
  for (let at = 1; at < wanted.length; at += 1) {
    const code = wanted.charCodeAt(at);
    while (matched > 0 && code !== wanted.charCodeAt(matched)) matched = failures[matched - 1] ?? 0;
    if (code === wanted.charCodeAt(matched)) matched += 1;
    failures[at] = matched;
  }
  return failures;
}
