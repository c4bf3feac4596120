import { readdir, writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { pickFolder } from '../profiles/profileFiles.ts';
import { isTrusted } from '../trust.ts';
import { visible } from '../visible.ts';
import { hasFolder } from '../workspaceFiles.ts';
import { type Layouts, layoutFileName } from './layouts.ts';

/** `Muster: Create WORKSPACE.md`: a first one from what the folder holds, opened to be read and changed. */
export function registerCreateLayout(layouts: Pick<Layouts, 'starter'>): vscode.Disposable {
  return vscode.commands.registerCommand('muster.createLayout', async () => {
    if (!(await isTrusted()) || !hasFolder()) return;
    const folder = await pickFolder(`Create ${layoutFileName} in which folder?`);
    if (!folder) return;
    try {
      await createLayout(folder.uri, layouts);
    } catch (error) {
      const reason = error instanceof Error ? visible(error.message) : 'an unknown fault';
      void vscode.window.showErrorMessage(`${layoutFileName} was not created: ${reason}`);
    }
  });
}

/** Never replaces a file: one that is there, under this name in any letter case, is opened instead, with a message. */
export async function createLayout(folder: vscode.Uri, layouts: Pick<Layouts, 'starter'>): Promise<void> {
  const entries = await readdir(folder.fsPath, { withFileTypes: true });
  const existing = nameOfExisting(entries.map(({ name }) => name));
  if (existing !== undefined) return openExisting(folder, existing);
  const text = await layouts.starter(
    entries.map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() })),
  );
  const uri = vscode.Uri.joinPath(folder, layoutFileName);
  await writeFile(uri.fsPath, text, { flag: 'wx' });
  await vscode.window.showTextDocument(uri, { preview: false });
}

function nameOfExisting(names: readonly string[]): string | undefined {
  if (names.includes(layoutFileName)) return layoutFileName;
  return names.find((name) => name.toLowerCase() === layoutFileName.toLowerCase());
}

async function openExisting(folder: vscode.Uri, name: string): Promise<void> {
  await vscode.window.showTextDocument(vscode.Uri.joinPath(folder, name), { preview: false });
  const message =
    name === layoutFileName
      ? `There is a ${layoutFileName} already. It stays as it is.`
      : `There is a ${visible(name)} already. Only the name ${layoutFileName}, in these letters, counts: rename it.`;
  void vscode.window.showInformationMessage(message);
}
