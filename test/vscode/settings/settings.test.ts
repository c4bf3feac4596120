import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { Slots } from '../../../src/core/spawn/slots.ts';
import { registerConcurrencyAllRuns } from '../../../src/vscode/settings/concurrencyAllRuns.ts';
import {
  readCompatibleBaseUrl,
  readConcurrencyAllRuns,
  readSettings,
} from '../../../src/vscode/settings/settings.ts';

suite('settings', () => {
  const user = vscode.ConfigurationTarget.Global;
  const set = (name: string, value: unknown) =>
    vscode.workspace.getConfiguration('muster').update(name, value, user);

  test('the defaults are usable, and the test editor has the demo model', () => {
    assert.deepEqual(readSettings(), {
      model: 'demo/scripted',
      childModel: '',
      approval: 'ask',
      limits: {
        children: 20,
        depth: 1,
        concurrency: 5,
        tokens: 20_000_000,
        costUsd: 5,
        askFanOutFrom: 10,
      },
      childLimits: { deadlineSeconds: 600, turns: 50, tokens: 1_000_000, costUsd: null },
    });
    assert.equal(readConcurrencyAllRuns(), 20);
  });

  test('0 stands for no limit where the limit is an amount', async () => {
    const names = ['limits.runCostUsd', 'limits.runTokens', 'limits.tokens'];
    try {
      for (const name of names) await set(name, 0);
      const { limits, childLimits } = readSettings();
      assert.deepEqual([limits.costUsd, limits.tokens, childLimits.tokens], [null, null, null]);
    } finally {
      for (const name of names) await set(name, undefined);
    }
  });

  test('more places for all runs are there at once', async () => {
    const places = new Slots(readConcurrencyAllRuns());
    const registration = registerConcurrencyAllRuns(places);
    const { signal } = new AbortController();
    const name = 'limits.concurrencyAllRuns';
    try {
      for (let count = 0; count < 20; count += 1) await places.acquire(signal);
      const next = places.acquire(signal);
      await set(name, 21);
      await next;
    } finally {
      registration.dispose();
      await set(name, undefined);
    }
  });

  test('64: what a workspace sets in dotted or nested form does not count', async () => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    const file = vscode.Uri.joinPath(folder.uri, '.vscode', 'settings.json');
    const dotted = {
      'muster.approval': 'edits',
      'muster.limits.children': 1000,
      'muster.limits.runCostUsd': 0,
    };
    const nested = { muster: { approval: 'edits', limits: { children: 1000, runCostUsd: 0 } } };
    for (const content of [dotted, nested]) {
      await vscode.workspace.fs.writeFile(file, Buffer.from(JSON.stringify(content)));
      const { approval, limits } = readSettings();
      assert.equal(approval, 'ask');
      assert.equal(limits.children, 20);
      assert.equal(limits.costUsd, 5);
    }
    await vscode.workspace.fs.delete(vscode.Uri.joinPath(folder.uri, '.vscode'), { recursive: true });
  });

  test('a value out of bounds is named in a clear error, and stops nothing that is not a run', async () => {
    const names = ['limits.concurrency', 'limits.concurrencyAllRuns', 'limits.runCostUsd'];
    try {
      for (const name of names) await set(name, -1);
      assert.throws(() => readSettings(), /muster\.limits\.concurrency: .*muster\.limits\.runCostUsd: /);
      assert.equal(readConcurrencyAllRuns(), 20);
      assert.equal(readCompatibleBaseUrl(), '');
    } finally {
      for (const name of names) await set(name, undefined);
    }
  });
});
