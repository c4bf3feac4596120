import * as vscode from 'vscode';
import type { AgentView } from '../../core/journal/agentView.ts';
import { showAnswer } from './answerDocuments.ts';
import { type ReadRun, readInFull } from './longRecords.ts';
import { pickAgent, pickRun } from './pickRun.ts';
import { AgentRow, BatchRow, RunRow } from './runRows.ts';
import type { Runs } from './runs.ts';

/** Cancelling a run, a batch or one agent, letting agents start again, and showing an answer: from a row of the tree, or picked from the palette. */
export function registerRunCommands(runs: Runs, read: ReadRun): vscode.Disposable {
  const { registerCommand } = vscode.commands;
  return vscode.Disposable.from(
    registerCommand('muster.cancelRun', async (row: unknown) => {
      const runId =
        row instanceof RunRow
          ? row.runId
          : await pickRun('Cancel which run?', runs.liveViews(), 'No run is under way.');
      if (runId !== undefined) runs.cancelRun(runId);
    }),
    registerCommand('muster.cancelAgent', async (row: unknown) => {
      const target = row instanceof AgentRow ? row : await pickAgent(cancelQuestion, runs.liveViews());
      if (target) runs.cancelAgent(target.runId, target.agentId);
    }),
    registerCommand('muster.cancelBatch', (row: unknown) => {
      if (row instanceof BatchRow) runs.cancelAgent(row.runId, row.batchId);
    }),
    registerCommand('muster.resumeSpawning', () => {
      for (const { runId, paused } of runs.liveViews()) if (paused) runs.resumeSpawning(runId);
    }),
    registerCommand('muster.showAnswer', async (row: unknown) => {
      await runs.recall();
      const answered = runs.views.filter((view) => view.report);
      const runId =
        row instanceof RunRow
          ? row.runId
          : await pickRun('Show the answer of which run?', answered, 'No run has ended yet.');
      const view = runId === undefined ? undefined : await readInFull(runs, read, runId);
      if (view) await showAnswer(view);
    }),
  );
}

const cancelQuestion = {
  title: 'Cancel which agent?',
  isMeant: (agent: AgentView) => agent.finishedAt === undefined,
  whenNone: 'No agent is at work.',
};
