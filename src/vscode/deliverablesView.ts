import { posix } from 'node:path';
import * as vscode from 'vscode';
import type { RunView } from '../core/journal/runView.ts';
import { deliverableItem } from './fileItem.ts';
import type { Runs } from './runs.ts';
import { throttled } from './throttled.ts';
import { visible } from './visible.ts';
import { openWorkspaceFile } from './workspaceFiles.ts';

interface DeliverableRow {
  readonly path: string;
  readonly madeBy: string;
}

/** Every file that agents delivered on this folder, newest run first; a click opens it. */
export function registerDeliverablesView(runs: Runs): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const refresh = throttled(() => changed.fire(), 200);
  const view = vscode.window.createTreeView<DeliverableRow>('muster.deliverables', {
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getChildren: (row) => (row ? [] : deliverables(runs.views)),
      getTreeItem: ({ path, madeBy }) => {
        const item = deliverableItem(path, `${madeBy} · ${visible(posix.dirname(path))}`);
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

function deliverables(views: readonly RunView[]): DeliverableRow[] {
  const rows = new Map<string, DeliverableRow>();
  for (const agent of views.flatMap((view) => view.agents)) {
    for (const { path } of agent.deliverables) {
      if (!rows.has(path)) rows.set(path, { path, madeBy: visible(agent.brief.label) });
    }
  }
  return [...rows.values()];
}

async function pickDeliverable(runs: Runs): Promise<void> {
  const rows = deliverables(runs.views);
  if (rows.length === 0) {
    void vscode.window.showInformationMessage('No deliverables yet. Run a task first.');
    return;
  }
  const picks = rows.map(({ path, madeBy }) => ({ label: visible(path), description: madeBy, path }));
  const picked = await vscode.window.showQuickPick(picks, { title: 'Open deliverable' });
  if (picked) await openWorkspaceFile(picked.path);
}
