import assert from 'node:assert/strict';
import { type DemoFolder, demoFolder, startTask } from './demoFolder.ts';
import { type Editor, openEditor } from './editor.ts';

suite('a model that cannot be used', () => {
  let folder: DemoFolder;
  let editor: Editor;

  suiteSetup(async () => {
    folder = demoFolder();
    const settings = { 'muster.model': 'anthropic/claude-sonnet-5-5' };
    editor = await openEditor({ folder: folder.path, name: 'missing-key', settings });
    await editor.openView('Muster');
  });

  suiteTeardown(async () => {
    await editor?.close();
    folder.remove();
  });

  test('a missing key is named, and a button leads to the place for it', async () => {
    await startTask(editor, 'Anything');
    await editor.notification('The run failed: No API key for Anthropic');
    await editor.screenshot('failed');
    await editor.answer('The run failed: No API key for Anthropic', 'Set API key…');
    const input = editor.page.locator('.quick-input-widget input[type="password"]');
    await input.waitFor();
    await editor.page.locator('.quick-input-widget').getByText('API key for Anthropic').waitFor();
    await editor.screenshot('key-asked');
    await input.fill('not-a-real-key');
    await input.press('Enter');
    await editor.notification('The API key for Anthropic was saved.');
    await editor.screenshot('saved');
    assert.equal(folder.files().includes('output'), false);
  });

  test('a model of no known provider is named, and a button leads to the choice of another', async () => {
    await editor.command('Notifications: Clear All Notifications');
    await editor.command('Muster: Choose model…');
    await editor.pick('Another model…');
    await editor.page.getByText('The model’s name as provider/model').waitFor();
    await editor.input('nowhere/model');
    await editor.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
    await startTask(editor, 'Anything else');
    await editor.notification('nowhere');
    await editor.screenshot('unknown-model');
    await editor.answer('nowhere', 'Choose model…');
    await editor.pick('demo/scripted (not AI)');
  });
});
