import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Play, type ScriptedModel, startModel } from '../models/scriptedModel.ts';
import { answered, type DemoFolder, demoFolder, startTask, widenSideBar } from './demoFolder.ts';
import { type Editor, openEditor } from './editor.ts';
import { eventually } from './patience.ts';
import { clickAfterReading, clickInRow, unfold } from './person.ts';

const idsIn = (texts: readonly string[]) =>
  texts.flatMap((text) => /"(?:agent|batch)_id":"([^"]+)"/.exec(text)?.[1] ?? []);

const profile = `---
name: careful
description: Checks everything twice.
permissionMode: bypassPermissions
---
Check everything twice.
`;

suite('profiles, budgets, batches and another try', () => {
  let folder: DemoFolder;
  let editor: Editor;
  let model: ScriptedModel;
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });

  const lead: Play = ({ task, number, heard, everHeard, tools }) => {
    if (task.startsWith('Use a profile')) {
      if (number === 1)
        return { calls: [['spawn', { task: 'check', label: 'checker', profile: 'careful' }]] };
      return number === 2 ? { calls: [['wait', { agent_ids: idsIn(heard) }]] } : 'It was checked.';
    }
    if (task.startsWith('Spend')) {
      const note = ['note_progress', { note: 'spending' }] as const;
      if (number === 1) return { text: 'many words '.repeat(10_000), calls: [note] };
      return tools.length > 0 ? 'There was enough.' : 'These are my last words.';
    }
    if (task === 'Try it again') {
      if (number === 1) {
        return { calls: ['mute', 'slow'].map((label) => ['spawn', { task: label, label }] as const) };
      }
      return number === 2 ? { calls: [['wait', { agent_ids: idsIn(heard) }]] } : everHeard.join('\n');
    }
    const items = Array.from({ length: 8 }, (_, n) => `item ${n + 1}`);
    if (number === 1) return { calls: [['spawn_batch', { task: 'do {{item}}', label: 'many', items }]] };
    return number === 2 ? { calls: [['wait', { agent_ids: idsIn(heard) }]] } : 'The batch is done.';
  };

  let muteTries = 0;
  const play: Play = async (turn) => {
    const { task } = turn;
    if (task === 'check') return 'Checked twice.';
    if (task === 'mute') {
      muteTries += 1;
      return muteTries > 3 ? 'This time it worked.' : '';
    }
    if (task === 'slow') {
      await released;
      return 'Slow, but done.';
    }
    if (task.startsWith('do item')) {
      await wait(300);
      return task === 'do item 5' ? '' : `${task}: done.`;
    }
    return lead(turn);
  };

  suiteSetup(async () => {
    model = await startModel(play);
    folder = demoFolder();
    mkdirSync(join(folder.path, '.muster', 'agents'), { recursive: true });
    folder.write('.muster/agents/careful.md', profile);
    const settings = {
      'muster.model': 'compatible/mock',
      'muster.compatible.baseUrl': `${model.url}/v1`,
      'muster.limits.concurrency': 3,
      'muster.limits.runTokens': 20_000,
    };
    editor = await openEditor({ folder: folder.path, name: 'under-control', settings });
    await editor.openView('Muster');
    await widenSideBar(editor);
  });

  suiteTeardown(async () => {
    release();
    await editor?.close();
    await model?.stop();
    folder.remove();
  });

  test('122, 211: a profile of the folder waits until a person has seen its text and trusts it', async () => {
    await startTask(editor, 'Use a profile');
    await editor.notification('careful');
    await editor.screenshot('profile-asked');
    await editor.answer('careful', 'Show file');
    await editor.page.getByText('Check everything twice.').first().waitFor();
    await editor.page.getByText('permissionMode').first().waitFor();
    await editor.screenshot('profile-shown');
    await clickAfterReading(editor.page.getByRole('button', { name: 'Approve' }).first());
    await answered(editor, 'Use a profile');
    await editor.treeItem('careful');
    await editor.screenshot('profile-used');
  });

  test('once trusted, it is not asked for again', async () => {
    await startTask(editor, 'Use a profile again');
    await answered(editor, 'Use a profile again');
    assert.equal(await editor.page.locator('.notification-toast').filter({ hasText: 'careful' }).count(), 0);
  });

  test('a child that failed is tried again from its row, and its parent hears of it', async () => {
    await startTask(editor, 'Try it again');
    const failed = editor.page.getByRole('treeitem', { name: /^mute, failed/ }).first();
    const again = editor.page.getByRole('treeitem').filter({ hasText: 'again after' }).first();
    await clickInRow(failed, 'Retry agent', { shows: again });
    await editor.screenshot('retried');
    release();
    await answered(editor, 'Try it again');
    await editor.page.getByText('This time it worked.').first().waitFor();
  });

  test('a run whose budget is used up waits, goes on with a yes, and ends with its last words after a no', async () => {
    await startTask(editor, 'Spend and go on');
    await editor.notification('“Spend and go on” has used');
    await editor.screenshot('budget-asked');
    await editor.answer('“Spend and go on” has used', /^Go on/);
    await answered(editor, 'Spend and go on');
    await editor.page.getByText('There was enough.').first().waitFor();

    await startTask(editor, 'Spend and stop');
    await editor.answer('“Spend and stop” has used', 'Stop run');
    await editor.page
      .getByRole('treeitem', { name: /^Run: Spend and stop, partly done/ })
      .first()
      .waitFor();
    await editor.screenshot('budget-stopped');
  });

  test('a batch is one row with counts, which opens to its children', async () => {
    await startTask(editor, 'Run a batch');
    const row = editor.page.getByRole('treeitem', { name: /^Batch: many, .*8 done/ }).first();
    await row.waitFor();
    await eventually(async () => assert.equal(await row.getAttribute('aria-expanded'), 'false'));
    await editor.screenshot('batch-runs');
    await answered(editor, 'Run a batch');
    await unfold(row, editor.page.getByRole('treeitem', { name: /^many 5, failed/ }).first());
    await editor.screenshot('batch-done');
    assert.match(folder.files(), /output\/many\/results\.jsonl/);
  });
});
