import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Event } from '../../../src/core/journal/event.ts';
import type { RunView } from '../../../src/core/journal/runView.ts';
import type { Row } from '../../../src/vscode/runs/runRows.ts';
import { Runs } from '../../../src/vscode/runs/runs.ts';
import { RunsTree } from '../../../src/vscode/runs/runsTree.ts';
import { cpuClock } from '../../workspace/cpuClock.ts';
import { finished, liveRuns, queued, replied, runStarted, started, viewOf } from '../facts.ts';

/** A run whose window went away while its children were at work. */
function interrupted(children: number): RunView {
  return viewOf([
    runStarted('Look [here](command:x) $(bell)\nnow'),
    queued('root', null),
    started('root'),
    ...Array.from({ length: children }, (_, n) => queued(`child-${n}`, 'root', { label: `Child ${n}` })),
  ]);
}

const team = (...facts: readonly Event[]): readonly Event[] => [
  runStarted(),
  queued('root', null),
  started('root'),
  ...facts,
];

suite('the tree of runs', () => {
  const recalled = async (view: RunView, unread?: number) => {
    const runs = new Runs(
      () => Promise.reject(new Error('starts nothing')),
      () => Promise.resolve([{ view, ...(unread !== undefined && { unread }) }]),
    );
    await runs.recall();
    return new RunsTree(runs);
  };
  const live = async (...facts: readonly Event[]) => new RunsTree((await liveRuns(team(...facts))).runs);
  /** The items of the rows below the row with this label, or of the runs. */
  const below = (tree: RunsTree, ...labels: readonly string[]) => {
    let rows: readonly Row[] = tree.getChildren();
    for (const label of labels) {
      const row = rows.find((candidate) => tree.getTreeItem(candidate).label === label);
      assert.ok(row, label);
      rows = tree.getChildren(row);
    }
    return rows.map((row) => ({ row, item: tree.getTreeItem(row) }));
  };
  const item = (tree: RunsTree, ...labels: readonly string[]) => {
    const last = labels.at(-1);
    const found = below(tree, ...labels.slice(0, -1)).find((one) => one.item.label === last);
    assert.ok(found, last);
    return found.item;
  };
  const labels = (rows: readonly { readonly item: vscode.TreeItem }[]) => rows.map((row) => row.item.label);

  test('a run that its window left behind says so, is folded, and offers nothing to cancel', async () => {
    const tree = await recalled(interrupted(2));
    const [run] = below(tree);
    assert.ok(run);
    assert.match(`${run.item.description}`, /^interrupted · 3 agents/);
    assert.equal(run.item.collapsibleState, vscode.TreeItemCollapsibleState.Collapsed);
    assert.equal(run.item.contextValue, 'run');
    const parent = tree.getTreeItem(tree.getChildren(run.row)[0] ?? run.row);
    assert.match(`${parent.description}`, /^interrupted/);
    assert.equal(parent.contextValue, 'agent');
  });

  test('196: a run of which only the ends were read says how long its record is, and offers to read it', async () => {
    const tree = await recalled(interrupted(0), 2_500_000_000);
    const [run] = below(tree);
    assert.ok(run);
    assert.equal(run.item.description, 'a long record, 2.5 GB');
    assert.equal(run.item.contextValue, 'run');
    const [first] = tree.getChildren(run.row);
    assert.ok(first);
    const offer = tree.getTreeItem(first);
    assert.deepEqual([offer.label, offer.description], ['Read the whole record', '2.5 GB']);
    assert.deepEqual(offer.command?.arguments, [first]);
  });

  test('163: a task is text in its label and in its tooltip', async () => {
    const [run] = below(await recalled(interrupted(0)));
    assert.equal(run?.item.label, 'Look [here] (command:x) $ (bell) now');
    assert.equal(typeof run?.item.tooltip, 'string');
  });

  test('197: every one of a thousand agents is a row of its own, with its tooltip made on demand', async () => {
    const tree = await recalled(interrupted(1000));
    const [run] = tree.getChildren();
    const [parent] = tree.getChildren(run);
    const seconds = cpuClock();
    const rows = tree.getChildren(parent);
    const items = rows.map((row) => tree.getTreeItem(row));
    assert.ok(seconds() < 0.1);
    assert.equal(new Set(items.map(({ id }) => id)).size, 1000);
    const [seventh, row] = [items[7], rows[7]];
    assert.ok(seventh && row);
    assert.equal(seventh.tooltip, undefined);
    assert.equal(tree.resolveTreeItem(seventh, row).tooltip, 'Child 7\n\nDo Child 7');
  });

  test('a run shows how many agents work, wait in line and are done, and what is left of its budget', async () => {
    const tree = await live(
      ...['a', 'b', 'c', 'd'].map((id) => queued(id, 'root')),
      ...['a', 'b', 'c'].map(started),
      replied('a', 12_400, 1.2),
      finished('b'),
      finished('c', { outcome: 'failed' }),
    );
    const run = item(tree, 'Look around');
    assert.match(
      `${run.description}`,
      /^running · 1 working · 1 queued · 1 failed · 1 done · .* · 12\.4k tokens · \$1\.20$/,
    );
    assert.match(`${run.tooltip}`, /\$1\.20 of \$5\.00/);
    assert.match(`${run.tooltip}`, /12\.4k of 20M/);
    assert.match(`${run.tooltip}`, /4 of 1000/);
    assert.match(`${item(tree, 'Look around', 'root', 'a').description}`, /12\.4k tokens · \$1\.20/);
  });

  test('what an agent notes of its progress stands under it while it works, and then no more', async () => {
    const noted: Event = { type: 'progressNoted', agentId: 'a', note: 'reading the parser', percent: 42 };
    const facts = team(queued('a', 'root', { profile: 'explorer' }), started('a'), noted);
    const { runs, end } = await liveRuns(facts);
    const tree = new RunsTree(runs);
    const [row] = below(tree, 'Look around', 'root');
    assert.ok(row);
    const agent = row.item;
    const tooltip = () => `${tree.resolveTreeItem(tree.getTreeItem(row.row), row.row).tooltip}`;
    assert.match(`${agent.description}`, /^running · [^·]+ · explorer · demo/);
    assert.match(agent.accessibilityInformation?.label ?? '', /, 42 % · reading the parser$/);
    assert.deepEqual(labels(below(tree, 'Look around', 'root', 'a')), ['42 % · reading the parser']);
    assert.match(tooltip(), /Progress: 42 % · reading the parser/);
    await end([finished('a')]);
    assert.deepEqual(below(tree, 'Look around', 'root', 'a'), []);
    assert.doesNotMatch(tooltip(), /Progress/);
  });

  test('an agent that is held because the budget is used up waits for a person', async () => {
    const tree = await live(queued('a', 'root'), started('a'), { type: 'agentHeld', agentId: 'a' });
    assert.match(`${item(tree, 'Look around', 'root', 'a').description}`, /^waiting for you/);
    assert.match(`${item(tree, 'Look around').description}`, /1 waiting for you/);
  });

  test('a file that is not there is marked missing and cannot be opened', async () => {
    const there = { path: 'output/there.md', bytes: 3, hash: 'x' };
    const report = { deliverables: [there], missing: ['output/gone.md'] };
    const tree = await live(queued('a', 'root'), started('a'), finished('a', report));
    const files = below(tree, 'Look around', 'root', 'a');
    assert.deepEqual(labels(files), ['there.md', 'gone.md']);
    const [present, missing] = files;
    assert.equal(present?.item.command?.command, 'muster.openDeliverable');
    assert.equal(missing?.item.description, 'missing');
    assert.equal(missing?.item.command, undefined);
    assert.ok(missing.item.iconPath instanceof vscode.ThemeIcon);
    assert.equal(missing.item.iconPath.id, 'warning');
  });

  test('a child that ended can be retried, the first agent cannot, and a retry says what it tries again', async () => {
    const tree = await live(
      queued('a', 'root', { label: 'Read the parser' }),
      started('a'),
      finished('a', { outcome: 'failed', reason: 'The model did not answer.' }),
      queued('b', 'root', { label: 'Second try', retryOf: 'a' }),
      started('b'),
    );
    const path = ['Look around', 'root'] as const;
    assert.equal(item(tree, ...path, 'Read the parser').contextValue, 'finishedAgent');
    assert.equal(item(tree, ...path, 'Second try').contextValue, 'liveAgent');
    assert.equal(item(tree, ...path).contextValue, 'liveAgent');
    assert.match(`${item(tree, ...path, 'Second try').description}`, /again after “Read the parser” failed/);
    assert.match(`${item(tree, 'Look around').description}`, /^running · 1 working · \d/);
  });

  test('of a run that is over nothing can be cancelled, and its children can be retried', async () => {
    const { runs, end } = await liveRuns(team(queued('a', 'root'), finished('a')));
    await end([finished('root')]);
    const tree = new RunsTree(runs);
    assert.equal(item(tree, 'Look around', 'root').contextValue, 'agent');
    assert.equal(item(tree, 'Look around', 'root', 'a').contextValue, 'finishedAgent');
    const found = runs.retryAgent('run-1', 'a');
    assert.deepEqual(found.kind === 'found' && found.first, {
      brief: queued('a', 'root').brief,
      depth: 1,
      retryOf: { runId: 'run-1', agentId: 'a' },
      depthLimit: 1,
    });
    for (const agentId of ['root', 'nobody'])
      assert.equal(runs.retryAgent('run-1', agentId).kind, 'refused', agentId);
  });

  test('a child that was cut off with its run can be retried', async () => {
    const tree = await recalled(interrupted(1));
    assert.equal(
      below(tree, 'Look [here] (command:x) $ (bell) now', 'root')[0]?.item.contextValue,
      'finishedAgent',
    );
  });

  test('the progress board is a row under its run, which opens it', async () => {
    const tree = await live({ type: 'boardUpdated', path: 'output/PROGRESS.md', hash: 'x' });
    const board = item(tree, 'Look around', 'PROGRESS.md');
    assert.deepEqual(board.command?.arguments, ['output/PROGRESS.md']);
  });
});
