import { secretGlobs } from '../confinement/protectedPaths.ts';

/** Characters that no rule of spelling is about, and so few that no rule of length is either. */
const plain = /^[ !#-.0-9;-[\]-~]{0,100}$/;

/** What a name holds if it may hold secrets, or is one that Windows gives another meaning. */
const remarkable = new RegExp(
  [
    ...new Set(secretGlobs.map((glob) => tellingPart(glob).replaceAll('.', '\\.'))),
    ...(process.platform === 'win32' ? ['^(?:con|prn|aux|nul|com|lpt)', '~', '[. ]$'] : []),
  ].join('|'),
  'i',
);

/**
 * A quick answer for one name of a path: true only if no rule about secrets or spelling is about it, so that a path of
 * such names alone needs no closer look. False means that it needs one.
 */
export function isUnremarkable(name: string): boolean {
  return plain.test(name) && !remarkable.test(name);
}

/** The longest text that a path must hold within one of its names to match the glob. */
function tellingPart(glob: string): string {
  const parts = glob.split(/[*/]+/).filter(Boolean);
  return parts.reduce((longest, part) => (part.length > longest.length ? part : longest), '');
}
