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
    const seen = { trees: 0, texts: 0, keys: 0 };
    let isVisible = () => false;
    pass(vscode.window, 'createTreeView', (real) => (id, options) => {
      options.treeDataProvider.onDidChangeTreeData?.(() => {
        seen.trees += 1;
      });
      const made = real(id, options);
      isVisible = () => made.visible;
      return made;
    });
    pass(vscode.window, 'createStatusBarItem', (real) => (...args: readonly unknown[]) => {
      const item: vscode.StatusBarItem = Reflect.apply(real, vscode.window, args);
      const set = (target: vscode.StatusBarItem, key: string | symbol, value: unknown) => {
        if (key === 'text') seen.texts += 1;
        return Reflect.set(target, key, value);
      };
      const get = (target: vscode.StatusBarItem, key: string | symbol) => {
        const value: unknown = Reflect.get(target, key);
        return typeof value === 'function' ? value.bind(target) : value;
      };
      return new Proxy(item, { get, set });
    });
    pass(vscode.commands, 'executeCommand', (real) => (command, ...rest) => {
      if (command === 'setContext') seen.keys += 1;
      return real(command, ...rest);
    });

    const team = children.flatMap((id) => [queued(id, 'root'), started(id)]);
    const live = await liveRuns([runStarted(), queued('root', null), started('root'), ...team]);
    const interruptions = new Interruptions(async () => []);
    const approvals = new Approvals();
    const shown = [
      registerRunsView(live.runs, interruptions),
      registerStatusBar(live.runs, approvals),
      registerContextKeys(live.runs, approvals),
    ];
    undo.push(() => vscode.Disposable.from(...shown, interruptions, approvals, live.runs).dispose());
    await vscode.commands.executeCommand('muster.runs.focus');
    for (let tries = 0; tries < 100 && !isVisible(); tries += 1) await wait(50);
    assert.ok(isVisible());

    Object.assign(seen, { trees: 0, texts: 0, keys: 0 });
    const answers = askOften();
    const began = performance.now();
    const { longestLagMs } = await loadOf(async () => {
      await tellAll(live);
      const drawn = seen.trees;
      while (seen.trees === drawn) await wait(10);
    });
    const seconds = (performance.now() - began) / 1000;
    const slowest = await answers.slowest();
    const told = JSON.stringify({ ...seen, seconds, longestLagMs, slowest });
    // biome-ignore lint/suspicious/noConsole: x
    console.log(`│ ${told}`);
    assert.ok(seen.trees >= 2 && seen.trees <= 5 * seconds + 2, told);
    assert.ok(seen.texts >= 2 && seen.texts <= 6 * seconds + 2, told);
    assert.ok(seen.keys <= 4, told);
    assert.ok(longestLagMs < 250, told);
    assert.ok(slowest < 1000, told);
    await live.end();
  }).timeout(60_000);

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
async function tellAll({ tell }: LiveRuns): Promise<void> {
  const began = performance.now();
  for (let n = 0; n < facts; n += 1) {
    const agentId = children[n % children.length] ?? '';
    tell({ type: 'progressNoted', agentId, note: `step ${n}`, percent: n % 100 });
    if (n % 100 === 99) await wait(Math.max(0, began + n / 10 - performance.now()));
  }
}

/** Asks the editor for something again and again until its slowest answer, in milliseconds, is wanted. */
function askOften() {
  let [slowest, isOver] = [0, false];
  const asking = (async () => {
    while (!isOver) {
      const asked = performance.now();
      await vscode.commands.getCommands();
      slowest = Math.max(slowest, performance.now() - asked);
      await wait(20);
    }
  })();
  return {
    slowest: async () => {
      isOver = true;
      await asking;
      return slowest;
    },
  };
}
