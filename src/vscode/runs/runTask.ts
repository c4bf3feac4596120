import * as vscode from 'vscode';
import { modelTitle } from '../../core/human/modelTitle.ts';
import type { RunView } from '../../core/journal/runView.ts';
import { chooseModel, type SuggestedModel } from '../settings/models.ts';
import { readSettings } from '../settings/settings.ts';
import { isTrusted } from '../trust.ts';
import { hasFolder } from '../workspaceFiles.ts';
import type { Runs } from './runs.ts';
import { toItsEnd } from './toItsEnd.ts';

/** `Muster: Run task…`: asks for the task, runs it and shows the answer. */
export function registerRunTask(runs: Runs, suggestions: readonly SuggestedModel[]): vscode.Disposable {
  return vscode.commands.registerCommand('muster.runTask', () => toItsEnd(() => runTask(runs, suggestions)));
}

async function runTask(runs: Runs, suggestions: readonly SuggestedModel[]): Promise<RunView | undefined> {
  if (!(await isTrusted()) || !hasFolder()) return undefined;
  const model = readSettings().model || (await chooseModel(suggestions));
  if (model === undefined) return undefined;
  const task = await vscode.window.showInputBox({
    title: `Run task with ${modelTitle(model)}`,
    prompt: 'What should the team do in this folder?',
    placeHolder: 'For example: review the documentation and list what is missing',
    ignoreFocusOut: true,
    validateInput: (value) => (value.trim() === '' ? 'Say what to do.' : undefined),
  });
  if (task === undefined) return undefined;
  await vscode.commands.executeCommand('muster.runs.focus');
  return runs.run(task.trim());
}
