import assert from 'node:assert/strict';
import { answered, type DemoFolder, demoFolder, rowsWith, startTask, widenSideBar } from './demoFolder.ts';
import { type Editor, openEditor } from './editor.ts';
import { eventually, repeatedly } from './patience.ts';
import { clickToOpen } from './person.ts';

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
  const rowCount = (count: number) => eventually(async () => assert.equal(await rows().count(), count));
  const waiting = (count: number) => editor.statusBar(new RegExp(`Muster\\b.*\\b${count}\\s*$`));

  test('108: three get a notification each, one speaks for the rest, and the list holds all', async () => {
    const before = folder.readme();
    for (const task of tasks) {
      await startTask(editor, task);
      await editor.treeItem(task);
    }
    await rowCount(5);
    await editor.notification('More questions wait for you.');
    await waiting(5);
    await editor.screenshot('five-wait');
    assert.ok((await editor.page.locator('.notification-toast').count()) <= 3);
    assert.equal(folder.readme(), before);
    await editor.page.keyboard.press('Escape');
    await editor.command('Notifications: Clear All Notifications');
  });

  test('98: a double click on Approve approves one request, not the one that takes its place', async () => {
    const approve = rows().first().getByRole('button', { name: 'Approve' });
    // Not on the button, which would be waited for anew between the two clicks; so they can miss a row that moves.
    await repeatedly(async (timeout) => {
      if ((await rows().count()) < 5) return;
      await rows().first().hover({ timeout });
      await approve.waitFor({ timeout });
      await editor.screenshot('row-actions');
      const box = await approve.boundingBox({ timeout });
      assert.ok(box);
      await editor.page.mouse.dblclick(box.x + box.width / 2, box.y + box.height / 2);
      await rows().nth(4).waitFor({ state: 'detached', timeout });
    });
    await waiting(4);
    await editor.screenshot('double-clicked');
    await answered(editor, 'First look');
    assert.equal(folder.readme().match(/## Project layout/g)?.length, 1);
    await rowCount(4);
  });

  test('a request can be decided with the keyboard alone, from the menu of its row', async () => {
    const list = editor.page.locator('.monaco-list:focus').filter({ has: rows() });
    const menu = editor.page.getByRole('menuitem', { name: 'Reject…' });
    await repeatedly(async (timeout) => {
      await editor.command('Muster: Focus on Waiting for you View');
      await list.waitFor({ timeout });
      await editor.page.keyboard.press('Home');
      await editor.page.keyboard.press('Shift+F10');
      await menu.waitFor({ timeout });
    });
    await editor.screenshot('row-menu');
    await editor.page.keyboard.press('End');
    await editor.page.keyboard.press('Enter');
    await editor.input('Not now.');
    await waiting(3);
    await rowCount(3);
  });

  test('100: the diffs of a cancelled run close, and its requests are gone', async () => {
    await answered(editor, 'Second look');
    await clickToOpen(rows().first(), editor.page.getByText('## Project layout').first());
    await editor.screenshot('diff');
    for (const task of tasks.slice(2)) {
      await editor.command('Muster: Cancel run');
      // The last one needs no question.
      if (task !== tasks.at(-1)) await editor.pick(task);
      await rowsWith(editor, [task], 'cancelled');
    }
    await rowCount(0);
    await editor.page
      .getByRole('tab', { name: /proposed/ })
      .first()
      .waitFor({ state: 'detached' });
    await editor.screenshot('all-cancelled');
  });

  test('after a reload the runs are still listed, folded, and none of them can be cancelled', async () => {
    await startTask(editor, 'Cut short');
    await rowsWith(editor, ['Cut short'], 'running');
    await editor.reload();
    await editor.openView('Muster');
    await rowsWith(editor, tasks, 'tokens');
    await editor.screenshot('reloaded');
    const cut = await editor.treeItem('Cut short');
    await eventually(async () => {
      assert.match((await cut.textContent()) ?? '', /interrupted|cancelled/);
      assert.equal(await cut.getAttribute('aria-expanded'), 'false');
    });
    await cut.hover();
    assert.equal(await cut.getByRole('button', { name: 'Cancel run' }).count(), 0);
    assert.equal(await rows().count(), 0);
  });
});
