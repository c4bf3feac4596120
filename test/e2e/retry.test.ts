import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import type { AgentView } from '../../src/core/journal/agentView.ts';
import { answerOf, foldRun, type RunView } from '../../src/core/journal/runView.ts';
import { listRuns } from '../../src/workspace/journal/listRuns.ts';
import { readJournal } from '../../src/workspace/journal/readJournal.ts';
import { runsFolder } from './cutOffRun.ts';
import { answered, type DemoFolder, demoFolder, startTask, widenSideBar } from './demoFolder.ts';
import { type Editor, openEditor } from './editor.ts';
import { eventually, repeatedly } from './patience.ts';
import { clickInRow, unfold } from './person.ts';

const task = 'Look around';
const retry = 'Retry agent';

suite('the work of a child is done again after its run is over', () => {
  let folder: DemoFolder;
  let editor: Editor;

  suiteSetup(async () => {
    folder = demoFolder();
    editor = await openEditor({ folder: folder.path, name: 'retry' });
    await editor.page.setViewportSize({ width: 1280, height: 1500 });
    await editor.openView('Muster');
    await widenSideBar(editor);
    await startTask(editor, task);
    await editor.answer('Documentation review wants to change README.md', 'Reject');
    await editor.input('Not now.');
    await answered(editor, task);
    await runRow(task, 'completed').waitFor();
  });

  suiteTeardown(async () => {
    await editor?.close();
    folder.remove();
  });

  const row = (name: RegExp): Locator => editor.page.getByRole('treeitem', { name }).first();
  const runRow = (title: string, words = ''): Locator => row(new RegExp(`^Run: ${title}, ${words}`));
  /** A child of the run that had the task. */
  const childRow = (label: string): Locator => row(new RegExp(`^${label}, completed(?!.*again after)`));
  const retriedRow = (label: string): Locator =>
    row(new RegExp(`^${label}, .*again after “${label}” completed`));

  const stored = () => listRuns(runsFolder(editor.dataDir));

  /** Every run as its journal tells it, newest first. */
  const runs = () => Promise.all(stored().map(({ path }) => readRun(path)));

  /** What the first run has left: the words of its journal, and those of its rows. */
  async function traces(): Promise<readonly (string | null)[]> {
    const first = stored().at(-1);
    const rows = [runRow(task), childRow('Code map'), childRow('Open TODOs')];
    return [
      readFileSync(first?.path ?? '', 'utf8'),
      ...(await Promise.all(rows.map((each) => each.getAttribute('aria-label')))),
    ];
  }

  /** Resolves when the newest run has done again what this child of the first run did, and its report is shown. */
  async function doneAgain(label: string): Promise<{ readonly first: AgentView; readonly again: AgentView }> {
    await answered(editor, `again: ${label}`);
    await runRow(`again: ${label}`, 'completed').waitFor();
    await retriedRow(label).waitFor();
    const [newest, ...earlier] = await runs();
    const oldest = earlier.at(-1);
    assert.ok(newest && oldest);
    const first = oldest.agents.find(({ brief }) => brief.label === label);
    const [again] = newest.agents;
    assert.ok(first && again);
    assert.deepEqual(newest.retryOf, { runId: oldest.runId, agentId: first.agentId });
    assert.equal(newest.agents.length, 1);
    assert.deepEqual(again.brief, first.brief);
    assert.equal(again.status, 'completed');
    await shows(answerOf(newest));
    return { first, again };
  }

  /** Resolves when the document in front has this text. */
  async function shows(text: string): Promise<void> {
    assert.notEqual(text, '');
    const lines = editor.page.locator('.editor-group-container.active .view-line');
    await eventually(async () => {
      const shown = (await lines.allInnerTexts()).join('');
      assert.equal(withoutSpace(shown), withoutSpace(text));
    });
  }

  const pathOf = ({ deliverables }: AgentView) => join(folder.path, deliverables[0]?.path ?? 'nothing');

  test('from its row, in a run of its own, and the run that is over stays as it was', async () => {
    const before = await traces();
    await childRow('Code map').hover();
    await editor.screenshot('offered');
    await Promise.all([
      runRow('again: Code map', 'running').waitFor(),
      clickInRow(childRow('Code map'), retry, { shows: runRow('again: Code map') }),
    ]);
    await editor.screenshot('at-work-again');
    const { first, again } = await doneAgain('Code map');
    await editor.screenshot('answer');
    assert.deepEqual(
      again.deliverables.map(({ path }) => path),
      first.deliverables.map(({ path }) => path),
    );
    assert.ok(existsSync(pathOf(again)));
    assert.deepEqual(await traces(), before);
  });

  test('from its row in a run of an earlier window, and a deliverable that is gone is made again', async () => {
    const oldest = (await runs()).at(-1);
    const todos = oldest?.agents.find(({ brief }) => brief.label === 'Open TODOs');
    assert.ok(todos);
    rmSync(pathOf(todos));
    await editor.reload();
    await editor.openView('Muster');
    await unfold(runRow(task), childRow('Open TODOs'));
    await editor.screenshot('folded-out');
    await clickInRow(childRow('Open TODOs'), retry, { shows: runRow('again: Open TODOs') });
    await doneAgain('Open TODOs');
    await editor.screenshot('done-again');
    assert.ok(existsSync(pathOf(todos)));
  });

  test('from the palette, whose list names the children of past runs before anybody has looked at them', async () => {
    await editor.command('View: Show Explorer');
    await editor.reload();
    await editor.command(`Muster: ${retry}`);
    const offered = editor.page.locator('.quick-input-widget').getByRole('option');
    await eventually(async () => {
      const texts = (await offered.allInnerTexts()).map(withoutSpace);
      const isOffered = (text: string) =>
        texts.some((each) => each.startsWith(withoutSpace(`${text} · started`)));
      for (const label of ['Code map', 'Open TODOs', 'Documentation review'])
        assert.ok(isOffered(`${label} completed · ${task}`), texts.join(' | '));
      assert.ok(isOffered('Code map completed · again: Code map'), texts.join(' | '));
      assert.ok(!texts.some((text) => text.startsWith('parent')), texts.join(' | '));
    });
    await editor.screenshot('which-agent');
    await editor.pick('Documentation review');
    await runRow('again: Documentation review').waitFor();
    await editor.answer('Documentation review wants to change README.md', 'Approve');
    await doneAgain('Documentation review');
    await editor.screenshot('approved-this-time');
    assert.match(folder.readme(), /## Project layout/);
  });

  test('once after a double click', async () => {
    await editor.openView('Muster');
    await unfold(runRow(task), childRow('Code map'));
    const before = stored().length;
    const ended = editor.page.getByRole('treeitem', { name: /^Run: again: Code map, completed/ });
    await repeatedly(async (timeout) => {
      if (stored().length > before) return;
      await childRow('Code map').hover({ timeout });
      await childRow('Code map').getByRole('button', { name: retry }).dblclick({ timeout });
      await runRow('again: Code map', 'running').waitFor({ timeout });
    });
    await editor.screenshot('double-click');
    await eventually(async () => assert.equal(await ended.count(), 2));
    assert.equal(stored().length, before + 1);
    await editor.screenshot('one-more-run');
  });
});

async function readRun(path: string): Promise<RunView> {
  const view = foldRun((await readJournal(path)).lines);
  assert.ok(view);
  return view;
}

const withoutSpace = (text: string) => text.replaceAll(/\s+/g, '');
