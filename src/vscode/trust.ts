import * as vscode from 'vscode';

/** Whether agents may run here. In Restricted Mode it says why not and leads to the editor's own trust settings. */
export async function isTrusted(): Promise<boolean> {
  if (vscode.workspace.isTrusted) return true;
  const manage = 'Manage workspace trust';
  const chosen = await vscode.window.showWarningMessage(
    'Muster runs nothing in Restricted Mode. Trust this folder first, if you do.',
    manage,
  );
  if (chosen === manage) await vscode.commands.executeCommand('workbench.trust.manage');
  return false;
}
