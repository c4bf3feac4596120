import * as vscode from 'vscode';
import type { RunView } from '../core/journal/runView.ts';
import { showAnswer } from './answerDocuments.ts';
import { chooseModel, modelTitle, type SuggestedModel } from './models.ts';
import type { Runs } from './runs.ts';
import { readSettings } from './settings.ts';
import { isTrusted } from './trust.ts';

/** `Muster: Run task…`: asks for the task, runs it and shows the answer. */
export function registerRunTask(runs: Runs, suggestions: readonly SuggestedModel[]): vscode.Disposable {
  return vscode.commands.registerCommand('muster.runTask', () => runTask(runs, suggestions));
}

async function runTask(runs: Runs, suggestions: readonly SuggestedModel[]): Promise<void> {
  if (!(await isTrusted()) || !hasFolder()) return;
  const model = readSettings().model || (await chooseModel(suggestions));
  if (model === undefined) return;
  const task = await vscode.window.showInputBox({
    title: `Run task with ${modelTitle(model)}`,
    prompt: 'What should the team do in this folder?',
    placeHolder: 'For example: review the documentation and list what is missing',
    ignoreFocusOut: true,
    validateInput: (value) => (value.trim() === '' ? 'Say what to do.' : undefined),
  });
  if (task === undefined) return;
  await vscode.commands.executeCommand('muster.runs.focus');
  try {
    const view = await runs.run(task.trim());
    if (view) await tellEnd(view);
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'an unknown fault';
    void vscode.window.showErrorMessage(`Muster could not run the task: ${reason}`);
  }
}

function hasFolder(): boolean {
  if ((vscode.workspace.workspaceFolders ?? []).length > 0) return true;
  void vscode.window.showWarningMessage('Open a folder first: agents work in the folder that is open.');
  return false;
}

async function tellEnd(view: RunView): Promise<void> {
  const { report } = view;
  if (!report || report.outcome === 'cancelled') return;
  if (report.outcome === 'completed') return showAnswer(view);
  const setKey = 'Set API key…';
  const show = 'Show answer';
  const chosen = await vscode.window.showErrorMessage(
    `The run ended ${report.outcome}: ${report.reason ?? 'no reason given'}`,
    ...(/\bAPI key\b/i.test(report.reason ?? '') ? [setKey] : []),
    ...(view.answer === '' ? [] : [show]),
  );
  if (chosen === setKey) await vscode.commands.executeCommand('muster.setApiKey');
  if (chosen === show) await showAnswer(view);
}
