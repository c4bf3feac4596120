import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DemoFolder, demoFolder } from './demoFolder.ts';
import { type Editor, openEditor } from './editor.ts';
import { clickInRow } from './person.ts';

const text = `---
name: checker
description: Checks numbers.
tools: [read_file, grep]
color: green
---
Check every number.
`;

suite('a person and the profiles of a folder', () => {
  let folder: DemoFolder;
  let editor: Editor;
  const agents = () => join(folder.path, '.muster', 'agents');
  const rowOf = (name: string) =>
    editor.page.locator('.quick-input-widget').getByRole('option').filter({ hasText: name }).first();

  suiteSetup(async () => {
    folder = demoFolder();
    mkdirSync(agents(), { recursive: true });
    writeFileSync(join(agents(), 'checker.md'), text);
    editor = await openEditor({ folder: folder.path, name: 'profiles' });
  });

  suiteTeardown(async () => {
    await editor?.close();
    folder.remove();
  });

  test('a profile is trusted in a dialog over its text, and not by cancelling it', async () => {
    await editor.command('Muster: Agent profiles…');
    await rowOf('checker').filter({ hasText: 'not trusted yet' }).waitFor();
    await editor.screenshot('list');
    const trust = async () => {
      const dialog = editor.page.getByRole('dialog').getByText('SHA-256');
      await clickInRow(rowOf('checker'), 'Trust…', { shows: dialog });
    };
    await trust();
    await editor.page.locator('.view-lines').getByText('Check every number.').waitFor();
    await editor.screenshot('dialog');
    await editor.click('Cancel');
    await rowOf('checker').filter({ hasText: 'not trusted yet' }).waitFor();
    await trust();
    await editor.click('Trust');
    await rowOf('checker').filter({ hasText: 'trusted · .muster' }).waitFor();
    await editor.screenshot('trusted');
    await editor.page.keyboard.press('Escape');
  });

  test('122: a changed file is not trusted any more', async () => {
    writeFileSync(join(agents(), 'checker.md'), `${text}And every name.\n`);
    await editor.command('Muster: Agent profiles…');
    await rowOf('checker').filter({ hasText: 'not trusted yet' }).waitFor();
    await editor.page.keyboard.press('Escape');
  });

  test('a built-in profile shows its text, and a copy of it can be changed', async () => {
    await editor.command('Muster: Agent profiles…');
    await rowOf('reviewer').click();
    await editor.notification('is built in');
    await editor.screenshot('built-in');
    await editor.answer('is built in', 'Copy to .muster/agents');
    await editor.page
      .getByRole('tab', { name: /reviewer\.md/ })
      .nth(1)
      .waitFor();
    assert.match(readFileSync(join(agents(), 'reviewer.md'), 'utf8'), /^---\nname: reviewer\n/);
  });

  test('a new profile is asked for step by step, and opens to be filled in', async () => {
    await editor.command('Muster: New agent profile…');
    await editor.page.getByText('New agent profile (1 of 4): Name').waitFor();
    await editor.page.locator('.quick-input-widget input[type="text"]').fill('checker');
    await editor.page.getByText('There is a profile of this name.').waitFor();
    await editor.screenshot('name-taken');
    await editor.input('test-writer');
    await editor.page.getByText('New agent profile (2 of 4): Description').waitFor();
    await editor.input('Writes the tests of one module: all of them.');
    await editor.page.getByText('New agent profile (3 of 4): Tools').waitFor();
    await editor.screenshot('tools');
    await editor.click('OK');
    await editor.page.getByText('New agent profile (4 of 4): Model').waitFor();
    await editor.screenshot('model');
    await editor.pick('The model of the run');
    await editor.page.getByRole('tab', { name: /test-writer\.md/ }).waitFor();
    await editor.screenshot('new-profile');
    assert.ok(existsSync(join(agents(), 'test-writer.md')));
  });
});
