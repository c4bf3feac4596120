import * as vscode from 'vscode';
import type { RunView } from '../../core/journal/runView.ts';
import { visible } from '../visible.ts';
import type { Runs } from './runs.ts';

const resume = 'Let agents start';
const cancel = 'Cancel run';

/** Tells a person, once each time, that failures in a row keep a run's new agents from starting. */
export function registerPausedNotifications(runs: Runs): vscode.Disposable {
  const told = new Set<string>();
  return runs.onDidChange(() => {
    for (const view of runs.liveViews()) {
      if (!view.paused) told.delete(view.runId);
      else if (!told.has(view.runId)) {
        told.add(view.runId);
        tell(view, view.paused, runs).then(undefined, () => {});
      }
    }
  });
}

async function tell(
  { runId, task }: RunView,
  { failures, reason }: NonNullable<RunView['paused']>,
  runs: Runs,
): Promise<void> {
  const message = `“${visible(task).slice(0, 60)}” may start no new agents for a minute: ${failures} in a row failed. ${visible(reason)}`;
  const chosen = await vscode.window.showWarningMessage(message, resume, cancel);
  if (chosen === resume) runs.resumeSpawning(runId);
  if (chosen === cancel) runs.cancelRun(runId);
}
