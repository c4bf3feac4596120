import assert from 'node:assert/strict';
import {
  answered,
  children,
  type DemoFolder,
  demoFolder,
  rowsWith,
  startTask,
  widenSideBar,
} from './demoFolder.ts';
import { type Editor, openEditor } from './editor.ts';
import { clickInRow } from './person.ts';

suite('what a person decides', () => {
  let folder: DemoFolder;
  let editor: Editor;

  suiteSetup(async () => {
    folder = demoFolder();
    editor = await openEditor({ folder: folder.path, name: 'control' });
    await editor.openView('Muster');
    await widenSideBar(editor);
  });

  suiteTeardown(async () => {
    await editor?.close();
    folder.remove();
  });

  test('96: an approval of bytes that changed since is refused, and the change is shown again', async () => {
    await startTask(editor, 'Check the docs');
    await editor.notification('Documentation review wants to change README.md');
    const edited = `${folder.readme()}\nWritten by a person meanwhile.\n`;
    folder.write('README.md', edited);
    await editor.answer('Documentation review wants to change README.md', 'Approve');
    await editor.notification('The file changed since it was shown');
    await editor.treeItem('Change README.md');
    await editor.screenshot('asked-again');
    assert.equal(folder.readme(), edited);
    await editor.answer('The file changed since it was shown', 'Approve');
    await answered(editor, 'Check the docs');
    assert.match(folder.readme(), /## Project layout/);
    assert.match(folder.readme(), /Written by a person meanwhile\./);
  });

  test('102: a dismissed notification decides nothing, and the list still has the request', async () => {
    folder.write('README.md', '# Tidebook\n\nA short one.\n');
    const before = folder.readme();
    await startTask(editor, 'Check them again');
    const toast = await editor.notification('Documentation review wants to change README.md');
    await clickInRow(toast, /Clear Notification/, { hides: toast });
    await editor.statusBar(/Muster\b.*\b1\s*$/);
    const row = await editor.treeItem('Change README.md');
    await editor.screenshot('still-waiting');
    assert.equal(folder.readme(), before);
    await clickInRow(row, 'Reject…', { shows: editor.page.getByText('Press Enter to reject') });
    await editor.input('');
    await answered(editor, 'Check them again');
    assert.equal(folder.readme(), before);
  });

  test('one child can be cancelled from the tree, and its siblings go on', async () => {
    await startTask(editor, 'Count everything');
    await rowsWith(editor, children, 'running');
    const row = await editor.treeItem('Open TODOs');
    const cancelled = editor.page.getByRole('treeitem', { name: /^Open TODOs, cancelled/ }).first();
    await clickInRow(row, 'Cancel agent', { shows: cancelled });
    await editor.screenshot('one-cancelled');
    await editor.answer('Documentation review wants to change README.md', 'Approve');
    await answered(editor, 'Count everything');
    await rowsWith(editor, ['Code map', 'Documentation review'], 'completed');
    assert.match(folder.readme(), /## Project layout/);
    await editor.screenshot('siblings-done');
  });
});
