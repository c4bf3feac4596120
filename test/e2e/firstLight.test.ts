import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
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

suite('a person and a team of agents in a real editor', () => {
  let folder: DemoFolder;
  let editor: Editor;

  suiteSetup(async () => {
    folder = demoFolder();
    const settings = { 'workbench.colorTheme': 'Default Dark Modern' };
    editor = await openEditor({ folder: folder.path, name: 'first-light', settings });
    await editor.openView('Muster');
    await widenSideBar(editor);
  });

  suiteTeardown(async () => {
    await editor?.close();
    folder.remove();
  });

  test('the palette offers the main command first, and none that has nothing to act on', async () => {
    const input = editor.page.locator('.quick-input-widget input[type="text"]');
    const offered = editor.page.locator('.quick-input-widget').getByRole('option');
    const offers = async () => {
      await editor.page.keyboard.press('F1');
      await input.fill('>Muster: ');
      await offered.filter({ hasText: 'Run task…' }).waitFor();
      return (await offered.allInnerTexts()).join('\n');
    };
    // What there is to revert is known a moment after the view has asked for past runs.
    let all = await offers();
    for (let tries = 0; /Revert/.test(all) && tries < 20; tries += 1) {
      await editor.page.keyboard.press('Escape');
      await wait(250);
      all = await offers();
    }
    assert.doesNotMatch(all, /Cancel|Approve|Reject|Revert/);
    await input.fill('>Muster: Run');
    await offered.filter({ hasText: 'similar commands' }).waitFor();
    assert.match((await offered.first().innerText()).trim(), /^Muster: Run task…/);
    await editor.page.keyboard.press('Escape');
  });

  test('a rejected change leaves the file as it was, and the agent is told why', async () => {
    const before = folder.readme();
    await editor.screenshot('welcome');
    await startTask(editor, 'Review this project');
    await rowsWith(editor, children, 'running');
    await wait(1500);
    await editor.screenshot('three-children-at-work');

    const toast = await editor.notification('Documentation review wants to change README.md');
    await editor.screenshot('approval-asked');
    await toast.getByRole('button', { name: 'Show diff' }).click();
    await editor.page.getByText('## Project layout').first().waitFor();
    await editor.screenshot('diff');
    assert.equal(folder.readme(), before, 'nothing is written before approval');

    await editor.click('Reject…');
    await editor.screenshot('reject-feedback');
    await editor.input('Keep the README short.');
    await answered(editor, 'Review this project');
    await editor.screenshot('answer');
    const summary = join(folder.path, 'output', 'review-this-project', 'summary.md');
    assert.match(readFileSync(summary, 'utf8'), /rejected.*Keep the README short\./);
    assert.equal(folder.readme(), before);
    assert.ok(existsSync(join(folder.path, 'output', 'review-this-project', 'documentation.md')));
    await rowsWith(editor, children, 'completed');
  });

  test('an approved change is written as it was shown, and a deliverable opens on a click', async () => {
    const before = folder.readme();
    await startTask(editor, 'Map the code again');
    const toast = await editor.notification('Documentation review wants to change README.md');
    await toast.getByRole('button', { name: 'Show diff' }).click();
    await editor.page.getByText('## Project layout').first().waitFor();
    await editor.click('Approve');
    await answered(editor, 'Map the code again');
    await editor.screenshot('approved');
    assert.match(folder.readme(), /## Project layout/);
    assert.equal(folder.readme().replace(/## Project layout\n\n(- .*\n)+\n/, ''), before);

    await (await editor.treeItem('open-todos.md')).click();
    await editor.page.getByRole('tab', { name: /open-todos\.md/ }).waitFor();
    await editor.screenshot('deliverable');
  });

  test('a cancelled run stops within two seconds and writes nothing afterwards', async () => {
    await startTask(editor, 'Look at everything once more');
    await rowsWith(editor, children, 'running');
    await editor.command('Muster: Cancel run');
    const asked = performance.now();
    await rowsWith(editor, ['Look at everything once more'], 'cancelled');
    assert.ok(performance.now() - asked < 2000);
    await editor.screenshot('run-cancelled');
    const left = folder.files();
    await wait(3000);
    assert.equal(folder.files(), left);
  });
});
