import * as vscode from 'vscode';
import { DrawnRows } from './drawnRows.ts';
import { type Row, RunRow } from './runRows.ts';
import type { Runs } from './runs.ts';
import { RunsTree } from './runsTree.ts';
import { throttled } from './throttled.ts';

const refreshEveryMs = 300;
/** Looking for changes in thousands of rows takes a while, which must not be most of the time. */
const refreshManyEveryMs = 1000;
const manyAgents = 200;
const tickEveryMs = 1000;

/** Keeps the tree of runs live: it follows what happens up to three times a second, and the clock once. */
export function registerRunsView(runs: Runs): vscode.Disposable {
  const changed = new vscode.EventEmitter<readonly Row[] & Row[] | undefined>();
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
  const drawing = new Drawing(runs, tree, (rows) => changed.fire(rows));
  const refresh = throttled(
    () => drawing.refresh(view.visible),
    () => refreshInterval(runs),
  );
  const ticking = setInterval(() => {
    if (view.visible && runs.liveViews().length > 0) refresh.now();
  }, tickEveryMs);
  return vscode.Disposable.from(
    view,
    changed,
    refresh,
    runs.onDidChange(() => refresh.soon()),
    view.onDidChangeVisibility(() => refresh.now()),
    vscode.workspace.onDidGrantWorkspaceTrust(() => {
      view.message = '';
    }),
    new vscode.Disposable(() => clearInterval(ticking)),
  );
}

/** Draws what changed of the runs under way; everything when one came or ended, or when the view was hidden. */
class Drawing {
  readonly #runs: Runs;
  readonly #draw: (rows: Row[] | undefined) => void;
  readonly #drawn: DrawnRows;
  #known = '';

  constructor(runs: Runs, tree: RunsTree, draw: (rows: Row[] | undefined) => void) {
    this.#runs = runs;
    this.#draw = draw;
    this.#drawn = new DrawnRows(tree);
  }

  refresh(isVisible: boolean): void {
    const live = this.#runs.liveViews().map(({ runId }) => new RunRow(runId));
  }
}

function refreshInterval(runs: Runs): number {
  const agents = runs.liveViews().reduce((sum, view) => sum + view.agents.length, 0);
  return agents < manyAgents ? refreshEveryMs : refreshManyEveryMs;
}
