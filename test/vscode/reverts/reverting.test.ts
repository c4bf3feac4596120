import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { beginRun } from '../../../src/beginRun.ts';
import type { RunView } from '../../../src/core/journal/runView.ts';
import { Slots } from '../../../src/core/spawn/slots.ts';
import { pastRun, pastRuns } from '../../../src/pastRuns.ts';
import { openRevert } from '../../../src/revertRun.ts';
import { systemClock } from '../../../src/systemClock.ts';
import { OpenDocuments } from '../../../src/vscode/documents/openDocuments.ts';
import { revertItems } from '../../../src/vscode/reverts/pickReverts.ts';
import type { OpenRevert } from '../../../src/vscode/reverts/reverting.ts';
import { canRevert } from '../../../src/vscode/reverts/revertTargets.ts';
import { revertDetail, revertedWords } from '../../../src/vscode/reverts/revertWords.ts';
import { ripgrepPath } from '../../../src/vscode/ripgrepPath.ts';
import type { Row } from '../../../src/vscode/runs/runRows.ts';
import { Runs, type StartRun } from '../../../src/vscode/runs/runs.ts';
import { RunsTree } from '../../../src/vscode/runs/runsTree.ts';
import { createProgressBoard } from '../../../src/workspace/board/progressBoard.ts';
import { call, make, ScriptedProvider, say, type Turn } from '../../core/scriptedProvider.ts';
import { runLimits } from '../facts.ts';
import { ShownFiles, typeAt } from '../shownFiles.ts';

const never = new AbortController().signal;

suite('taking back what agents did', () => {
  const state = mkdtempSync(join(tmpdir(), 'muster-in-host-revert-'));
  let files: ShownFiles;
  let openFiles: OpenDocuments;
  let runs: Runs;
  let turns: readonly Turn[] = [];

  const folders = () => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    return [{ name: folder.name, path: folder.uri.fsPath }];
  };
  const start: StartRun = (work, onLine, signal) => {
    const rgPath = ripgrepPath(vscode.env.appRoot);
    assert.ok(rgPath);
    const provider = new ScriptedProvider({ lead: turns });
    return beginRun(
      {
        ...work,
        model: 'test/model',
        childModel: 'test/model',
        approval: 'edits',
        limits: runLimits,
        childLimits: { deadlineSeconds: 60, turns: 50, tokens: 1_000_000, costUsd: null },
      },
      {
        folders: folders(),
        stateDirectory: state,
        rgPath,
        openFiles,
        provider: (model) => ({ kind: 'found', provider, model }),
        canUse: async () => true,
        sharedSlots: new Slots(20),
        board: createProgressBoard({ clock: systemClock }),
        ask: async () => ({ kind: 'approved' }),
        clock: systemClock,
        onLine,
      },
      signal,
    );
  };
  const open: OpenRevert = (runId, scope) =>
    openRevert({ folders: folders(), stateDirectory: state, openFiles }, runId, scope);

  setup(() => {
    files = new ShownFiles();
    openFiles = new OpenDocuments();
    runs = new Runs(start, () => pastRuns(state, 10));
  });
  teardown(async () => {
    runs.dispose();
    openFiles.dispose();
    await files.remove();
    rmSync(join(files.path, '..', 'output'), { recursive: true, force: true });
  });
  suiteTeardown(() => rmSync(state, { recursive: true, force: true }));

  async function run(...calls: readonly ReturnType<typeof call>[]): Promise<RunView> {
    turns = [make(call('read_file', { path: `${files.name}/notes.md` })), make(...calls), say('Done.')];
    const view = await runs.run('lead');
    assert.equal(view?.report?.outcome, 'completed', view?.report?.reason);
    return view;
  }

  const edit = (old_text: string, new_text: string) =>
    call('edit_file', { path: `${files.name}/notes.md`, old_text, new_text });

  /** `notes.md changed`, for each file row of the run's first agent. */
  function rows(): readonly string[] {
    const tree = new RunsTree(runs);
    let all: readonly Row[] = tree.getChildren();
    for (let depth = 0; depth < 2; depth++) all = tree.getChildren(all[0]);
    return all.map((row) => {
      const { label, description } = tree.getTreeItem(row);
      return `${label} ${description}`;
    });
  }

  test('87: an open, dirty file keeps the words of its person, through the change and through its revert', async () => {
    const editor = await files.show('notes.md', 'one\ntwo\n');
    await typeAt(editor, 0, 'my ');
    const { runId } = await run(edit('two', 'TWO'));
    assert.equal(editor.document.getText(), 'my one\nTWO\n');
    assert.equal(files.text('notes.md'), 'my one\nTWO\n');
    const { files: found, apply } = await open(runId, {});
    assert.deepEqual(
      found.map(({ path, state: how }) => `${path} ${how}`),
      [`${files.name}/notes.md ready`],
    );
    assert.equal((await apply(never)).kind, 'reverted');
    assert.equal(editor.document.getText(), 'my one\ntwo\n');
    assert.equal(files.text('notes.md'), 'my one\ntwo\n');
  });

  test('88: what a formatter made of a change while saving counts as what the agents left', async () => {
    const formatter = vscode.languages.registerDocumentFormattingEditProvider(
      { pattern: '**/notes.md' },
      {
        provideDocumentFormattingEdits: (document) => [
          vscode.TextEdit.insert(document.lineAt(document.lineCount - 1).range.end, 'formatted\n'),
        ],
      },
    );
    const config = () => vscode.workspace.getConfiguration('editor');
    await config().update('formatOnSave', true, vscode.ConfigurationTarget.Global);
    try {
      await files.show('notes.md', 'one\ntwo\n');
      const { runId } = await run(edit('two', 'TWO'));
      assert.equal(files.text('notes.md'), 'one\nTWO\nformatted\n');
      await config().update('formatOnSave', false, vscode.ConfigurationTarget.Global);
      const reverted = await (await open(runId, {})).apply(never);
      assert.equal(reverted.kind, 'reverted');
      assert.equal(files.text('notes.md'), 'one\ntwo\n');
    } finally {
      formatter.dispose();
      await config().update('formatOnSave', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  test('what was made goes, what was changed or deleted comes back, and the tree says so after a reread', async () => {
    files.write('notes.md', 'one\ntwo\n');
    files.write('old.md', 'old\n');
    const patch = `*** Begin Patch\n*** Delete File: ${files.name}/old.md\n*** End Patch\n`;
    const { runId } = await run(
      edit('two', 'TWO'),
      call('read_file', { path: `${files.name}/old.md` }),
      call('write_file', { path: 'output/new/n.md', content: 'new\n' }),
      call('patch_file', { patch }),
    );
    assert.deepEqual(rows().toSorted(), ['n.md deliverable', 'notes.md changed', 'old.md deleted']);
    const view = runs.find(runId);
    assert.ok(view && canRevert(view, runs));
    const revert = await open(runId, {});
    assert.equal(
      revertDetail(revert.files, []),
      [
        '1 file gets its earlier text back: notes.md.',
        '1 file comes back: old.md.',
        '1 file is deleted again: n.md.',
      ].join('\n'),
    );
    const reverted = await revert.apply(never);
    assert.deepEqual(reverted.kind, 'reverted');
    assert.deepEqual([files.text('notes.md'), files.text('old.md')], ['one\ntwo\n', 'old\n']);
    assert.equal(existsSync(join(files.path, '..', 'output', 'new')), false);
    const now = await pastRun(state, runId);
    assert.ok(now);
    runs.reread(now);
    assert.deepEqual(rows().toSorted(), ['n.md reverted', 'notes.md reverted', 'old.md reverted']);
    assert.equal(canRevert(now, runs), false);
  });

  test('a file that a person changed since stays, is listed apart, and can be compared', async () => {
    files.write('notes.md', 'one\ntwo\n');
    const { runId } = await run(
      edit('two', 'TWO'),
      call('write_file', { path: 'output/a.md', content: 'a\n' }),
    );
    files.write('notes.md', 'one\nTWO\nmine\n');
    const before = statSync(files.at('notes.md')).mtimeMs;
    const revert = await open(runId, {});
    const items = revertItems(revert.files);
    assert.deepEqual(
      items.map(({ label }) => label),
      ['a.md', 'These stay as they are', 'notes.md'],
    );
    const staying = items.at(-1);
    assert.match(`${staying?.description}`, /^files-\w+ · it was changed after the agents$/);
    assert.equal(staying?.buttons?.[0]?.tooltip, 'Show diff');
    assert.deepEqual(
      [staying?.file?.now?.text, staying?.file?.before?.text],
      ['one\nTWO\nmine\n', 'one\ntwo\n'],
    );
    const outcome = await revert.apply(never);
    assert.ok(outcome.kind === 'reverted');
    const others = revert.files.filter(({ state: how }) => how !== 'ready');
    assert.equal(
      revertedWords(outcome.restored, others),
      'Reverted a.md. 1 file stayed: notes.md: it was changed after the agents.',
    );
    assert.equal(files.text('notes.md'), 'one\nTWO\nmine\n');
    assert.equal(statSync(files.at('notes.md')).mtimeMs, before);
  });
});
