import * as vscode from 'vscode';

/** The file a workspace-relative path names; with several folders the first part of the path is the folder's name. */
export function workspaceFile(path: string): vscode.Uri {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const [first] = folders;
  if (!first) throw new Error('No folder is open.');
  if (folders.length === 1) return vscode.Uri.joinPath(first.uri, path);
  const [name, ...rest] = path.split('/');
  const folder = folders.find((candidate) => candidate.name === name);
  if (!folder) throw new Error(`The folder of ${path} is not open any more.`);
  return vscode.Uri.joinPath(folder.uri, ...rest);
}

/** Opens a file for reading; one that is gone gets a message instead of an exception. */
export async function openWorkspaceFile(path: string): Promise<void> {
  try {
    await vscode.window.showTextDocument(workspaceFile(path));
  } catch {
    void vscode.window.showWarningMessage(`${path} cannot be opened. It may have been moved or deleted.`);
  }
}
