import * as vscode from 'vscode';
import type { Runs } from './runs.ts';
import { type Row, runsTree } from './runsTree.ts';
import { throttled } from './throttled.ts';

const refreshEveryMs = 300;
const tickEveryMs = 1000;

/** Keeps the tree of runs live: it follows what happens at most three times a second, and the clock once. */
export function registerRunsView(runs: Runs): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const view = vscode.window.createTreeView<Row>('muster.runs', {
    showCollapseAll: true,
    treeDataProvider: { ...runsTree(runs), onDidChangeTreeData: changed.event },
  });
  // Without any run the welcome text says so.
  if (!vscode.workspace.isTrusted && runs.views.length > 0)
    view.message = 'Restricted Mode: Muster runs no agents here.';
  const refresh = throttled(() => changed.fire(), refreshEveryMs);
  const ticking = setInterval(() => {
    if (view.visible && runs.liveViews().length > 0) refresh.now();
  }, tickEveryMs);
  return vscode.Disposable.from(
    view,
    changed,
    refresh,
    runs.onDidChange(() => refresh.soon()),
    vscode.workspace.onDidGrantWorkspaceTrust(() => {
      view.message = '';
    }),
    new vscode.Disposable(() => clearInterval(ticking)),
  );
}
