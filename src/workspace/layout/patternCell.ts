/** The pattern that a cell holds, in backticks or bare, or why it is none. */
export type PatternCell =
  | { readonly kind: 'pattern'; readonly pattern: string }
  | { readonly kind: 'refused'; readonly reason: string };

/** What is longer is not looked at: the time it takes must not grow with the square of it. */
const longest = 1000;

/** Reads the source text of a cell: in bare text, a backslash only escapes. */
export function patternCell(cell: string): PatternCell {
  const text = cell.trim();
  if (text.length > longest) return { kind: 'refused', reason: 'the pattern is far too long' };
  const isCode = text.startsWith('`');
  const pattern = isCode ? insideCode(text) : bare(text);
  if (pattern === undefined || /,\s/.test(pattern) || (!isCode && holdsSeveral(text)))
    return { kind: 'refused', reason: 'write one pattern in each row, in backticks as a whole' };
  if (/^\[.*\]\(.*\)$/.test(text) || /^<.*>$/.test(text))
    return { kind: 'refused', reason: 'write the pattern itself, in backticks, not a link' };
  if (!isCode && /<[a-z!/]|&#?\w+;/i.test(text))
    return { kind: 'refused', reason: 'write the pattern itself, in backticks, without HTML' };
  return { kind: 'pattern', pattern };
}

/** Commas that are no choice in braces, or a line break. */
function holdsSeveral(text: string): boolean {
  return /<br\b/i.test(text) || /[,;]/.test(text.replace(/\{[^{}]*\}/g, '').replace(/&#?\w+;/g, ''));
}

/** Undefined where code is only a part of the cell. */
function insideCode(text: string): string | undefined {
  const { marks = '', code = '' } = /^(?<marks>`+)(?<code>.*?)\k<marks>$/.exec(text)?.groups ?? {};
  const isWhole = code.split(/(?<!`)(?=`)|(?<=`)(?!`)/).every((run) => run !== marks);
  if (marks === '' || !isWhole) return undefined;
  return code.trim();
}

function bare(text: string): string | undefined {
  if (text.includes('`')) return undefined;
  return text.replace(/\\([!-/:-@[-`{-~])/g, '$1');
}
