import * as vscode from 'vscode';
import type { Row } from './runRows.ts';
import type { Runs } from './runs.ts';
import { RunsTree } from './runsTree.ts';
import { throttled } from './throttled.ts';

const refreshEveryMs = 300;
/** Drawing a thousand rows takes the editor a while, which must not be most of its time. */
const refreshManyEveryMs = 1000;
const manyAgents = 200;
const tickEveryMs = 1000;

/** Keeps the tree of runs live: it follows what happens up to three times a second, and the clock once. */
export function registerRunsView(runs: Runs): vscode.Disposable {
  const changed = new vscode.EventEmitter<(readonly Row[] & Row[]) | undefined>();
  const tree = new RunsTree(runs);
  const view = vscode.window.createTreeView<Row>('muster.runs', {
    showCollapseAll: true,
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getChildren: (row) => tree.getChildren(row),
      getTreeItem: (row) => tree.getTreeItem(row),
      resolveTreeItem: (item, row) => tree.resolveTreeItem(item, row),
    },
  });
  // Without any run the welcome text says so.
  if (!vscode.workspace.isTrusted && runs.views.length > 0)
    view.message = 'Restricted Mode: Muster runs no agents here.';
  const drawChanged = changedRuns(runs, tree, (rows) => changed.fire(rows));
  const refresh = throttled(drawChanged, () => refreshInterval(runs));
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

/** Draws the runs under way; all of them when one came or ended. */
function changedRuns(runs: Runs, tree: RunsTree, draw: (rows: Row[] | undefined) => void): () => void {
  let drawn = '';
  return () => {
    const live = runs.liveViews().map(({ runId }) => runId);
    const now = `${runs.views.length} ${live.join(' ')}`;
    draw(now === drawn ? live.map((runId) => tree.runRow(runId)) : undefined);
    drawn = now;
  };
}

function refreshInterval(runs: Runs): number {
  const agents = runs.liveViews().reduce((sum, view) => sum + view.agents.length, 0);
  return agents < manyAgents ? refreshEveryMs : refreshManyEveryMs;
}
