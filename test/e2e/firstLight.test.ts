import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { root } from '../../scripts/paths.ts';
import { type Editor, openEditor } from './editor.ts';

const children = ['Code map', 'Open TODOs', 'Documentation review'];

suite('a person and a team of agents in a real editor', () => {
  let folder: string;
  let editor: Editor;
  const readme = () => readFileSync(join(folder, 'README.md'), 'utf8');

  suiteSetup(async function () {
    this.timeout(180_000);
    folder = mkdtempSync(join(tmpdir(), 'muster-e2e-folder-'));
    cpSync(join(root, 'media', 'demo-workspace'), folder, { recursive: true });
    editor = await openEditor({
      folder,
      name: 'first-light',
      settings: { 'workbench.colorTheme': 'Default Dark Modern' },
    });
  });

  suiteTeardown(async () => {
    await editor?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Drags the side bar's edge, so that whole rows can be read. */
  async function widenSideBar(): Promise<void> {
    const box = await editor.page.locator('#workbench\\.parts\\.sidebar').boundingBox();
    assert.ok(box);
    const [x, y] = [box.x + box.width, box.y + box.height / 2];
    await editor.page.mouse.move(x, y);
    await editor.page.mouse.down();
    await editor.page.mouse.move(x + 240, y, { steps: 8 });
    await editor.page.mouse.up();
  }

  async function startTask(task: string): Promise<void> {
    await editor.command('Muster: Run task…');
    await editor.input(task);
  }

  /** The tree as soon as every row of `labels` shows `status`. */
  async function rowsWith(labels: readonly string[], status: string): Promise<void> {
    const deadline = performance.now() + 30_000;
    for (;;) {
      const rows = await editor.treeItems();
      const shown = labels.filter((label) =>
        rows.some((row) => row.startsWith(label) && row.includes(status)),
      );
      if (shown.length === labels.length) return;
      assert.ok(
        performance.now() < deadline,
        `only ${shown.join(', ') || 'none'} ${status}: ${rows.join(' | ')}`,
      );
      await wait(50);
    }
  }

  test('a rejected change leaves the file as it was, and the agent is told why', async function () {
    this.timeout(120_000);
    const before = readme();
    await editor.openView('Muster');
    await widenSideBar();
    await editor.screenshot('welcome');
    await startTask('Review this project');
    await rowsWith(children, 'running');
    await editor.screenshot('three-children-at-work');

    const toast = await editor.notification('Documentation review wants to change README.md');
    await editor.screenshot('approval-asked');
    await toast.getByRole('button', { name: 'Show diff' }).click();
    await editor.page.locator('.diff-editor, .monaco-diff-editor').first().waitFor();
    await editor.page.getByText('## Project layout').first().waitFor();
    await editor.screenshot('diff');
    assert.equal(readme(), before, 'nothing is written before approval');

    await editor.click('Reject…');
    await editor.screenshot('reject-feedback');
    await editor.input('Keep the README short.');
    await editor.page.getByRole('tab', { name: /Answer\.md/ }).waitFor({ timeout: 60_000 });
    await editor.screenshot('answer');
    assert.equal(readme(), before);
    const report = join(folder, 'output', 'review-this-project', 'documentation.md');
    assert.ok(existsSync(report));
    await rowsWith(children, 'completed');
  });

  test('an approved change is written as it was shown, and a deliverable opens on a click', async function () {
    this.timeout(120_000);
    const before = readme();
    await startTask('Map the code again');
    const toast = await editor.notification('Documentation review wants to change README.md');
    await toast.getByRole('button', { name: 'Show diff' }).click();
    await editor.page.getByText('## Project layout').first().waitFor();
    await editor.click('Approve');
    await editor.screenshot('approved');
    await editor.page.getByRole('tab', { name: /Answer\.md/ }).waitFor({ timeout: 60_000 });
    assert.notEqual(readme(), before);
    assert.match(readme(), /## Project layout/);

    await (await editor.treeItem('open-todos.md')).click();
    await editor.page.getByRole('tab', { name: /open-todos\.md/ }).waitFor();
    await editor.screenshot('deliverable');
  });

  test('a cancelled run stops within two seconds and writes nothing afterwards', async function () {
    this.timeout(120_000);
    await startTask('Look at everything once more');
    await rowsWith(children, 'running');
    await editor.command('Muster: Cancel run');
    await editor.screenshot('cancel-asked');
    const cancelled = performance.now();
    await rowsWith(['Look at everything once more'], 'cancelled');
    assert.ok(performance.now() - cancelled < 2000);
    await editor.screenshot('cancelled');
    const files = () => readdirSync(folder, { recursive: true }).toSorted().join('\n');
    const left = files();
    await wait(3000);
    assert.equal(files(), left);
  });
});
