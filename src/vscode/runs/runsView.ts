import * as vscode from 'vscode';
import type { Interruptions } from '../reverts/interruptions.ts';
import { throttled } from '../throttled.ts';
import { DrawnRows } from './drawnRows.ts';
import { type Row, RunRow } from './runRows.ts';
import type { Runs } from './runs.ts';
import { followElsewhere, type LookAgain } from './runsElsewhere.ts';
import { RunsTree } from './runsTree.ts';

const refreshEveryMs = 300;
/** Looking for changes in thousands of rows takes a while, which must not be most of the time. */
const refreshManyEveryMs = 1000;
const manyAgents = 200;
const tickEveryMs = 1000;
const restricted = 'Restricted Mode: Muster runs no agents here.';

/**
 * Keeps the tree of runs live: it follows what happens here up to three times a second, and the clock once; of what
 * happens in other windows it shows the end.
 */
export function registerRunsView(
  runs: Runs,
  interruptions: Interruptions,
  lookAgain: LookAgain,
): vscode.Disposable {
  const changed = new vscode.EventEmitter<(readonly Row[] & Row[]) | undefined>();
  const tree = new RunsTree(runs, interruptions);
  const view = vscode.window.createTreeView<Row>('muster.runs', {
    showCollapseAll: true,
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getChildren: async (row) => {
        if (!row) await runs.recall();
        // Without any run the welcome text says so.
        if (!vscode.workspace.isTrusted && runs.views.length > 0) view.message = restricted;
        return tree.getChildren(row);
      },
      getTreeItem: (row) => tree.getTreeItem(row),
      resolveTreeItem: (item, row) => tree.resolveTreeItem(item, row),
    },
  });
  const draw = drawing(runs, tree, (rows) => changed.fire(rows));
  const refresh = throttled(
    () => draw(view.visible),
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
    followElsewhere({ runs, lookAgain, view }),
    interruptions.onDidChange(() => changed.fire(undefined)),
    view.onDidChangeVisibility(() => refresh.now()),
    vscode.workspace.onDidGrantWorkspaceTrust(() => {
      view.message = '';
    }),
    new vscode.Disposable(() => clearInterval(ticking)),
  );
}

/** Draws what changed of the runs under way; everything when one came or ended, or after the view was hidden. */
function drawing(runs: Runs, tree: RunsTree, draw: (rows: Row[] | undefined) => void) {
  const drawn = new DrawnRows(tree);
  let known = '';
  return (isVisible: boolean) => {
    if (!isVisible) {
      known = '';
      return;
    }
    const all = tree.getChildren();
    const live = all.filter((row) => row instanceof RunRow && runs.isLive(row.runId));
    const now = `${all.length} ${runs.rereads} ${live.map(({ key }) => key).join(' ')}`;
    if (now === known) {
      const rows = drawn.changes(live);
      if (rows.length > 0) draw(rows);
    } else {
      drawn.reset(live);
      draw(undefined);
    }
    known = now;
  };
}

function refreshInterval(runs: Runs): number {
  const agents = runs.liveViews().reduce((sum, view) => sum + view.agents.length, 0);
  return agents < manyAgents ? refreshEveryMs : refreshManyEveryMs;
}
