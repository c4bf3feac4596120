import { basename } from 'node:path';
import * as vscode from 'vscode';
import { visible } from './visible.ts';

/** An open folder on the disk, under the name that paths of several folders begin with. */
export interface OpenFolder {
  readonly name: string;
  readonly uri: vscode.Uri;
}

/** The open folders that agents can work in. Each is named as on the disk; a second one of a name gets a number. */
export function openFolders(
  all: readonly { readonly uri: vscode.Uri }[] = vscode.workspace.workspaceFolders ?? [],
): readonly OpenFolder[] {
  const folders: OpenFolder[] = [];
  for (const { uri } of all) {
    if (uri.scheme !== 'file') continue;
    const plain = basename(uri.fsPath) || 'root';
    let name = plain;
    for (let n = 2; folders.some((folder) => folder.name === name); n++) name = `${plain}-${n}`;
    folders.push({ name, uri });
  }
  return folders;
}

/** Whether agents have a folder to work in. If not, it says so. */
export function hasFolder(): boolean {
  if (openFolders().length > 0) return true;
  void vscode.window.showWarningMessage('Open a folder first: agents work in the folder that is open.');
  return false;
}

/** The file a workspace-relative path names; undefined if its folder is not open any more. */
export function workspaceFile(path: string): vscode.Uri | undefined {
  const folders = openFolders();
  const [first] = folders;
  if (first && folders.length === 1) return vscode.Uri.joinPath(first.uri, path);
  const [name, ...rest] = path.split('/');
  const folder = folders.find((candidate) => candidate.name === name);
  return folder && vscode.Uri.joinPath(folder.uri, ...rest);
}

/**
 * Opens a file of any kind, at a line if there is one, counted from 1; one that is gone gets a message instead of an
 * exception.
 */
export async function openWorkspaceFile(path: string, line?: number): Promise<void> {
  const uri = workspaceFile(path);
  try {
    if (!uri) throw new Error('The folder is not open.');
    await vscode.workspace.fs.stat(uri);
    await vscode.commands.executeCommand('vscode.open', uri, { preview: true, ...atLine(line) });
  } catch {
    const name = visible(path);
    void vscode.window.showWarningMessage(`${name} cannot be opened. It may have been moved or deleted.`);
  }
}

function atLine(line: number | undefined): vscode.TextDocumentShowOptions {
  if (line === undefined) return {};
  const start = new vscode.Position(Math.max(0, line - 1), 0);
  return { selection: new vscode.Range(start, start) };
}
