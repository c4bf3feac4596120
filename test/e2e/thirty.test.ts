import assert from 'node:assert/strict';
import { type Play, type ScriptedModel, startModel } from '../models/scriptedModel.ts';
import { answered, type DemoFolder, demoFolder, startTask, widenSideBar } from './demoFolder.ts';
import { type Editor, openEditor } from './editor.ts';
import { eventually } from './patience.ts';
import { clickInRow } from './person.ts';

const idsIn = (texts: readonly string[]) =>
  texts.flatMap((text) => /"agent_id":"([^"]+)"/.exec(text)?.[1] ?? []);

const labels = Array.from({ length: 30 }, (_, n) => `piece ${n + 1}`);

suite('thirty children, five at a time', () => {
  let folder: DemoFolder;
  let editor: Editor;
  let model: ScriptedModel;
  const held: (() => void)[] = [];
  let mayEnd = false;
  let idle = 0;

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
    idle = await showExplorer();
  });

  suiteTeardown(async () => {
    mayEnd = true;
    for (const go of held) go();
    await editor?.close();
    await model?.stop();
    folder.remove();
  });

  /** The rows of children as they are now. */
  const children = async () => {
    const rows = await editor.treeItems();
    return rows.filter((row) => /^piece \d+ ?/.test(row));
  };

  /** Resolves when the tree shows exactly these numbers of children. */
  async function tree(wanted: Readonly<Record<string, number>>): Promise<void> {
    await eventually(async () => {
      const rows = await children();
      const count = (status: string) => rows.filter((row) => row.includes(status)).length;
      const now = Object.fromEntries(Object.keys(wanted).map((status) => [status, count(status)]));
      assert.deepEqual(now, wanted, rows.join(' | '));
    });
  }

  /** How long it takes until another view is shown. */
  async function showExplorer(): Promise<number> {
    const before = performance.now();
    await editor.command('View: Show Explorer');
    await editor.page.locator('.explorer-folders-view').first().waitFor();
    const taken = performance.now() - before;
    await editor.openView('Muster');
    return taken;
  }

  test('a person is asked once, before thirty agents start and the limit of twenty is raised', async () => {
    await startTask(editor, 'Do thirty pieces');
    const question = 'wants to start 30 agents at once';
    const asked = await editor.notification(question);
    await eventually(async () =>
      assert.match((await asked.textContent()) ?? '', /Its limit is 20 agents; this raises it to 30/),
    );
    await editor.screenshot('asked');
    assert.deepEqual(await children(), []);
    await editor.answer(question, 'Start 30 agents');
  });

  test('the tree shows who is queued, at work and waiting, and a child that waits gives its place to the next', async () => {
    await tree({ running: 5, 'waiting for you': 1, queued: 24 });
    await editor.treeItem('half of piece 1');
    const run = editor.page.getByRole('treeitem', { name: /^Run: Do thirty pieces/ }).first();
    // Its own words are drawn less often than those of the rows below it.
    await eventually(async () => assert.match((await run.textContent()) ?? '', /24 queued/));
    await editor.screenshot('five-work-one-waits');
  });

  test('the editor stays responsive while they work', async () => {
    const busy = await showExplorer();
    assert.ok(busy < 5_000 + 3 * idle, `the explorer took ${busy} ms to come, and ${idle} ms without agents`);
  });

  test('places go to the next in line as children end', async () => {
    await eventually(() => assert.equal(held.length, 5));
    for (const go of held.splice(0, 4)) go();
    await tree({ completed: 4, running: 5, 'waiting for you': 1, queued: 20 });
    await editor.screenshot('four-done');
    const waiting = editor.page.getByRole('treeitem', { name: /wants to create docs/ }).first();
    await clickInRow(waiting, 'Approve', { hides: waiting });
    await tree({ 'waiting for you': 0 });
  });

  test('all thirty end, and the answer opens', async () => {
    mayEnd = true;
    for (const go of held.splice(0)) go();
    await answered(editor, 'Do thirty pieces');
    await tree({ completed: 30, queued: 0, running: 0 });
    await editor.screenshot('all-done');
    assert.match(folder.files(), /docs\/piece-3\.md/);
    await eventually(() => assert.match(folder.files(), /output\/PROGRESS\.md/));
  });
});
