import * as vscode from 'vscode';
import type { Approvals } from './approvals/approvals.ts';
import { canRevert } from './reverts/revertTargets.ts';
import type { Runs } from './runs/runs.ts';

/** Keeps the keys by which the palette offers only commands that have something to act on. */
export function registerContextKeys(runs: Runs, approvals: Approvals): vscode.Disposable {
  const isRunning = contextKey('muster.isRunning');
  const isWaiting = contextKey('muster.isWaiting');
  const isPaused = contextKey('muster.isPaused');
  const isNothingToRevert = contextKey('muster.nothingToRevert');
  const noteRuns = () => {
    const live = runs.liveViews();
    isRunning(live.length > 0);
    isPaused(live.some(({ paused }) => paused !== undefined));
    // Until somebody looks at the runs of earlier windows, there may be something.
    isNothingToRevert(runs.knowsPast && !runs.views.some((view) => canRevert(view, runs)));
  };
  const noteRequests = () => isWaiting(approvals.pending.length > 0);
  return vscode.Disposable.from(
    runs.onDidChange(noteRuns),
    approvals.onDidRaise(noteRequests),
    approvals.onDidSettle(noteRequests),
  );
}

/** Sets the key when its value changes. */
function contextKey(name: string): (value: boolean) => void {
  let known = false;
  return (value) => {
    if (value === known) return;
    known = value;
    void vscode.commands.executeCommand('setContext', name, value);
  };
}
