import { lstat, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { visible } from '../visible.ts';
import { type OpenFolder, openFolders } from '../workspaceFiles.ts';

/** The folder that a profile is for; a single one needs no question. Undefined if the person backed out. */
export async function pickFolder(title: string): Promise<OpenFolder | undefined> {
  const folders = openFolders();
  if (folders.length < 2) return folders[0];
  const picks = folders.map((folder) => ({ label: visible(folder.name), folder }));
  return (await vscode.window.showQuickPick(picks, { title }))?.folder;
}

/** Writes `.muster/agents/<name>.md` and opens it. A file that is there already stays as it is, with a message. */
export async function createProfileFile(folder: OpenFolder, name: string, text: string): Promise<void> {
  const uri = vscode.Uri.joinPath(folder.uri, '.muster', 'agents', `${name}.md`);
  try {
    await makeFolders(folder.uri.fsPath, ['.muster', 'agents']);
    await writeFile(uri.fsPath, text, { flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const reason =
      'code' in error && error.code === 'EEXIST' ? 'it is there already' : visible(error.message);
    void vscode.window.showErrorMessage(`.muster/agents/${name}.md was not written: ${reason}.`);
    return;
  }
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: false });
}

/** One by one, so that a link which came with the folder is noticed and not followed. */
async function makeFolders(root: string, names: readonly string[]): Promise<void> {
  let place = root;
  for (const name of names) {
    place = join(place, name);
    await mkdir(place).catch(() => {});
    if (!(await lstat(place)).isDirectory()) throw new Error(`"${name}" is a link or a file, not a folder`);
  }
}
