import assert from 'node:assert/strict';
import { rm, symlink } from 'node:fs/promises';
import * as vscode from 'vscode';
import { LayoutMarks } from '../../../src/vscode/layout/layoutMarks.ts';
import { LayoutFolder, tableOf } from './layoutFolder.ts';

suite('marks in the Explorer', () => {
  let folder: LayoutFolder;
  let marks: LayoutMarks;

  setup(() => {
    folder = new LayoutFolder();
    marks = new LayoutMarks(folder.layouts());
  });
  teardown(async () => {
    marks.dispose();
    await folder.clear();
  });

  const badges = async (...paths: readonly string[]) => {
    const found = await Promise.all(paths.map((path) => marks.provideFileDecoration(folder.uri(path))));
    return found.map((decoration) => decoration?.badge ?? '');
  };
  const told = () =>
    new Promise<void>((resolve) => {
      const listening = marks.onDidChangeFileDecorations(() => {
        listening.dispose();
        resolve();
      });
    });

  test('without a WORKSPACE.md, output/ and what is in it are marked as free, and nothing else', async () => {
    await folder.write('output/task/a.md');
    await folder.write('src/a.ts');
    const paths = ['output', 'output/task', 'output/task/a.md', 'src', 'src/a.ts', 'output/gone.md'];
    assert.deepEqual(await badges(...paths), ['W', 'W', 'W', '', '', '']);
    const mark = await marks.provideFileDecoration(folder.uri('output/task/a.md'));
    assert.equal(mark?.tooltip, 'Agents may write here freely');
  });

  test('what is protected is never marked as free, and what may hold secrets is marked as hidden', async () => {
    const paths = ['output/package.json', 'output/.github/a.yml', 'output/PROGRESS.md', 'output/.env'];
    for (const path of paths) await folder.write(path);
    assert.deepEqual(await badges(...paths), ['', '', '', '–']);
    const secret = await marks.provideFileDecoration(folder.uri('output/.env'));
    assert.equal(secret?.tooltip, 'Hidden from agents: it may hold secrets');
  });

  test('a link counts for what it leads to', async () => {
    await folder.write('src/a.ts');
    await folder.write('output/b.md');
    await symlink('../src', folder.uri('output/source').fsPath);
    await symlink('../../..', folder.uri('output/outside').fsPath);
    assert.deepEqual(await badges('output/source', 'output/source/a.ts', 'output/outside'), ['', '', '']);
  });

  test('the table of a WORKSPACE.md decides, and one further in takes away', async () => {
    const rows = [
      ['drafts/**', 'write'],
      ['private/**', 'none'],
      ['**', 'read'],
    ] as const;
    await folder.write('WORKSPACE.md', tableOf(...rows));
    for (const path of ['drafts/a.md', 'drafts/done/b.md', 'private/c.md', 'output/d.md']) {
      await folder.write(path);
    }
    await folder.write('drafts/done/WORKSPACE.md', tableOf(['**', 'ask']));
    assert.deepEqual(await badges('drafts', 'drafts/a.md', 'drafts/done', 'drafts/done/b.md'), [
      'W',
      'W',
      '',
      '',
    ]);
    assert.deepEqual(await badges('private', 'private/c.md', 'output', 'output/d.md'), ['–', '–', '', '']);
  });

  test('a broken WORKSPACE.md leaves nothing free', async () => {
    await folder.write('output/a.md');
    await folder.write('WORKSPACE.md', tableOf(['output/**', 'wrte']));
    assert.deepEqual(await badges('output', 'output/a.md'), ['', '']);
  });

  test('they follow a WORKSPACE.md that is made, saved and deleted', async () => {
    await folder.write('drafts/a.md');
    assert.deepEqual(await badges('drafts/a.md'), ['']);
    const made = told();
    const uri = await folder.write('WORKSPACE.md', tableOf(['drafts/**', 'write']));
    await made;
    assert.deepEqual(await badges('drafts/a.md'), ['W']);

    const editor = await vscode.window.showTextDocument(uri);
    const saved = told();
    const start = editor.document.getText().indexOf('write');
    const [from, to] = [start, start + 'write'.length].map((at) => editor.document.positionAt(at));
    assert.ok(from && to);
    await editor.edit((edit) => edit.replace(new vscode.Range(from, to), 'none'));
    await editor.document.save();
    await saved;
    assert.deepEqual(await badges('drafts/a.md'), ['–']);

    const deleted = told();
    await rm(uri.fsPath);
    await deleted;
    assert.deepEqual(await badges('drafts/a.md'), ['']);
  });

  test('who does not want them has none', async () => {
    await folder.write('output/a.md');
    const settings = vscode.workspace.getConfiguration('muster');
    const switched = told();
    await settings.update('explorerMarks', false, vscode.ConfigurationTarget.Global);
    try {
      await switched;
      assert.deepEqual(await badges('output/a.md'), ['']);
    } finally {
      await settings.update('explorerMarks', undefined, vscode.ConfigurationTarget.Global);
    }
  });
});
