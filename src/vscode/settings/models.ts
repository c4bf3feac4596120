import * as vscode from 'vscode';
import { modelTitle } from '../../core/human/modelTitle.ts';

/** A model to offer by name; `title` stands where the bare name would mislead. */
export interface SuggestedModel {
  readonly name: string;
  readonly title?: string;
  readonly detail: string;
}

/** `Muster: Choose model…`: a suggestion or any name typed, saved in the user's settings. */
export function registerChooseModel(suggestions: readonly SuggestedModel[]): vscode.Disposable {
  return vscode.commands.registerCommand('muster.chooseModel', () => chooseModel(suggestions));
}

/** Undefined if the person backed out. */
export async function chooseModel(suggestions: readonly SuggestedModel[]): Promise<string | undefined> {
  const name = await pickModel('Model for agents', suggestions);
  if (name !== undefined) {
    await vscode.workspace
      .getConfiguration('muster')
      .update('model', name, vscode.ConfigurationTarget.Global);
  }
  return name;
}

/** A model's name, picked or typed; undefined if the person backed out. */
export async function pickModel(
  title: string,
  suggestions: readonly SuggestedModel[],
): Promise<string | undefined> {
  const other = { label: 'Another model…', detail: 'Type its name as provider/model', name: undefined };
  const picks = suggestions.map(({ name, title: label = modelTitle(name), detail }) => {
    return { label, detail, name };
  });
  const picked = await vscode.window.showQuickPick([...picks, other], { title, matchOnDetail: true });
  if (!picked) return undefined;
  if (picked.name !== undefined) return picked.name;
  return vscode.window.showInputBox({
    title,
    prompt: 'The model’s name as provider/model, for example anthropic/claude-sonnet-4-5',
    validateInput: (value) => (/^[a-z]+\/\S+$/.test(value) ? undefined : 'Write it as provider/model.'),
  });
}
