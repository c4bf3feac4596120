import { posix } from 'node:path';
import * as vscode from 'vscode';
import type { RevertScope } from '../../core/journal/revertPlan.ts';
import { type RunView, runTitle } from '../../core/journal/runView.ts';
import type { Touch } from '../../core/journal/touched.ts';
import { clipped } from '../clipped.ts';
import { hasChanges } from '../runs/agentItem.ts';
import { DeliverableRow } from '../runs/deliverables.ts';
import { pickAgent, pickRun } from '../runs/pickRun.ts';
import { AgentRow, FileRow, RunRow } from '../runs/runRows.ts';
import type { Runs } from '../runs/runs.ts';
import { visible } from '../visible.ts';

/** What a person wants taken back, with its name for questions. */
export interface RevertTarget {
  readonly runId: string;
  readonly scope: RevertScope;
  /** `“Sort the notes”`, `Writer`, or `README.md`. */
  readonly name: string;
}

/** Whether there is, or in a long record may be, anything of this run to take back, and the run is over. */
export function canRevert({ runId, agents }: RunView, runs: Runs): boolean {
  const mayHaveChanges = agents.some(hasChanges) || runs.unreadBytes(runId) !== undefined;
  return runs.whereAtWork(runId) === 'nowhere' && mayHaveChanges;
}

/** The run of a row, or one that the person picks. */
export async function runToRevert(row: unknown, runs: Runs): Promise<RevertTarget | undefined> {
  const views = revertible(runs);
  const runId = row instanceof RunRow ? row.runId : await pickRun('Revert which run?', views, whenNone(runs));
  if (runId === undefined) return undefined;
  const run = runs.find(runId);
  return { runId, scope: {}, name: `“${clipped(run ? runTitle(run) : 'the run', 60)}”` };
}

/** The agent of a row, or one that the person picks. */
export async function agentToRevert(row: unknown, runs: Runs): Promise<RevertTarget | undefined> {
  const question = { title: 'Revert which agent?', isMeant: hasChanges, whenNone: whenNone(runs) };
  const target = row instanceof AgentRow ? row : await pickAgent(question, revertible(runs));
  if (!target) return undefined;
  const { runId, agentId } = target;
  const agent = runs.find(runId)?.agents.find((candidate) => candidate.agentId === agentId);
  return { runId, scope: { ofAgent: agentId }, name: clipped(agent?.brief.label ?? 'the agent', 60) };
}

/** The file of a row, or one that the person picks: as it was before the run. */
export async function fileToRevert(row: unknown, runs: Runs): Promise<RevertTarget | undefined> {
  const isRow = row instanceof FileRow || row instanceof DeliverableRow;
  const file = isRow ? row : await pickFile(revertible(runs), whenNone(runs));
  if (!file) return undefined;
  return { runId: file.runId, scope: { paths: [file.path] }, name: clipped(posix.basename(file.path), 60) };
}

/** What is said where there is nothing to pick. */
function whenNone(runs: Runs): string {
  const none = 'No run that is over has left a change that could be reverted.';
  const isUnread = runs.views.some(({ runId }) => runs.unreadBytes(runId) !== undefined);
  return isUnread ? `${none} Some were not read in full: click “Read the whole record” under them.` : none;
}

const revertible = (runs: Runs) => runs.views.filter((view) => canRevert(view, runs));

/** Every file of every run that is over, the newest change first. */
async function pickFile(
  views: readonly RunView[],
  none: string,
): Promise<{ readonly runId: string; readonly path: string } | undefined> {
  const picks = views.flatMap((view) =>
    pathsOf(view.touches).map((path) => ({
      label: visible(posix.basename(path)),
      description: folderOf(path),
      detail: clipped(view.task, 100),
      runId: view.runId,
      path,
    })),
  );
  if (picks.length === 0) {
    void vscode.window.showInformationMessage(none);
    return undefined;
  }
  return vscode.window.showQuickPick(picks, { title: 'Revert which file?', matchOnDescription: true });
}

const folderOf = (path: string) => (path.includes('/') ? visible(posix.dirname(path)) : '');

const pathsOf = (touches: readonly Touch[]) => [
  ...new Set(
    touches
      .filter(({ isReverted }) => !isReverted)
      .map(({ path }) => path)
      .toReversed(),
  ),
];
