import { posix } from 'node:path';
import * as vscode from 'vscode';
import { counted } from '../../core/human/amounts.ts';
import type { LayoutProblem, RunView } from '../../core/journal/runView.ts';
import type { Runs } from '../runs/runs.ts';
import { visible } from '../visible.ts';
import { openWorkspaceFile } from '../workspaceFiles.ts';

/** Tells a person, once for each run, that a WORKSPACE.md is broken, so that its agents may only read there. */
export function registerLayoutWarnings(runs: Runs): vscode.Disposable {
  const told = new Set<string>();
  return runs.onDidChange(() => {
    for (const { runId, layoutProblems } of runs.liveViews()) {
      const [first] = layoutProblems;
      if (!first || told.has(runId)) continue;
      told.add(runId);
      tell(first, layoutProblems.length - 1).then(undefined, () => {});
    }
  });
}

/** What a run's tooltip says of layouts that did not count, and of a progress board that is not written. */
export function layoutLines({ layoutProblems, boardProblem }: RunView): readonly string[] {
  return [
    ...layoutProblems.map((problem) => `${place(problem)}: ${sentence(problem)} Agents may only read there.`),
    ...(boardProblem === undefined
      ? []
      : [`The progress board is not written: ${sentence({ reason: boardProblem })}`]),
  ];
}

async function tell(problem: LayoutProblem, others: number): Promise<void> {
  const open = `Open ${visible(posix.basename(problem.path))}`;
  const further =
    others === 0 ? '' : ` ${counted(others, 'other layout')} ${others === 1 ? 'is' : 'are'} broken, too.`;
  const message = `${place(problem)}: ${sentence(problem)}${further} Agents of this run may only read there; once mended, it counts for the next run.`;
  const chosen = await vscode.window.showWarningMessage(message, open);
  if (chosen === open) await openWorkspaceFile(problem.path, problem.line);
}

const place = ({ path, line }: LayoutProblem) => `${visible(path)}, line ${line}`;

const sentence = ({ reason }: Pick<LayoutProblem, 'reason'>) => visible(reason).replace(/[^.!?]$/, '$&.');
