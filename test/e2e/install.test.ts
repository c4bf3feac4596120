import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Editor, openEditor } from './editor.ts';
import { eventually } from './patience.ts';

suite('the packaged extension', () => {
  let folder: string;
  let editor: Editor;

  suiteSetup(async () => {
    folder = mkdtempSync(join(tmpdir(), 'muster-folder-'));
    writeFileSync(join(folder, 'notes.md'), '# Notes\n');
    editor = await openEditor({ folder, name: 'install' });
  });

  suiteTeardown(async () => {
    await editor?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('a fresh editor opens the folder and shows nothing that a person has not asked for', async () => {
    await editor.treeItem('notes.md');
    await editor.screenshot('folder');
    assert.equal(await editor.page.locator('.notification-toast').count(), 0);
  });

  test('it is among the installed extensions', async () => {
    await editor.command('Extensions: Show Installed Extensions');
    const entry = editor.page.locator('.extension-list-item').filter({ hasText: 'Muster' });
    await entry.waitFor();
    await editor.screenshot('installed');
    await eventually(async () =>
      assert.match((await entry.textContent()) ?? '', /Put a team of AI agents to work/),
    );
  });

  test('it activates with its view, without an error', async () => {
    await editor.openView('Muster');
    // The list is sorted by time and shows only the rows that fit.
    await editor.page.setViewportSize({ width: 1280, height: 2000 });
    await editor.command('Developer: Show Running Extensions');
    const running = editor.page
      .locator('.runtime-extensions-editor .extension')
      .filter({ hasText: 'Muster' });
    await running.waitFor();
    await editor.screenshot('running');
    await eventually(async () => assert.match((await running.textContent()) ?? '', /Activation:\s*\d+ms/));
    assert.equal(await running.locator('.codicon-error, .codicon-bug').count(), 0);
  });
});
