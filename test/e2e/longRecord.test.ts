import assert from 'node:assert/strict';
import { truncateSync } from 'node:fs';
import { AgentRecord } from '../../src/core/agent/agentRecord.ts';
import type { Event } from '../../src/core/journal/event.ts';
import { openJournal } from '../../src/workspace/journal/journalFile.ts';
import { runsFolder } from './cutOffRun.ts';
import { type DemoFolder, demoFolder, startTask } from './demoFolder.ts';
import { type Editor, openEditor } from './editor.ts';
import { eventually } from './patience.ts';

suite('196: runs whose records are long', () => {
  let folder: DemoFolder;
  let editor: Editor;

  suiteSetup(async () => {
    folder = demoFolder();
    editor = await openEditor({ folder: folder.path, name: 'long-record' });
    await editor.openView('Muster');
    await startTask(editor, 'Short look');
    await editor.treeItem('Short look');
    await editor.command('Muster: Cancel run');
    await eventually(() => assert.ok(runsFolder(editor.dataDir)));
  });

  suiteTeardown(async () => {
    await editor?.close();
    folder.remove();
  });

  test('are listed at once, with how long they are, and read when a person asks for it', async () => {
    const state = runsFolder(editor.dataDir);
    await leaveLong(state, '20300101-110000-0badc0de', 'Long look', 4_500);
    truncateSync(await leaveLong(state, '20300101-120000-0badc0de', 'Endless look', 100), 1024 ** 3);
    await editor.reload();
    await editor.openView('Muster');
    const endless = await editor.treeItem('Endless look');
    await eventually(async () => assert.match((await endless.textContent()) ?? '', /a long record, 1\.1 GB/));
    const long = await editor.treeItem('Long look');
    await eventually(async () => {
      assert.match((await long.textContent()) ?? '', /completed · .*a long record, 3\d\.\d MB/);
      if ((await long.getAttribute('aria-expanded')) !== 'true') await long.click();
      assert.equal(await long.getAttribute('aria-expanded'), 'true');
    });
    await editor.screenshot('listed');
    await (await editor.treeItem('Read the whole record')).click();
    await editor.treeItem('reader of much');
    await eventually(async () => assert.doesNotMatch((await long.textContent()) ?? '', /long record/));
    await editor.screenshot('read');
  });

  test('that cannot be read in full say so', async () => {
    const endless = await editor.treeItem('Endless look');
    await eventually(async () => {
      if ((await endless.getAttribute('aria-expanded')) !== 'true') await endless.click();
      assert.equal(await endless.getAttribute('aria-expanded'), 'true');
    });
    await (await editor.treeItem('Read the whole record')).click();
    await editor.notification('The record of “Endless look” cannot be read');
    await editor.screenshot('unreadable');
  });
});

/** Leaves a finished run behind whose one agent heard so many messages of 8 KB. */
async function leaveLong(state: string, runId: string, task: string, messages: number): Promise<string> {
  const journal = await openJournal(state, runId);
  const limits = { children: 0, depth: 0, concurrency: 1, tokens: null, costUsd: null, askFanOutFrom: null };
  const ownLimits = { deadlineSeconds: null, turns: 5, tokens: null, costUsd: null };
  const label = 'reader of much';
  const brief = { task, label, model: 'compatible/mock', tools: [], limits: ownLimits };
  const report = new AgentRecord().report({ agentId: 'root', label }, { outcome: 'completed' });
  const begun: readonly Event[] = [
    { type: 'runStarted', runId, task, limits },
    { type: 'agentQueued', agentId: 'root', parentId: null, depth: 0, brief },
    { type: 'agentStarted', agentId: 'root' },
  ];
  for (const event of begun) journal.append(event);
  const text = 'x'.repeat(8000);
  for (let n = 0; n < messages; n += 1)
    journal.append({ type: 'messageReceived', agentId: 'root', text, from: [] });
  journal.append({ type: 'agentFinished', agentId: 'root', report });
  journal.append({ type: 'runFinished', report });
  journal.close();
  return journal.path;
}
