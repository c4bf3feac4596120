import * as vscode from 'vscode';

/** A provider that takes a key, by its model-name prefix and its name for people. */
export interface KeyedProvider {
  readonly provider: string;
  readonly title: string;
}

const secretName = (provider: string) => `muster.key.${provider}`;

export function readApiKey(secrets: vscode.SecretStorage, provider: string): Thenable<string | undefined> {
  return secrets.get(secretName(provider));
}

/**
 * `Muster: Set API key…`: keeps a key in the editor's secret storage, or removes it when left empty. Called with a
 * provider it does not ask which one.
 */
export function registerSetApiKey(
  secrets: vscode.SecretStorage,
  providers: readonly KeyedProvider[],
): vscode.Disposable {
  return vscode.commands.registerCommand('muster.setApiKey', (provider: unknown) => {
    const known = providers.find((candidate) => candidate.provider === provider);
    return setApiKey(secrets, known ? [known] : providers);
  });
}

async function setApiKey(secrets: vscode.SecretStorage, providers: readonly KeyedProvider[]): Promise<void> {
  const picks = await Promise.all(
    providers.map(async ({ provider, title }) => {
      const isSet = (await readApiKey(secrets, provider)) !== undefined;
      return { label: title, description: isSet ? 'a key is set' : 'no key', provider };
    }),
  );
  const picked =
    picks.length === 1 ? picks[0] : await vscode.window.showQuickPick(picks, { title: 'Set API key for…' });
  if (!picked) return;
  const key = await vscode.window.showInputBox({
    title: `API key for ${picked.label}`,
    prompt: 'Kept in the editor’s secret storage and sent to this provider only. Leave empty to remove it.',
    password: true,
    ignoreFocusOut: true,
  });
  if (key === undefined) return;
  const name = secretName(picked.provider);
  await (key.trim() === '' ? secrets.delete(name) : secrets.store(name, key.trim()));
  const done = key.trim() === '' ? 'removed' : 'saved';
  void vscode.window.showInformationMessage(`The API key for ${picked.label} was ${done}.`);
}
