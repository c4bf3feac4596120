import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { readCompatibleBaseUrl, readSettings } from '../../src/vscode/settings.ts';

suite('settings', () => {
  const user = vscode.ConfigurationTarget.Global;
  const set = (name: string, value: unknown) =>
    vscode.workspace.getConfiguration('muster').update(name, value, user);

  test('the defaults are usable, and the test editor has the demo model', () => {
    const { model, approval, limits } = readSettings();
    assert.equal(model, 'demo/scripted');
    assert.equal(approval, 'ask');
    assert.deepEqual(limits, {
      children: 20,
      concurrency: 5,
      depth: 1,
      deadlineSeconds: 600,
      turns: 50,
      tokens: 1_000_000,
    });
  });

  test('64: what a workspace sets in dotted or nested form does not count', async () => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    const file = vscode.Uri.joinPath(folder.uri, '.vscode', 'settings.json');
    const dotted = { 'muster.approval': 'edits', 'muster.limits.children': 1000 };
    const nested = { muster: { approval: 'edits', limits: { children: 1000 } } };
    for (const content of [dotted, nested]) {
      await vscode.workspace.fs.writeFile(file, Buffer.from(JSON.stringify(content)));
      const { approval, limits } = readSettings();
      assert.equal(approval, 'ask');
      assert.equal(limits.children, 20);
    }
    await vscode.workspace.fs.delete(vscode.Uri.joinPath(folder.uri, '.vscode'), { recursive: true });
  });

  test('a value out of bounds is named in a clear error', async () => {
    await set('limits.concurrency', 1000);
    try {
      assert.throws(() => readSettings(), /concurrency/);
      assert.equal(readCompatibleBaseUrl(), '');
    } finally {
      await set('limits.concurrency', undefined);
    }
  });
});
