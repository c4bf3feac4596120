import assert from 'node:assert/strict';
import { type Play, type ScriptedModel, startModel } from '../models/scriptedModel.ts';
import { answered, type DemoFolder, demoFolder, rowsWith, startTask } from './demoFolder.ts';
import { type Editor, openEditor } from './editor.ts';

const idsIn = (texts: readonly string[]) =>
  texts.flatMap((text) => /"agent_id":"([^"]+)"/.exec(text)?.[1] ?? []);

suite('a team whose agents fail one after the other', () => {
  let folder: DemoFolder;
  let editor: Editor;
  let model: ScriptedModel;
  let personDecided = () => {};
  const decision = new Promise<void>((resolve) => {
    personDecided = resolve;
  });

  /** Five children that say nothing, one that is refused for it, and one that may start once a person said so. */
  const play: Play = async ({ task, number, heard, everHeard }) => {
    if (task.startsWith('mute')) return '';
    if (task.startsWith('late')) return 'This one works.';
    const spawn = (label: string) => ['spawn', { task: label, label }] as const;
    if (number === 1) return { calls: [1, 2, 3, 4, 5].map((n) => spawn(`mute ${n}`)) };
    if (number === 2) return { calls: [['wait', { agent_ids: idsIn(heard) }]] };
    if (number === 3) return { calls: [spawn('late')] };
    if (number === 4) {
      assert.match(heard.join(), /failed in a row/);
      await decision;
      return { calls: [spawn('late again')] };
    }
    if (number === 5) return { calls: [['wait', { agent_ids: idsIn(everHeard).slice(-1) }]] };
    return 'In the end one did it.';
  };

  suiteSetup(async () => {
    model = await startModel(play);
    folder = demoFolder();
    const settings = { 'muster.model': 'compatible/mock', 'muster.compatible.baseUrl': `${model.url}/v1` };
    editor = await openEditor({ folder: folder.path, name: 'paused', settings });
    await editor.openView('Muster');
  });

  suiteTeardown(async () => {
    await editor?.close();
    await model?.stop();
    folder.remove();
  });

  test('127: a person is told that new agents are paused and why, and can let them start', async () => {
    await startTask(editor, 'Lead them');
    await editor.notification('5 in a row failed');
    const paused = await editor.treeItem('new agents paused');
    await editor.screenshot('paused');
    await editor.answer('5 in a row failed', 'Let agents start');
    // The parent would ask again at once, and the click takes a while to arrive.
    await paused.waitFor({ state: 'detached' });
    personDecided();
    await answered(editor, 'Lead them');
    await editor.page.getByText('In the end one did it.').waitFor();
    await rowsWith(editor, ['late again'], 'completed');
    await editor.screenshot('went-on');
  });
});
