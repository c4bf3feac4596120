import assert from 'node:assert/strict';
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import * as vscode from 'vscode';
import type { Event } from '../../../src/core/journal/event.ts';
import { lookAgain, pastRuns } from '../../../src/pastRuns.ts';
import { canRevert } from '../../../src/vscode/reverts/revertTargets.ts';
import type { Row } from '../../../src/vscode/runs/runRows.ts';
import { Runs } from '../../../src/vscode/runs/runs.ts';
import { type Following, followElsewhere, type LookAgain } from '../../../src/vscode/runs/runsElsewhere.ts';
import { RunsTree } from '../../../src/vscode/runs/runsTree.ts';
import { finished, queued, reportOf, runStarted, started } from '../facts.ts';

const deliverables = [{ path: 'output/n.md', bytes: 3, hash: 'h2' }];
const beginning: readonly Event[] = [
  runStarted(),
  queued('root', null),
  started('root'),
  queued('done', 'root'),
  started('done'),
  finished('done', { deliverables }),
  queued('busy', 'root'),
  started('busy'),
  { type: 'batchStarted', agentId: 'root', batchId: 'b', label: 'Rest', items: 4, children: 4 },
];
const ending: readonly Event[] = [
  finished('busy'),
  finished('root'),
  { type: 'runFinished', report: reportOf('run-1') },
];

suite('a run that another window is at work on', () => {
  let state: string;
  let other: OtherWindow;
  let runs: Runs;
  const open: vscode.Disposable[] = [];

  setup(async () => {
    state = mkdtempSync(join(tmpdir(), 'muster-elsewhere-'));
    other = new OtherWindow(state, 'run-1');
    await other.tell(beginning);
  });
  teardown(async () => {
    for (const one of open.splice(0)) one.dispose();
    await other.crash();
    rmSync(state, { recursive: true, force: true });
  });

  /** The runs of this window, once it has looked at those of others. */
  async function recalled(): Promise<Runs> {
    runs = new Runs(
      () => Promise.reject(new Error('starts nothing')),
      () => pastRuns(state, 10),
    );
    open.push(runs);
    await runs.recall();
    return runs;
  }

  /** Follows the runs of other windows; answers how often it found one at work, and how often it read one. */
  function follow(lookOnce: LookAgain = (runId, signal) => lookAgain(state, runId, signal), view = seen()) {
    const looks = { atWork: 0, read: 0, underWay: 0 };
    const counting: LookAgain = async (runId, signal) => {
      looks.underWay += 1;
      const past = await lookOnce(runId, signal);
      looks.underWay -= 1;
      looks[past === 'atWork' ? 'atWork' : 'read'] += 1;
      return past;
    };
    const following = followElsewhere({ runs, lookAgain: counting, view, everyMs: 5 });
    open.push(following);
    return { looks, following };
  }

  const reread = () => new Promise<void>((resolve) => open.push(runs.onDidReread(resolve)));

  test('says so in every row that has no end, in its icon and to a screen reader', async () => {
    const rows = rowsOf(await recalled());
    const away = ['Look around', 'root', 'Rest', 'busy'].map((label) => rows.get(label));
    for (const item of away) {
      assert.ok(item);
      assert.match(`${item.description}`, /^at work in another window/);
      assert.match(item.accessibilityInformation?.label ?? '', /, at work in another window/);
      assert.ok(item.iconPath instanceof vscode.ThemeIcon);
      assert.equal(item.iconPath.id, 'multiple-windows');
    }
    assert.equal(rows.get('Look around')?.description, 'at work in another window');
    assert.match(`${rows.get('done')?.description}`, /^completed/);
  });

  test('offers nothing that would be refused: not to cancel, retry or revert', async () => {
    const values = [...rowsOf(await recalled()).values()].map(({ contextValue }) => contextValue);
    assert.deepEqual(values.toSorted(), ['agent', 'agent', 'agent', 'batch', 'deliverable', 'run']);
    assert.deepEqual(
      runs.views.map((view) => canRevert(view, runs)),
      [false],
    );
  });

  test('is shown as it ended there once it has, and is read only once', async () => {
    await recalled();
    const { looks } = follow();
    const again = reread();
    await other.tell(ending);
    await other.end();
    await again;
    const rows = rowsOf(runs);
    assert.match(`${rows.get('Look around')?.description}`, /^completed · 3 agents/);
    assert.equal(rows.get('Look around')?.contextValue, 'runWithChanges');
    assert.equal(rows.get('done')?.contextValue, 'finishedAgentWithChanges');
    assert.equal(rows.get('n.md')?.contextValue, 'revertibleFile');
    assert.match(`${rows.get('busy')?.description}`, /^completed/);
    assert.deepEqual([looks.read, runs.elsewhere], [1, []]);
  });

  test('is interrupted once that window has crashed', async () => {
    await recalled();
    follow();
    const again = reread();
    await other.crash();
    await again;
    const rows = rowsOf(runs);
    assert.match(`${rows.get('Look around')?.description}`, /^interrupted · 3 agents/);
    assert.match(`${rows.get('busy')?.description}`, /^interrupted/);
    assert.match(`${rows.get('Rest')?.description}`, /^interrupted/);
    assert.equal(rows.get('busy')?.contextValue, 'finishedAgent');
  });

  test('196: with a long record says so as well, and its end is known without reading all of it', async () => {
    const journal = join(state, 'run-1', 'journal.jsonl');
    truncateSync(journal, 40_000_000);
    appendFileSync(journal, '\n');
    const long = () => rowsOf(runs).get('Look around');
    await recalled();
    assert.equal(long()?.description, 'at work in another window');
    assert.deepEqual(long()?.iconPath, new vscode.ThemeIcon('multiple-windows'));
    follow();
    const again = reread();
    await other.tell(ending);
    await other.end();
    await again;
    assert.match(`${long()?.description}`, /^completed · .* · a long record, 40 MB$/);
    assert.ok((runs.unreadBytes('run-1') ?? 0) > 40_000_000);
  });

  test('stays as it was where its record cannot be read any more', async () => {
    await recalled();
    const again = reread();
    follow(() => Promise.reject(new Error('the disk is gone')));
    await again;
    assert.match(`${rowsOf(runs).get('Look around')?.description}`, /^interrupted · 3 agents/);
  });

  test('is looked for only while somebody sees the runs, by one look after the other, and no more once closed', async () => {
    await recalled();
    const unseen = follow(undefined, { ...seen(), visible: false });
    const slow = follow(() => new Promise(() => {}));
    const closed = follow();
    closed.following.dispose();
    const { looks } = follow();
    while (looks.atWork < 20) await new Promise(setImmediate);
    assert.deepEqual(unseen.looks, { atWork: 0, read: 0, underWay: 0 });
    assert.deepEqual(slow.looks, { atWork: 0, read: 0, underWay: 1 });
    assert.deepEqual(closed.looks, { atWork: 0, read: 0, underWay: 0 });
  });

  test('is looked for again when the runs come into sight', async () => {
    await recalled();
    const shown = new vscode.EventEmitter<vscode.TreeViewVisibilityChangeEvent>();
    open.push(shown);
    const view = { visible: false, onDidChangeVisibility: shown.event };
    follow(undefined, view);
    await other.end();
    const again = reread();
    view.visible = true;
    shown.fire({ visible: true });
    await again;
    assert.deepEqual(runs.elsewhere, []);
  });
});

const seen = (): Following['view'] => ({
  visible: true,
  onDidChangeVisibility: new vscode.EventEmitter<vscode.TreeViewVisibilityChangeEvent>().event,
});

/** The items of all rows, by their labels. */
function rowsOf(runs: Runs): ReadonlyMap<string, vscode.TreeItem> {
  const tree = new RunsTree(runs);
  const below = (row?: Row): readonly Row[] =>
    tree.getChildren(row).flatMap((child) => [child, ...below(child)]);
  return new Map(
    below().map((row) => {
      const item = tree.getTreeItem(row);
      return [`${item.label}`, item];
    }),
  );
}

/** A process of its own that is at work on a run. */
class OtherWindow {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #recorded: AsyncIterator<string>;
  readonly #gone: Promise<unknown>;

  constructor(state: string, runId: string) {
    const root = vscode.extensions.getExtension('muster.muster')?.extensionPath ?? '';
    const node = join(root, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');
    const program = join(root, 'test/vscode/runs/otherWindow.ts');
    this.#process = spawn(node, [program, state, runId]);
    this.#process.stderr.pipe(process.stderr);
    this.#recorded = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
    this.#gone = once(this.#process, 'exit');
  }

  /** Resolves when all of it is recorded. */
  async tell(facts: readonly Event[]): Promise<void> {
    for (const fact of facts) {
      this.#process.stdin.write(`${JSON.stringify(fact)}\n`);
      assert.equal((await this.#recorded.next()).value, 'recorded');
    }
  }

  /** Resolves when it has given up its run. */
  async end(): Promise<void> {
    this.#process.stdin.end();
    await this.#gone;
  }

  async crash(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#gone;
  }
}
