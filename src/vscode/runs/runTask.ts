import * as vscode from 'vscode';
import { modelTitle } from '../../core/human/modelTitle.ts';
import { answerOf, type RunView } from '../../core/journal/runView.ts';
import { chooseModel, type SuggestedModel } from '../settings/models.ts';
import { readSettings } from '../settings/settings.ts';
import { isTrusted } from '../trust.ts';
import { visible } from '../visible.ts';
import { hasFolder } from '../workspaceFiles.ts';
import { describeEnd, showAnswer } from './answerDocuments.ts';
import type { Runs } from './runs.ts';

/** `Muster: Run task…`: asks for the task, runs it and shows the answer. */
export function registerRunTask(runs: Runs, suggestions: readonly SuggestedModel[]): vscode.Disposable {
  return vscode.commands.registerCommand('muster.runTask', async () => {
    try {
      await runTask(runs, suggestions);
    } catch (error) {
      await tellFault(error);
    }
  });
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
  const view = await runs.run(task.trim());
  if (view) await tellEnd(view, model);
}

async function tellEnd(view: RunView, model: string): Promise<void> {
  const { report } = view;
  if (!report || report.outcome === 'cancelled') return;
  if (report.outcome === 'completed') return showAnswer(view);
  const setKey = 'Set API key…';
  const chooseOther = 'Choose model…';
  const show = 'Show answer';
  const isAboutKey = /\bAPI key\b/i.test(report.reason ?? '');
  const chosen = await vscode.window.showErrorMessage(
    describeEnd(report),
    ...(isAboutKey ? [setKey] : []),
    ...(answerOf(view) === '' ? [chooseOther] : [show]),
  );
  if (chosen === setKey) await vscode.commands.executeCommand('muster.setApiKey', model.split('/')[0]);
  if (chosen === chooseOther) await vscode.commands.executeCommand('muster.chooseModel');
  if (chosen === show) await showAnswer(view);
}

async function tellFault(error: unknown): Promise<void> {
  const openSettings = 'Open settings';
  const reason = error instanceof Error ? visible(error.message) : 'an unknown fault';
  const chosen = await vscode.window.showErrorMessage(
    `Muster could not run the task: ${reason}`,
    openSettings,
  );
  if (chosen === openSettings) {
    await vscode.commands.executeCommand('workbench.action.openSettings', '@ext:muster.muster');
  }
}
