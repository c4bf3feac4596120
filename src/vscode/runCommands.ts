import * as vscode from 'vscode';
import type { RunView } from '../core/journal/runView.ts';
import { showAnswer } from './answerDocuments.ts';
import type { Runs } from './runs.ts';
import { AgentRow, RunRow } from './runsTree.ts';
import { visible } from './visible.ts';

/** Cancelling a run or one agent, and showing an answer: from a row of the tree, or picked from the palette. */
export function registerRunCommands(runs: Runs): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand('muster.cancelRun', async (row: unknown) => {
      const view =
        row instanceof RunRow
          ? row.view
          : await pickRun('Cancel which run?', runs.liveViews(), 'No run is under way.');
      if (view) runs.cancelRun(view.runId);
    }),
    vscode.commands.registerCommand('muster.cancelAgent', async (row: unknown) => {
      const target = row instanceof AgentRow ? row : await pickAgent(runs);
      if (target) runs.cancelAgent(target.run.runId, target.agent.agentId);
    }),
    vscode.commands.registerCommand('muster.showAnswer', async (row: unknown) => {
      const answered = runs.views.filter((view) => view.report);
      const view =
        row instanceof RunRow
          ? row.view
          : await pickRun('Show the answer of which run?', answered, 'No run has ended yet.');
      if (view) await showAnswer(view);
    }),
  );
}

async function pickRun(
  title: string,
  views: readonly RunView[],
  whenNone: string,
): Promise<RunView | undefined> {
  if (views.length === 0) {
    void vscode.window.showInformationMessage(whenNone);
    return undefined;
  }
  if (views.length === 1) return views[0];
  const picks = views.map((view) => ({
    label: visible(view.task),
    description: `started ${new Date(view.startedAt).toLocaleTimeString()}`,
    view,
  }));
  return (await vscode.window.showQuickPick(picks, { title }))?.view;
}

async function pickAgent(runs: Runs): Promise<AgentRow | undefined> {
  const rows = runs
    .liveViews()
    .flatMap((view) =>
      view.agents.filter((agent) => !agent.finishedAt).map((agent) => new AgentRow(view, agent)),
    );
  if (rows.length === 0) {
    void vscode.window.showInformationMessage('No agent is at work.');
    return undefined;
  }
  const picks = rows.map((row) => ({
    label: visible(row.agent.brief.label),
    description: visible(row.run.task),
    row,
  }));
  return (await vscode.window.showQuickPick(picks, { title: 'Cancel which agent?' }))?.row;
}
