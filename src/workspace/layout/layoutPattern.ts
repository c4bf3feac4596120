import { minimatch } from 'minimatch';

/** Whether a pattern of a layout covers a path relative to the layout's folder. */
export function matchesPattern(pattern: string, relative: string): boolean {
  return minimatch(relative, pattern, { dot: true, nonegate: true, nocomment: true, noext: true });
}
