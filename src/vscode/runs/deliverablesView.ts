import { posix } from 'node:path';
import * as vscode from 'vscode';
import { throttled } from '../throttled.ts';
import { visible } from '../visible.ts';
import { openWorkspaceFile } from '../workspaceFiles.ts';
import { type DeliverableRow, deliverablesOf } from './deliverables.ts';
import { deliverableItem } from './fileItem.ts';
import type { Runs } from './runs.ts';

/** Every file that agents delivered on this folder, newest run first; a click opens it. */
export function registerDeliverablesView(runs: Runs): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const refresh = throttled(() => changed.fire(), 200);
  const view = vscode.window.createTreeView<DeliverableRow>('muster.deliverables', {
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getChildren: async (row) => {
        await runs.recall();
        return row ? [] : [...deliverablesOf(runs.views)];
      },
      getTreeItem: ({ runId, path, madeBy, touchers }) => {
        const item = deliverableItem(path, `${madeBy} · ${visible(posix.dirname(path))}`, touchers);
        if (runs.whereAtWork(runId) === 'nowhere') item.contextValue = 'revertibleFile';
        item.id = path;
        return item;
      },
    },
  });
  return vscode.Disposable.from(
    view,
    changed,
    refresh,
    runs.onDidChange(() => refresh.soon()),
    vscode.commands.registerCommand('muster.openDeliverable', (path: unknown) =>
      typeof path === 'string' ? openWorkspaceFile(path) : pickDeliverable(runs),
    ),
  );
}

async function pickDeliverable(runs: Runs): Promise<void> {
  await runs.recall();
  const rows = deliverablesOf(runs.views);
  if (rows.length === 0) {
    void vscode.window.showInformationMessage('No deliverables are known yet. Run a task first.');
    return;
  }
  const picks = rows.map(({ path, madeBy }) => ({ label: visible(path), description: madeBy, path }));
  const picked = await vscode.window.showQuickPick(picks, { title: 'Open deliverable' });
  if (picked) await openWorkspaceFile(picked.path);
}
