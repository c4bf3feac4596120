import type { RunView } from '../core/journal/runView.ts';

/** Why agents may only read in a folder, on one line; undefined where every layout is in order. */
export function brokenLayoutText(problems: RunView['layoutProblems']): string | undefined {
  if (problems.length === 0) return undefined;
  const places = problems.map(({ path, line, reason }) => `${path}, line ${line}: ${reason}`);
  return `the layout is broken, and its folder read only: ${places.join('; ')}`;
}
