import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { type DemoFolder, demoFolder, startTask } from './demoFolder.ts';
import { type Editor, openEditor } from './editor.ts';
import { eventually, repeatedly } from './patience.ts';
import { unfold } from './person.ts';

suite('a person and the layout of a folder', () => {
  let folder: DemoFolder;
  let editor: Editor;
  const layout = () => join(folder.path, 'WORKSPACE.md');
  const row = (name: string) => editor.page.getByRole('treeitem', { name, exact: true });
  const line = (text: string) => editor.page.locator('.view-line').filter({ hasText: text }).first();

  /** Badges are drawn by styles, and an entry gets its own some time after it is there. */
  const hasBadge = async (name: string, badge: string) => {
    const label = row(name).first().locator('.monaco-icon-label');
    await label.waitFor();
    await eventually(async () => {
      const drawn: unknown = await label.evaluate(
        (element) => Reflect.get(globalThis, 'getComputedStyle')(element, '::after').content,
      );
      const shown = drawn === 'none' ? '' : `${drawn}`.replaceAll('"', '');
      assert.equal(shown, badge, `${name} has the badge ${drawn}, not ${badge}`);
    });
  };

  /** Rests the pointer, anew where what is below it was drawn again meanwhile, until these words appear. */
  const hoverShows = async (target: Locator, words: string) => {
    const hover = editor.page.locator('.monaco-hover').filter({ hasText: words }).first();
    await repeatedly(async (timeout) => {
      await editor.page.mouse.move(640, 700);
      await target.hover({ timeout });
      await hover.waitFor({ timeout });
    });
    return hover;
  };

  suiteSetup(async () => {
    folder = demoFolder();
    for (const name of ['output/tides', 'secrets']) mkdirSync(join(folder.path, name), { recursive: true });
    writeFileSync(join(folder.path, 'output', 'tides', 'report.md'), '# Tides\n');
    writeFileSync(join(folder.path, 'output', 'package.json'), '{}\n');
    writeFileSync(join(folder.path, 'secrets', 'code.txt'), 'Hush.\n');
    editor = await openEditor({ folder: folder.path, name: 'layout' });
  });

  suiteTeardown(async () => {
    await editor?.close();
    folder.remove();
  });

  test('the first layout is made from what the folder holds, and the Explorer marks what it says', async () => {
    await editor.command('Muster: Create WORKSPACE.md');
    await line('output/**').waitFor();
    await editor.openView('Explorer');
    await hasBadge('output', 'W');
    await hasBadge('secrets', '–');
    await unfold(row('output'), row('tides'));
    await hasBadge('tides', 'W');
    await hasBadge('package.json', '');
    await hoverShows(row('tides'), 'Agents may write here freely');
    await editor.screenshot('created');
  });

  test('a row says what it means and how many files it covers', async () => {
    const pattern = line('src/**').locator('span', { hasText: 'src/**' }).last();
    const hover = await hoverShows(pattern, 'Covers 8 files now');
    await hover.getByText('every change waits for you').waitFor();
    await editor.screenshot('hover');
    await editor.page.mouse.move(640, 700);
    await hover.waitFor({ state: 'hidden' });
  });

  test('a broken row is marked in the file, and a run that meets it leads there', async () => {
    const text = readFileSync(layout(), 'utf8');
    const broken = text.split('\n').map((one) => (one.includes('src/**') ? one.replace('ask', 'aks') : one));
    writeFileSync(layout(), broken.join('\n'));
    await editor.page.locator('.squiggly-error').first().waitFor();
    await hasBadge('output', '');
    await hasBadge('secrets', '–');
    await editor.screenshot('broken');
    await editor.command('View: Close All Editors');
    await startTask(editor, 'Look around');
    await editor.notification('Agents of this run may only read there');
    await editor.screenshot('warned');
    await editor.answer('Agents of this run may only read there', 'Open WORKSPACE.md');
    await line('aks').waitFor();
    const at = broken.findIndex((one) => one.includes('aks')) + 1;
    await editor.statusBar(`Ln ${at}, Col 1`);
    await editor.screenshot('opened');
  });
});
