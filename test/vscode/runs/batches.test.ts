import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Event } from '../../../src/core/journal/event.ts';
import type { RunView } from '../../../src/core/journal/runView.ts';
import { BatchRow } from '../../../src/vscode/runs/runRows.ts';
import { RunsTree } from '../../../src/vscode/runs/runsTree.ts';
import { statusOf, statusText } from '../../../src/vscode/runs/statusBar.ts';
import { cpuClock } from '../../workspace/cpuClock.ts';
import { finished, liveRuns, queued, replied, runStarted, started, viewOf } from '../facts.ts';

const batchStarted = (children: number, items = children): Event => ({
  type: 'batchStarted',
  agentId: 'root',
  batchId: 'batch',
  label: 'Translate',
  items,
  children,
});

/** A batch of which some children ended, failed and wait for a person, and five work. */
function batchOf(children: number, made = children): readonly Event[] {
  const ids = Array.from({ length: made }, (_, n) => `item-${n}`);
  const ended = Math.floor(made / 3);
  return [
    runStarted(),
    queued('root', null),
    started('root'),
    batchStarted(children),
    ...ids.map((id) => queued(id, 'root', { batchId: 'batch' })),
    ...ids.slice(0, ended + 6).map(started),
    ...ids.slice(0, ended).map((id, n) => finished(id, { outcome: n < 2 ? 'failed' : 'completed' })),
    { type: 'agentHeld', agentId: `item-${ended + 5}` },
  ];
}

async function shown(events: readonly Event[]) {
  const { runs } = await liveRuns(events);
  const tree = new RunsTree(runs);
  const [run] = tree.getChildren();
  const [parent] = tree.getChildren(run);
  const rows = tree.getChildren(parent);
  assert.ok(run);
  return { tree, run, rows };
}

suite('a batch in the tree', () => {
  test('is one closed row with its counts, and its children are nowhere else', async () => {
    const { tree, rows } = await shown(batchOf(30));
    assert.equal(rows.length, 1);
    const [batch] = rows;
    assert.ok(batch instanceof BatchRow);
    const item = tree.getTreeItem(batch);
    assert.equal(item.label, 'Translate');
    assert.equal(item.description, '8/30 done · 1 waiting for you · 5 working · 2 failed');
    assert.equal(item.collapsibleState, vscode.TreeItemCollapsibleState.Collapsed);
  });

  test('opens with who waits for a person first, then who works, who failed, who is queued, who is done', async () => {
    const { tree, rows } = await shown(batchOf(30));
    const items = tree.getChildren(rows[0]).map((row) => tree.getTreeItem(row));
    const groups = new Set(items.map(({ description }) => `${description}`.split(' · ')[0]));
    assert.deepEqual([...groups], ['waiting for you', 'running', 'failed', 'queued', 'completed']);
    assert.equal(items.length, 30);
  });

  test('counts those that were cancelled by themselves: they did not do their work', async () => {
    const { tree, rows } = await shown([
      runStarted(),
      queued('root', null),
      batchStarted(3),
      ...['a', 'b', 'c'].map((id) => queued(id, 'root', { batchId: 'batch' })),
      finished('a'),
      finished('b', { outcome: 'cancelled' }),
      finished('c', { outcome: 'cancelled' }),
    ]);
    assert.equal(tree.getTreeItem(rows[0]!).description, '1/3 done · 2 cancelled');
  });

  test('counts an item that was tried again by its last try, and says how many items its agents share', async () => {
    const { tree, rows } = await shown([
      runStarted(),
      queued('root', null),
      batchStarted(2, 20),
      queued('first', 'root', { batchId: 'batch' }),
      started('first'),
      finished('first', { outcome: 'failed' }),
      queued('second', 'root', { batchId: 'batch', retryOf: 'first' }),
      started('second'),
      finished('second'),
    ]);
    assert.ok(rows[0]);
    assert.equal(tree.getTreeItem(rows[0]).description, '1/2 done · 20 items');
  });

  test('what a batch has yet to make is queued, in the run’s row and in the status bar', async () => {
    const events = batchOf(1000, 30);
    const { tree, run } = await shown(events);
    assert.match(`${tree.getTreeItem(run).description}`, /· 984 queued ·/);
    const status = statusOf([viewOf([...events, replied('item-12', 100, 0.34)])], 1);
    assert.equal(statusText(status), '$(loading~spin) Muster: 6 working · 984 queued · $0.34 $(bell-dot) 1');
  });

  test('197: with a thousand children the tree answers at once, closed and opened', async () => {
    const { tree, run, rows } = await shown(batchOf(1000));
    const [batch] = rows;
    assert.ok(batch);
    let seconds = cpuClock();
    tree.getTreeItem(run);
    tree.getTreeItem(batch);
    assert.ok(seconds() < 0.05);
    seconds = cpuClock();
    const items = tree.getChildren(batch).map((row) => tree.getTreeItem(row));
    assert.ok(seconds() < 0.1);
    assert.equal(items.length, 1000);
  });

  test('197: a line of the journal costs next to nothing when a run has a thousand agents', async () => {
    const { runs, end } = await liveRuns(batchOf(1000));
    let changes = 0;
    runs.onDidChange(() => {
      changes += 1;
    });
    const lines = Array.from({ length: 2000 }, (_, n) => replied(`item-${n % 1000}`, 10, 0.001));
    const seconds = cpuClock();
    await end(lines);
    assert.ok(seconds() < 1);
    assert.ok(changes >= 2000);
  });
});

test('no agent at work leaves a quiet entry in the status bar', () => {
  const idle: readonly RunView[] = [];
  assert.equal(statusText(statusOf(idle, 0)), '$(organization) Muster');
});

test('the status bar says what a run does while none of its agents is at work', () => {
  const begun = [viewOf([runStarted()])];
  assert.equal(statusText(statusOf(begun, 0)), '$(loading~spin) Muster: running');
  assert.equal(statusText(statusOf(begun, 2)), '$(loading~spin) Muster: waiting for you $(bell-dot) 2');
});
