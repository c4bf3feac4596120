import { braceExpand } from 'minimatch';
import { refusePathText } from '../confinement/pathText.ts';

const longest = 200;
const mostWildcards = 20;
const mostFolders = 8;
const mostAlternatives = 64;

/** Why a text is no pattern of a layout; undefined where it is one. Bounded in time, whatever the text. */
export function refusePattern(pattern: string): string | undefined {
  if (pattern === '') return 'the pattern is empty';
  if (pattern.length > longest) return `the pattern is longer than ${longest} characters`;
  if (pattern.startsWith('!'))
    return 'a pattern cannot exclude ("!"); give the exception a row of its own above';
  if (/^(\/|~|[a-z]:)/i.test(pattern))
    return 'write the pattern from the folder of this file on, such as src/**, without "/", "~" or a drive in front';
  if (/(^|\/)\.\.(\/|$)/.test(pattern))
    return 'the pattern leads upwards (".."), where this file decides nothing';
  const refusal = refusePathText(pattern, 'posix');
  if (refusal !== undefined) return refusal.replace(/^the path/, 'the pattern');
  return refuseWildcards(pattern);
}

function refuseWildcards(pattern: string): string | undefined {
  const names = pattern.split('/');
  if (names.some((name) => /^(\.{3,}|\u2026)$/.test(name)))
    return 'write "**" for everything below a folder, such as src/**, not dots';
  if (names.some((name) => name !== name.trim())) return 'a name in the pattern begins or ends with a space';
  const stuck = names.find((name) => name.includes('**') && name !== '**');
  if (stuck !== undefined)
    return `"**" must stand alone between slashes, such as src/**, which "${stuck}" does not`;
  if (names.filter((name) => name === '**').length > mostFolders)
    return `the pattern holds "**" more than ${mostFolders} times`;
  if ((pattern.match(/[*?[]/g) ?? []).length > mostWildcards + mostFolders)
    return `the pattern holds more than ${mostWildcards} wildcards`;
  if (alternativesIn(pattern) > mostAlternatives)
    return `the pattern stands for more than ${mostAlternatives} patterns; use several rows`;
  return undefined;
}

/** How many patterns one with braces stands for, as far as it matters. */
export function alternativesIn(pattern: string): number {
  return braceExpand(pattern, { braceExpandMax: mostAlternatives + 1 }).length;
}
