import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Event } from '../../../src/core/journal/event.ts';
import { layoutLines } from '../../../src/vscode/layout/layoutWarnings.ts';
import { Runs } from '../../../src/vscode/runs/runs.ts';
import { RunsTree } from '../../../src/vscode/runs/runsTree.ts';
import { openWorkspaceFile } from '../../../src/vscode/workspaceFiles.ts';
import { queued, runStarted, viewOf } from '../facts.ts';
import { LayoutFolder } from './layoutFolder.ts';

const layoutRead: Event = {
  type: 'layoutRead',
  files: [
    { path: 'WORKSPACE.md', hash: 'a'.repeat(64), problem: { line: 7, reason: '"wrte" is no access' } },
    { path: 'docs/WORKSPACE.md', hash: 'b'.repeat(64) },
    { path: 'x/WORKSPACE.md', hash: 'c'.repeat(64), problem: { line: 1, reason: 'See [x](command:y).' } },
  ],
};

suite('a run whose layout is broken', () => {
  test('says in its tooltip which files did not count, at which line and why, as text', async () => {
    const view = viewOf([runStarted(), layoutRead, queued('root', null)]);
    const expected = [
      'WORKSPACE.md, line 7: "wrte" is no access. Agents may only read there.',
      'x/WORKSPACE.md, line 1: See [x] (command:y). Agents may only read there.',
    ];
    assert.deepEqual(layoutLines(view), expected);
    const reason = '"output/PROGRESS.md" is read-only.';
    assert.deepEqual(layoutLines(viewOf([runStarted(), { type: 'boardFailed', reason }])), [
      'The progress board is not written: "output/PROGRESS.md" is read-only.',
    ]);
    const runs = new Runs(
      () => Promise.reject(new Error('starts nothing')),
      () => Promise.resolve([{ view }]),
    );
    await runs.recall();
    const tree = new RunsTree(runs);
    const [row] = tree.getChildren();
    assert.ok(row);
    const lines = `${tree.getTreeItem(row).tooltip}`.split('\n');
    assert.deepEqual(
      lines.filter((line) => line.includes('WORKSPACE.md')),
      expected,
    );
  });

  test('leads to the line that is wrong', async () => {
    const folder = new LayoutFolder();
    try {
      const uri = await folder.write('WORKSPACE.md', 'one\ntwo\nthree\n');
      await openWorkspaceFile('WORKSPACE.md', 3);
      const editor = vscode.window.activeTextEditor;
      assert.equal(editor?.document.uri.fsPath, uri.fsPath);
      assert.equal(editor.selection.active.line, 2);
    } finally {
      await folder.clear();
    }
  });
});
