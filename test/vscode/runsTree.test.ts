import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Event } from '../../src/core/journal/event.ts';
import { foldRun, type RunView } from '../../src/core/journal/runView.ts';
import { Runs } from '../../src/vscode/runs.ts';
import { type Row, runsTree } from '../../src/vscode/runsTree.ts';

const limits = { children: 1000, depth: 1, concurrency: 5 };
const at = (event: Event) => ({ t: '2026-01-01T09:00:00.000Z', event });

function queued(agentId: string, parentId: string | null, label: string): Event {
  const agentLimits = { deadlineSeconds: 60, turns: 5, tokens: 1000 };
  const brief = { task: `Do ${label}`, label, model: 'demo/scripted', tools: [], limits: agentLimits };
  return { type: 'agentQueued', agentId, parentId, depth: parentId === null ? 0 : 1, brief };
}

/** A run whose window went away while its children were at work. */
function interrupted(children: number): RunView {
  const view = foldRun(
    [
      { type: 'runStarted', runId: 'run-1', task: 'Look [here](command:x) $(bell)\nnow', limits } as const,
      queued('root', null, 'parent'),
      { type: 'agentStarted', agentId: 'root' } as const,
      ...Array.from({ length: children }, (_, n) => queued(`child-${n}`, 'root', `Child ${n}`)),
    ].map(at),
  );
  assert.ok(view);
  return view;
}

suite('the tree of runs', () => {
  const shown = (view: RunView) => {
    const runs = new Runs(
      () => Promise.reject(new Error('starts nothing')),
      () => [view],
    );
    return runsTree(runs);
  };
  const rowsOf = (tree: ReturnType<typeof runsTree>, row?: Row) => {
    const rows = tree.getChildren(row);
    assert.ok(Array.isArray(rows));
    return rows;
  };
  const itemOf = (tree: ReturnType<typeof runsTree>, row: Row | undefined) => {
    assert.ok(row);
    const item = tree.getTreeItem(row);
    assert.ok(item instanceof vscode.TreeItem);
    return item;
  };

  test('a run that its window left behind says so, is folded, and offers nothing to cancel', () => {
    const tree = shown(interrupted(2));
    const [run] = rowsOf(tree);
    const item = itemOf(tree, run);
    assert.match(`${item.description}`, /^interrupted · 3 agents/);
    assert.equal(item.collapsibleState, vscode.TreeItemCollapsibleState.Collapsed);
    assert.equal(item.contextValue, 'run');
    const [parent] = rowsOf(tree, run);
    assert.match(`${itemOf(tree, parent).description}`, /^interrupted/);
    assert.equal(itemOf(tree, parent).contextValue, 'agent');
  });

  test('163: a task is text in its label and in its tooltip', () => {
    const tree = shown(interrupted(0));
    const item = itemOf(tree, rowsOf(tree)[0]);
    assert.equal(item.label, 'Look [here] (command:x) $ (bell) now');
    assert.equal(typeof item.tooltip, 'string');
  });

  test('197: every one of a thousand agents is a row of its own, with its tooltip made on demand', async () => {
    const tree = shown(interrupted(1000));
    const [run] = rowsOf(tree);
    const [parent] = rowsOf(tree, run);
    const started = performance.now();
    const rows = rowsOf(tree, parent);
    const items = rows.map((row) => itemOf(tree, row));
    assert.ok(performance.now() - started < 100);
    assert.equal(new Set(items.map(({ id }) => id)).size, 1000);
    const [item, row] = [items[7], rows[7]];
    assert.ok(item && row);
    assert.equal(item.tooltip, undefined);
    const { token } = new vscode.CancellationTokenSource();
    assert.equal((await tree.resolveTreeItem(item, row, token))?.tooltip, 'Child 7\n\nDo Child 7');
  });
});
