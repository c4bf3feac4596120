import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { type Play, type ScriptedModel, startModel } from '../models/scriptedModel.ts';
import { answered, type DemoFolder, demoFolder, startTask, widenSideBar } from './demoFolder.ts';
import { type Editor, openEditor } from './editor.ts';

const idsIn = (texts: readonly string[]) =>
  texts.flatMap((text) => /"agent_id":"([^"]+)"/.exec(text)?.[1] ?? []);

const labels = Array.from({ length: 30 }, (_, n) => `piece ${n + 1}`);

suite('thirty children, five at a time', () => {
  let folder: DemoFolder;
  let editor: Editor;
  let model: ScriptedModel;
  const held: (() => void)[] = [];
  let mayEnd = false;

  /** Each child notes its progress and waits for the test; the third wants to write outside output/ first. */
  const child: Play = async ({ task, number, tools }) => {
    const name = task.replace(' ', '-');
    if (number === 1 && tools.includes('note_progress')) {
      const note = ['note_progress', { note: `half of ${task}`, percent: 50 }] as const;
      const write = ['write_file', { path: `docs/${name}.md`, content: `${task}\n` }] as const;
      return { calls: task === 'piece 3' ? [note, write] : [note] };
    }
    if (!mayEnd) await new Promise<void>((resolve) => held.push(resolve));
    return `${task} is done.`;
  };

  const play: Play = async (turn) => {
    if (turn.task.startsWith('piece')) return child(turn);
    if (turn.number === 1)
      return { calls: labels.map((label) => ['spawn', { task: label, label }] as const) };
    if (turn.number === 2) return { calls: [['wait', { agent_ids: idsIn(turn.heard) }]] };
    return 'All thirty pieces are done.';
  };

  suiteSetup(async () => {
    model = await startModel(play);
    folder = demoFolder();
    const settings = { 'muster.model': 'compatible/mock', 'muster.compatible.baseUrl': `${model.url}/v1` };
    editor = await openEditor({ folder: folder.path, name: 'thirty', settings });
    await editor.page.setViewportSize({ width: 1280, height: 1900 });
    await editor.openView('Muster');
    await widenSideBar(editor);
  });

  suiteTeardown(async () => {
    mayEnd = true;
    for (const go of held) go();
    await editor?.close();
    await model?.stop();
    folder.remove();
  });

  /** How many children show this status now. */
  const shown = async (status: string) => {
    const rows = await editor.treeItems();
    return rows.filter((row) => /^piece \d+ ?/.test(row) && row.includes(status)).length;
  };

  /** Resolves when the tree shows exactly these numbers of children. */
  async function tree(wanted: Readonly<Record<string, number>>): Promise<void> {
    const end = performance.now() + 20_000;
    for (;;) {
      const counts = await Promise.all(
        Object.keys(wanted).map(async (status) => [status, await shown(status)] as const),
      );
      const now = Object.fromEntries(counts);
      if (counts.every(([status, count]) => count === wanted[status])) return;
      assert.ok(performance.now() < end, `${JSON.stringify(now)} instead of ${JSON.stringify(wanted)}`);
      await wait(100);
    }
  }

  test('a person is asked once, before thirty agents start and the limit of twenty is raised', async () => {
    await startTask(editor, 'Do thirty pieces');
    const toast = await editor.notification('wants to start 30 agents at once');
    assert.match((await toast.textContent()) ?? '', /Its limit is 20 agents; this raises it to 30/);
    await editor.screenshot('asked');
    assert.equal(await shown(''), 0);
    await wait(400);
    await toast.getByRole('button', { name: 'Start 30 agents' }).click();
  });

  test('the tree shows who is queued, at work and waiting, and a child that waits gives its place to the next', async () => {
    await tree({ running: 5, 'waiting for you': 1, queued: 24 });
    await editor.treeItem('half of piece 1');
    const run = editor.page.getByRole('treeitem', { name: /^Run: Do thirty pieces/ }).first();
    assert.match((await run.textContent()) ?? '', /24 queued/);
    await editor.screenshot('five-work-one-waits');
  });

  test('the editor stays responsive while they work', async () => {
    const before = performance.now();
    await editor.command('View: Show Explorer');
    await editor.page.locator('.explorer-folders-view').first().waitFor();
    const seconds = (performance.now() - before) / 1000;
    await editor.openView('Muster');
    assert.ok(seconds < 5, `the explorer took ${seconds} s to come`);
  });

  test('places go to the next in line as children end', async () => {
    for (const go of held.splice(0, 4)) go();
    await tree({ completed: 4, running: 5, 'waiting for you': 1, queued: 20 });
    await editor.screenshot('four-done');
    await editor.page
      .getByRole('treeitem', { name: /wants to create docs/ })
      .first()
      .hover();
    await editor.page
      .getByRole('treeitem', { name: /wants to create docs/ })
      .first()
      .getByRole('button', { name: 'Approve' })
      .click();
    await tree({ 'waiting for you': 0 });
  });

  test('all thirty end, and the answer opens', async () => {
    mayEnd = true;
    for (const go of held.splice(0)) go();
    await answered(editor, 'Do thirty pieces');
    await tree({ completed: 30, queued: 0, running: 0 });
    await editor.screenshot('all-done');
    assert.match(folder.files(), /docs\/piece-3\.md/);
    assert.match(folder.files(), /output\/PROGRESS\.md/);
  });
});
