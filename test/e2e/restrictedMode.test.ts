import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { type Editor, openEditor } from './editor.ts';

suite('a folder that is not trusted', () => {
  let folder: string;
  let editor: Editor;

  suiteSetup(async () => {
    folder = mkdtempSync(`${tmpdir()}/muster-folder-`);
    editor = await openEditor({ folder, name: 'restricted-mode', trust: false });
  });

  suiteTeardown(async () => {
    await editor?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('the view says that nothing runs, and leads to trusting the folder', async () => {
    await editor.statusBar('Restricted Mode');
    await editor.openView('Muster');
    await editor.page.getByText('Muster runs no agents here').waitFor();
    await editor.page.getByRole('button', { name: 'Manage workspace trust' }).waitFor();
    await editor.screenshot('view');
  });

  test('a task that is asked for by its command does not start', async () => {
    await editor.command('Muster: Run task…');
    await editor.notification('Muster runs nothing in Restricted Mode');
    await editor.screenshot('refused');
    assert.deepEqual(readdirSync(folder), []);
  });
});
