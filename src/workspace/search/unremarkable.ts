import { secretGlobs } from '../confinement/protectedPaths.ts';

/** Half of what is never too long: two such texts make one path, with no name and no number of names that is refused. */
const longest = 127;

/** What a path holds if a rule of spelling may be about it, or if it may hold secrets. */
const remarkable = new RegExp(
  [
    '[^ !#-9;-[\\]-~]',
    ...new Set(secretGlobs.map((glob) => tellingPart(glob).replaceAll('.', '\\.'))),
    ...(process.platform === 'win32' ? ['(?:^|/)(?:con|prn|aux|nul|com|lpt)', '~', '[. ](?:/|$)'] : []),
  ].join('|'),
  'i',
);

/**
 * A quick answer for a path or a part of one that ends between names: true only if no rule about secrets or spelling is
 * about it, so that a path of two such parts needs no closer look. False means that it needs one.
 */
export function isUnremarkable(path: string): boolean {
  return path.length <= longest && !remarkable.test(path);
}

/** The longest text that a path must hold within one of its names to match the glob. */
function tellingPart(glob: string): string {
  const parts = glob.split(/[*/]+/).filter(Boolean);
  return parts.reduce((longest, part) => (part.length > longest.length ? part : longest), '');
}
