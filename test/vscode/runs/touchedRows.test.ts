import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import type { Event } from '../../../src/core/journal/event.ts';
import type { RunView } from '../../../src/core/journal/runView.ts';
import { interruptedWords } from '../../../src/vscode/reverts/interruptedWords.ts';
import type { Interruption } from '../../../src/vscode/reverts/interruptions.ts';
import { fileToRevert } from '../../../src/vscode/reverts/revertTargets.ts';
import { deliverablesOf } from '../../../src/vscode/runs/deliverables.ts';
import { FileRow, InterruptedRow, type Row } from '../../../src/vscode/runs/runRows.ts';
import { Runs } from '../../../src/vscode/runs/runs.ts';
import { RunsTree } from '../../../src/vscode/runs/runsTree.ts';
import { touchLines } from '../../../src/vscode/runs/touchWords.ts';
import { finished, liveRuns, queued, reportOf, runStarted, started, viewOf } from '../facts.ts';

const wrote = (agentId: string, path: string, before: string | null, after: string | null): Event => ({
  type: 'fileChanged',
  agentId,
  callId: 'c',
  path,
  before,
  after,
  bytes: 3,
  deliverable: after !== null && path.startsWith('output/'),
});

const shared: readonly Event[] = [
  wrote('a', 'src/x.ts', 'h0', 'h1'),
  wrote('a', 'output/n.md', null, 'h2'),
  wrote('b', 'src/x.ts', 'h1', 'h3'),
  wrote('b', 'docs/old.md', 'h4', null),
];

const team: readonly Event[] = [
  runStarted(),
  queued('root', null),
  started('root'),
  queued('a', 'root', { label: 'Writer' }),
  started('a'),
  queued('b', 'root', { label: 'Reviewer [x](command:y)' }),
  started('b'),
];

/** A run that is over, as a later window recalls it. */
const over = (...facts: readonly Event[]): RunView =>
  viewOf([...team, ...facts, { type: 'runFinished', report: reportOf('root') }]);

async function recalled(...views: readonly RunView[]): Promise<Runs> {
  const runs = new Runs(
    () => Promise.reject(new Error('starts nothing')),
    () => Promise.resolve(views.map((view) => ({ view }))),
  );
  await runs.recall();
  return runs;
}

function below(tree: RunsTree, ...labels: readonly string[]): readonly vscode.TreeItem[] {
  let rows: readonly Row[] = tree.getChildren();
  for (const label of labels) {
    const row = rows.find((candidate) => `${tree.getTreeItem(candidate).label}`.startsWith(label));
    assert.ok(row, label);
    rows = tree.getChildren(row);
  }
  return rows.map((row) => tree.getTreeItem(row));
}

const words = (items: readonly vscode.TreeItem[]) =>
  items.map(({ label, description }) => `${label}: ${description}`);

suite('who touched what, in the tree', () => {
  test('a file names the others that changed it, and says if one did so later', async () => {
    const { runs } = await liveRuns([...team, ...shared]);
    const tree = new RunsTree(runs);
    assert.deepEqual(words(below(tree, 'Look around', 'root', 'Writer')), [
      'n.md: deliverable',
      'x.ts: changed · changed later by Reviewer [x] (command:y)',
    ]);
    assert.deepEqual(words(below(tree, 'Look around', 'root', 'Reviewer')), [
      'x.ts: changed · also by Writer',
      'old.md: deleted',
    ]);
  });

  test('its tooltip lists who did what and when, the last first', async () => {
    const [, row] = below(new RunsTree(await recalled(over(...shared))), 'Look around', 'root', 'Writer');
    assert.match(
      `${row?.tooltip}`,
      /^src\/x\.ts\nchanged by Reviewer \[x\] \(command:y\), .+\nchanged by Writer, .+$/,
    );
  });

  test('a deleted file cannot be opened, and one that is there can', async () => {
    const tree = new RunsTree(await recalled(over(...shared)));
    const [, deleted] = below(tree, 'Look around', 'root', 'Reviewer');
    assert.equal(deleted?.command, undefined);
    const [made] = below(tree, 'Look around', 'root', 'Writer');
    assert.equal(made?.command?.command, 'muster.openDeliverable');
  });

  test('a hundred agents on one file are a few names and a number', async () => {
    const many = Array.from({ length: 100 }, (_, n) => [
      queued(`m${n}`, 'root', { label: `Agent ${n}` }),
      wrote(`m${n}`, 'src/x.ts', 'h', `h${n}`),
    ]).flat();
    const { runs } = await liveRuns([...team, wrote('a', 'src/x.ts', 'h0', 'h'), ...many]);
    const [row] = below(new RunsTree(runs), 'Look around', 'root', 'Writer');
    assert.equal(row?.description, 'changed · changed later by Agent 99, Agent 98, Agent 97 and 97 more');
    assert.equal(`${row?.tooltip}`.split('\n').length, 12);
  });

  test('a deliverable names every agent that wrote it, those of older runs in its tooltip', () => {
    const facts = [wrote('a', 'output/n.md', null, 'h1'), wrote('b', 'output/n.md', 'h1', 'h2')];
    const newer = { ...over(...facts), runId: 'run-2' };
    const older = over(wrote('a', 'output/n.md', null, 'h0'), wrote('a', 'output/o.md', null, 'h0'));
    const rows = deliverablesOf([newer, older]);
    assert.deepEqual(
      rows.map(({ runId, path, madeBy }) => `${runId} ${path} ${madeBy}`),
      ['run-2 output/n.md Reviewer [x] (command:y), Writer', 'run-1 output/o.md Writer'],
    );
    assert.equal(touchLines(rows[0]?.touchers ?? []).length, 3);
  });
});

suite('what a person can take back', () => {
  const back = (ofAgent?: string): readonly Event[] => [
    { type: 'revertStarted', revertId: 'r', ...(ofAgent === undefined ? {} : { ofAgent }) },
    { type: 'fileRestored', revertId: 'r', path: 'src/x.ts', before: 'h3', after: 'h0' },
    { type: 'fileRestored', revertId: 'r', path: 'output/n.md', before: 'h2', after: null },
  ];

  test('a run, an agent and a file can be reverted once the run is over and has left changes', async () => {
    const { runs, end } = await liveRuns([...team, ...shared]);
    const tree = new RunsTree(runs);
    const values = () => [
      tree.getTreeItem(tree.getChildren()[0] ?? new FileRow({ runId: '', agentId: '' }, '', 'changed'))
        .contextValue,
      ...below(tree, 'Look around').map(({ contextValue }) => contextValue),
      ...below(tree, 'Look around', 'root', 'Writer').map(({ contextValue }) => contextValue),
    ];
    assert.deepEqual(values(), ['liveRun', 'liveAgent', 'deliverable', 'deliverable']);
    const deliverables = [{ path: 'output/n.md', bytes: 3, hash: 'h2' }];
    await end([finished('a', { deliverables }), finished('b'), finished('root')]);
    assert.deepEqual(values(), ['runWithChanges', 'agent', 'revertibleFile', 'revertibleFile']);
    assert.equal(below(tree, 'Look around', 'root')[0]?.contextValue, 'finishedAgentWithChanges');
  });

  test('what was reverted says so, opens only if it is there, and is not said to be changed later', async () => {
    const tree = new RunsTree(await recalled(over(...shared, ...back())));
    const rows = below(tree, 'Look around', 'root', 'Writer');
    assert.deepEqual(words(rows), ['x.ts: reverted', 'n.md: reverted']);
    assert.deepEqual(
      rows.map(({ command }) => command?.command),
      ['muster.openDeliverable', undefined],
    );
    const one = new RunsTree(await recalled(over(...shared, ...back('b'))));
    assert.deepEqual(words(below(one, 'Look around', 'root', 'Writer')), [
      'n.md: deliverable',
      'x.ts: changed',
    ]);
  });

  test('a file row stands for all that its run did to the file', async () => {
    const runs = await recalled(over(...shared));
    const row = new FileRow({ runId: 'run-1', agentId: 'a' }, 'src/x.ts', 'changed');
    assert.deepEqual(await fileToRevert(row, runs), {
      runId: 'run-1',
      scope: { paths: ['src/x.ts'] },
      name: 'x.ts',
    });
  });

  test('82: a change that was cut off is a row under its run, which asks what becomes of it', async () => {
    const cut: Interruption = {
      kind: 'change',
      runId: 'run-1',
      commitId: 'k',
      files: [
        { path: 'a.md', state: 'after' },
        { path: 'b.md', state: 'before' },
        { path: 'c.md', state: 'before' },
      ],
      settle: async () => ({ kind: 'settled' }),
    };
    const tree = new RunsTree(await recalled(over()), { of: (runId) => (runId === 'run-1' ? [cut] : []) });
    const [item] = below(tree, 'Look around');
    assert.equal(`${item?.label}: ${item?.description}`, 'A change was cut off: 1 of 3 files changed');
    const [row] = item?.command?.arguments ?? [];
    assert.ok(row instanceof InterruptedRow);
    assert.match(
      interruptedWords(cut, 'Sort'),
      /^“Sort” was cut off while it changed 3 files: 1 is changed, 2 are not\. /,
    );
  });
});
