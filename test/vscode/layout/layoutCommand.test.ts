import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { symlink } from 'node:fs/promises';
import * as vscode from 'vscode';
import { z } from 'zod';
import { LayoutFolder } from './layoutFolder.ts';

const Manifest = z.object({
  contributes: z.object({
    menus: z.object({
      commandPalette: z.array(z.object({ command: z.string(), when: z.string() })),
      'view/title': z.array(z.object({ command: z.string(), when: z.string(), group: z.string() })),
    }),
  }),
});

suite('creating a WORKSPACE.md', () => {
  let folder: LayoutFolder;

  setup(() => {
    folder = new LayoutFolder();
  });
  teardown(() => folder.clear());

  const create = () => vscode.commands.executeCommand('muster.createLayout');
  const shown = () => vscode.window.activeTextEditor?.document.uri.fsPath;

  test('the first one names what the folder holds, counts as it is, and opens', async () => {
    const uri = folder.uri('WORKSPACE.md');
    await folder.write('src/a.ts');
    await folder.write('docs/a.md');
    try {
      await create();
      assert.equal(shown(), uri.fsPath);
      const text = readFileSync(uri.fsPath, 'utf8');
      const layout = await folder.layouts().parse(text);
      assert.ok(layout.kind === 'parsed', JSON.stringify(layout));
      const patterns = layout.rows.map(({ pattern }) => pattern);
      for (const pattern of ['output/**', 'src/**', 'docs/**'])
        assert.ok(patterns.includes(pattern), pattern);
      assert.equal(vscode.window.activeTextEditor?.document.isDirty, false);
    } finally {
      await vscode.workspace.fs.delete(uri);
    }
  });

  test('one that is there stays as it is and opens, in whatever letters its name is written', async () => {
    for (const name of ['WORKSPACE.md', 'Workspace.md']) {
      const uri = await folder.write(name, 'Mine.\n');
      await create();
      assert.equal(shown(), uri.fsPath);
      assert.equal(readFileSync(uri.fsPath, 'utf8'), 'Mine.\n');
      await folder.clear();
    }
  });

  test('a link of that name is not followed', async () => {
    const aim = folder.uri('elsewhere.md');
    const link = folder.uri('WORKSPACE.md');
    await symlink(aim.fsPath, link.fsPath);
    try {
      await create();
      assert.ok(!existsSync(aim.fsPath));
    } finally {
      await vscode.workspace.fs.delete(link);
    }
  });

  test('it is offered in the palette and beside the runs, in a trusted folder alone', () => {
    const { menus } = Manifest.parse(
      vscode.extensions.getExtension('muster.muster')?.packageJSON,
    ).contributes;
    const palette = menus.commandPalette.find(({ command }) => command === 'muster.createLayout');
    assert.equal(palette?.when, 'isWorkspaceTrusted && workspaceFolderCount != 0');
    const title = menus['view/title'].find(({ command }) => command === 'muster.createLayout');
    assert.equal(title?.when, `view == muster.runs && ${palette.when}`);
    assert.doesNotMatch(title.group, /^navigation/);
  });
});
