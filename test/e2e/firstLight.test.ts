import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { runsFolder } from './cutOffRun.ts';
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
import { eventually, repeatedly } from './patience.ts';
import { clickToOpen } from './person.ts';

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
    // What there is to revert is known a moment after the view has asked for past runs.
    await repeatedly(async (timeout) => {
      if (await input.isVisible()) await editor.page.keyboard.press('Escape');
      await editor.page.keyboard.press('F1');
      await input.fill('>Muster: ', { timeout });
      await offered.filter({ hasText: 'Run task…' }).waitFor({ timeout });
      assert.doesNotMatch((await offered.allInnerTexts()).join('\n'), /Cancel|Approve|Reject|Revert/);
    });
    await input.fill('>Muster: Run');
    await eventually(async () => {
      const texts = (await offered.allInnerTexts()).map((text) => text.trim());
      assert.match(texts[0] ?? '', /^Muster: Run task…/);
      assert.match(texts.join('\n'), /similar commands/);
    });
    await editor.page.keyboard.press('Escape');
  });

  test('a rejected change leaves the file as it was, and the agent is told why', async () => {
    const before = folder.readme();
    await editor.screenshot('welcome');
    await startTask(editor, 'Review this project');
    await rowsWith(editor, children, 'running');
    await editor.screenshot('three-children-at-work');

    await editor.notification('Documentation review wants to change README.md');
    await editor.screenshot('approval-asked');
    await editor.answer('Documentation review wants to change README.md', 'Show diff');
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
    await editor.answer('Documentation review wants to change README.md', 'Show diff');
    await editor.page.getByText('## Project layout').first().waitFor();
    await editor.click('Approve');
    await answered(editor, 'Map the code again');
    await editor.screenshot('approved');
    assert.match(folder.readme(), /## Project layout/);
    assert.equal(folder.readme().replace(/## Project layout\n\n(- .*\n)+\n/, ''), before);

    const opened = editor.page.getByRole('tab', { name: /open-todos\.md/ });
    await clickToOpen(await editor.treeItem('open-todos.md'), opened);
    await editor.screenshot('deliverable');
  });

  test('a cancelled run stops within two seconds and writes nothing afterwards', async () => {
    await startTask(editor, 'Look at everything once more');
    await rowsWith(editor, children, 'running');
    await editor.command('Muster: Cancel run');
    const asked = Date.now();
    await rowsWith(editor, ['Look at everything once more'], 'cancelled');
    const seconds = (newestEnd(editor) - asked) / 1000;
    assert.ok(seconds < 2, `it ended ${seconds} s later`);
    await editor.screenshot('run-cancelled');
    const left = folder.files();
    await wait(3000);
    assert.equal(folder.files(), left);
  });
});

/** When the newest run ended, as its journal says: it may be drawn later. */
function newestEnd({ dataDir }: Editor): number {
  const folder = runsFolder(dataDir);
  const [newest] = globSync('*/journal*', { cwd: folder }).toSorted().toReversed();
  assert.ok(newest);
  const last = readFileSync(join(folder, newest), 'utf8').trim().split('\n').at(-1) ?? '';
  assert.match(last, /"type":"runFinished"/);
  return Date.parse(/"t":"([^"]+)"/.exec(last)?.[1] ?? '');
}
