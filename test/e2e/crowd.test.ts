import assert from 'node:assert/strict';
import { answered, type DemoFolder, demoFolder, rowsWith, startTask, widenSideBar } from './demoFolder.ts';
import { type Editor, openEditor } from './editor.ts';

const tasks = ['First look', 'Second look', 'Third look', 'Fourth look', 'Fifth look'];

suite('many requests at once', () => {
  let folder: DemoFolder;
  let editor: Editor;

  suiteSetup(async () => {
    folder = demoFolder();
    editor = await openEditor({ folder: folder.path, name: 'crowd' });
    await editor.page.setViewportSize({ width: 1280, height: 1100 });
    await editor.openView('Muster');
    await widenSideBar(editor);
  });

  suiteTeardown(async () => {
    await editor?.close();
    folder.remove();
  });

  const rows = () => editor.page.getByRole('treeitem', { name: /wants to change README\.md/ });
  const rowCount = (count: number) =>
    rows()
      .nth(count - 1)
      .waitFor();

  test('108: three get a notification each, one speaks for the rest, and the list holds all', async () => {
    const before = folder.readme();
    for (const task of tasks) {
      await startTask(editor, task);
      await editor.treeItem(task);
    }
    await rowCount(5);
    await editor.notification('More questions wait for you.');
    await editor.statusBar('5');
    await editor.screenshot('five-wait');
    assert.ok((await editor.page.locator('.notification-toast').count()) <= 3);
    assert.equal(folder.readme(), before);
    await editor.page.keyboard.press('Escape');
    await editor.command('Notifications: Clear All Notifications');
  });

  test('98: a double click on Approve approves one request, not the one that takes its place', async () => {
    await rows().first().hover();
    const approve = rows().first().getByRole('button', { name: 'Approve' });
    await approve.waitFor();
    await editor.screenshot('row-actions');
    const box = await approve.boundingBox();
    assert.ok(box);
    await editor.page.mouse.dblclick(box.x + box.width / 2, box.y + box.height / 2);
    await editor.statusBar('4');
    await editor.screenshot('double-clicked');
    assert.equal(folder.readme().match(/## Project layout/g)?.length, 1);
    assert.equal(await rows().count(), 4);
  });

  test('a request can be decided with the keyboard alone, from the menu of its row', async () => {
    await editor.command('Muster: Focus on Waiting for you View');
    await editor.page.keyboard.press('Home');
    await editor.page.keyboard.press('Shift+F10');
    const menu = editor.page.getByRole('menuitem', { name: 'Reject…' });
    await menu.waitFor();
    await editor.screenshot('row-menu');
    await editor.page.keyboard.press('End');
    await editor.page.keyboard.press('Enter');
    await editor.input('Not now.');
    await editor.statusBar('3');
    assert.equal(await rows().count(), 3);
  });

  test('100: the diffs of a cancelled run close, and its requests are gone', async () => {
    for (const decided of ['First look', 'Second look']) await answered(editor, decided);
    await rows().first().click();
    await editor.page.getByText('## Project layout').first().waitFor();
    await editor.screenshot('diff');
    for (let left = 3; left > 0; left--) {
      await editor.command('Muster: Cancel run');
      if (left === 1) break;
      await editor.page.getByText('Cancel which run?').waitFor();
      await editor.page.keyboard.press('Enter');
      await editor.statusBar(`${left - 1}`);
    }
    await rows().first().waitFor({ state: 'detached' });
    await editor.page
      .getByRole('tab', { name: /proposed/ })
      .first()
      .waitFor({ state: 'detached' });
    await editor.screenshot('all-cancelled');
  });

  test('after a reload the runs are still listed, folded, and none of them can be cancelled', async () => {
    await startTask(editor, 'Cut short');
    await rowsWith(editor, ['Cut short'], 'running');
    await editor.page.reload();
    await editor.openView('Muster');
    await rowsWith(editor, tasks, 'tokens');
    await editor.screenshot('reloaded');
    const cut = await editor.treeItem('Cut short');
    assert.match((await cut.textContent()) ?? '', /interrupted|cancelled/);
    assert.equal(await cut.getAttribute('aria-expanded'), 'false');
    await cut.hover();
    assert.equal(await cut.getByRole('button', { name: 'Cancel run' }).count(), 0);
    assert.equal(await rows().count(), 0);
  });
});
