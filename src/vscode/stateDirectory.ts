import { createHash } from 'node:crypto';
import * as vscode from 'vscode';

/**
 * Where the runs on what is open keep their journals: outside of it, and the same for every window on it. The editor's
 * own folder for a workspace is not: while a window that was reloaded still holds it, the next one is given another.
 */
export function stateDirectory(globalStorage: vscode.Uri): string {
  return vscode.Uri.joinPath(globalStorage, 'workspaces', workspaceKey(), 'runs').fsPath;
}

/** Names a saved workspace by its file, any other by its folders, in the order in which they are open. */
function workspaceKey(): string {
  const { workspaceFile, workspaceFolders = [] } = vscode.workspace;
  const names = workspaceFile ? [workspaceFile] : workspaceFolders.map(({ uri }) => uri);
  return createHash('sha256').update(names.join('\n')).digest('hex').slice(0, 32);
}
