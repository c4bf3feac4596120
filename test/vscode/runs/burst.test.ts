import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import * as vscode from 'vscode';
import { Approvals } from '../../../src/vscode/approvals/approvals.ts';
import { registerContextKeys } from '../../../src/vscode/contextKeys.ts';
import { Interruptions } from '../../../src/vscode/reverts/interruptions.ts';
import { registerRunsView } from '../../../src/vscode/runs/runsView.ts';
import { registerStatusBar } from '../../../src/vscode/runs/statusBar.ts';
import { loadOf } from '../../workspace/loadOf.ts';
import { type LiveRuns, liveRuns, queued, runStarted, started } from '../facts.ts';

const facts = 10_000;
const children = Array.from({ length: 30 }, (_, n) => `a${n}`);

suite('202: ten thousand facts within a second', () => {
  const undo: (() => void)[] = [];
  teardown(() => {
    for (const back of undo.splice(0).reverse()) back();
  });

  test('draw the tree and the status bar a few times, and the editor answers meanwhile', async () => {
    // The extension itself is to draw nothing of its own in between.
    await vscode.extensions.getExtension('muster.muster')?.activate();
    const drawn = watchDrawing();
    const { tell, end } = await showRun();
    await vscode.commands.executeCommand('muster.runs.focus');
    for (let tries = 0; tries < 100 && !drawn.isTreeVisible(); tries += 1) await wait(50);
    assert.ok(drawn.isTreeVisible());

    Object.assign(drawn, { trees: 0, texts: 0, keys: 0 });
    const began = performance.now();
    const asking = askOften();
    const { longestLagMs } = await loadOf(async () => {
      await tellAll(tell);
      const before = drawn.trees;
      while (drawn.trees === before) await wait(10);
    });
    const answers = asking.stop();
    const seconds = (performance.now() - began) / 1000;
    const told = JSON.stringify({ ...drawn, answers, seconds, longestLagMs });
    assert.ok(drawn.trees >= 2 && drawn.trees <= 5 * seconds + 1, told);
    assert.ok(drawn.texts >= 2 && drawn.texts <= 6 * seconds + 1, told);
    assert.ok(drawn.keys <= 4, told);
    assert.ok(answers > 0, told);
    assert.ok(longestLagMs < 250, told);
    await end();
  }).timeout(60_000);

  /** A run under way with all of its children, in the tree and in the status bar. */
  async function showRun(): Promise<LiveRuns> {
    const team = children.flatMap((id) => [queued(id, 'root'), started(id)]);
    const live = await liveRuns([runStarted(), queued('root', null), started('root'), ...team]);
    const interruptions = new Interruptions(async () => []);
    const approvals = new Approvals();
    const shown = [
      registerRunsView(live.runs, interruptions, async () => undefined),
      registerStatusBar(live.runs, approvals),
      registerContextKeys(live.runs, approvals),
    ];
    undo.push(() => vscode.Disposable.from(...shown, interruptions, approvals, live.runs).dispose());
    return live;
  }

  /** Counts how often the editor is told to draw what is registered from now on. */
  function watchDrawing() {
    const drawn = { trees: 0, texts: 0, keys: 0, isTreeVisible: () => false };
    pass(vscode.window, 'createTreeView', (real) => (id, options) => {
      options.treeDataProvider.onDidChangeTreeData?.(() => {
        drawn.trees += 1;
      });
      const view = real(id, options);
      drawn.isTreeVisible = () => view.visible;
      return view;
    });
    pass(vscode.window, 'createStatusBarItem', (real) => (...args: readonly unknown[]) => {
      const item: vscode.StatusBarItem = Reflect.apply(real, vscode.window, args);
      return new Proxy(item, {
        get: (target, key) => {
          const value: unknown = Reflect.get(target, key);
          return typeof value === 'function' ? value.bind(target) : value;
        },
        set: (target, key, value) => {
          if (key === 'text') drawn.texts += 1;
          return Reflect.set(target, key, value);
        },
      });
    });
    pass(vscode.commands, 'executeCommand', (real) => (command, ...rest) => {
      if (command === 'setContext') drawn.keys += 1;
      return real(command, ...rest);
    });
    return drawn;
  }

  /** Lets calls through to the editor, and looks on. */
  function pass<Owner extends object, Key extends keyof Owner>(
    owner: Owner,
    key: Key,
    watched: (real: Owner[Key]) => Owner[Key],
  ) {
    const real = owner[key];
    const put = (value: Owner[Key]) =>
      Object.defineProperty(owner, key, { value, configurable: true, enumerable: true, writable: true });
    put(watched(real));
    undo.push(() => put(real));
  }
});

/** Each fact changes what a row of the tree says. */
async function tellAll(tell: LiveRuns['tell']): Promise<void> {
  const began = performance.now();
  for (let n = 0; n < facts; n += 1) {
    const agentId = children[n % children.length] ?? '';
    tell({ type: 'progressNoted', agentId, note: `step ${n}`, percent: n % 100 });
    if (n % 100 === 99) await wait(Math.max(0, began + n / 10 - performance.now()));
  }
}

/** Asks the editor for something again and again; `stop` says how many answers came until then. */
function askOften() {
  let [answers, isOver] = [0, false];
  const ask = async (): Promise<void> => {
    await vscode.commands.getCommands();
    answers += 1;
    if (!isOver) await ask();
  };
  void ask();
  return {
    stop: () => {
      isOver = true;
      return answers;
    },
  };
}
