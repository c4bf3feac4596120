import type { RunView } from '../core/journal/runView.ts';
import { brokenLayoutText } from './layoutText.ts';

/** What is amiss with the files that a run depends on, each on one line. */
export function noticesOf({ layoutProblems, boardProblem }: RunView): readonly string[] {
  const broken = brokenLayoutText(layoutProblems);
  return [
    ...(broken === undefined ? [] : [broken]),
    ...(boardProblem === undefined ? [] : [unwrittenBoardText(boardProblem)]),
  ];
}

export const unwrittenBoardText = (reason: string) => `the progress board is not written: ${reason}`;
