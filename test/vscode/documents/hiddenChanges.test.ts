import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { filesWithHiddenChanges } from '../../../src/vscode/documents/hiddenChanges.ts';
import { OpenDocuments } from '../../../src/vscode/documents/openDocuments.ts';
import { does, RecordedRun } from '../../workspace/checkpoints/recordedRun.ts';
import { ShownFiles } from '../shownFiles.ts';

const notebook = (source: string) =>
  `${JSON.stringify(
    {
      cells: [{ cell_type: 'markdown', id: 'a1', metadata: {}, source: [source] }],
      metadata: { language_info: { name: 'python' } },
      nbformat: 4,
      nbformat_minor: 5,
    },
    null,
    1,
  )}\n`;

suite('unsaved changes that are no text', () => {
  let files: ShownFiles;
  let open: OpenDocuments;
  setup(() => {
    files = new ShownFiles();
    open = new OpenDocuments();
  });
  teardown(async () => {
    open.dispose();
    await vscode.commands.executeCommand('workbench.action.files.saveAll');
    await files.remove();
  });

  async function changeCell(book: vscode.NotebookDocument, text: string): Promise<void> {
    const cell = new vscode.NotebookCellData(vscode.NotebookCellKind.Markup, text, 'markdown');
    const edit = new vscode.WorkspaceEdit();
    edit.set(book.uri, [vscode.NotebookEdit.replaceCells(new vscode.NotebookRange(0, 1), [cell])]);
    assert.ok(await vscode.workspace.applyEdit(edit));
    assert.ok(book.isDirty);
  }

  test('87: no agent changes a notebook that a person has changed, until they save it', async () => {
    const file = files.write('book.ipynb', notebook('one'));
    const book = await vscode.workspace.openNotebookDocument(vscode.Uri.file(file));
    await vscode.window.showNotebookDocument(book);
    assert.equal(open.look(file), undefined);

    const base = mkdtempSync(join(tmpdir(), 'muster-hidden-'));
    try {
      const run = await RecordedRun.begin({ base, root: files.path }, 'run-1', open);
      const agent = run.agent('agent-1');
      await changeCell(book, 'of a person');
      assert.deepEqual(open.look(file), { text: undefined, isDirty: true });
      const { text } = await agent.call('read_file', { path: 'book.ipynb' });
      assert.ok(text.startsWith(notebook('one')));
      assert.match(text, /\[a person has unsaved changes in an editor that are not shown\]$/);
      const content = notebook('of an agent');
      const refused = await agent.call('write_file', { path: 'book.ipynb', content });
      assert.match(refused.text, /A person must save or close it there first\.$/);
      assert.equal(files.text('book.ipynb'), notebook('one'));
      assert.equal(book.cellAt(0).document.getText(), 'of a person');
      const edits = [{ canonical: file, before: notebook('one'), after: content }];
      assert.equal(await open.replace(edits), 'refused');

      assert.ok(await book.save());
      assert.equal(open.look(file), undefined);
      assert.match(files.text('book.ipynb'), /of a person/);
      await does(agent, 'read_file', { path: 'book.ipynb' });
      await does(agent, 'write_file', { path: 'book.ipynb', content });
      assert.equal(files.text('book.ipynb'), content);
      run.end();
    } finally {
      rmSync(base, { recursive: true, force: true });
    }
  });

  test('a text in an editor of another extension is a text all the same', async () => {
    const file = files.write('notes.md', 'one\n');
    const uri = vscode.Uri.file(file);
    await vscode.commands.executeCommand('vscode.openWith', uri, 'vscode.markdown.preview.editor');
    assert.ok(vscode.window.tabGroups.activeTabGroup.activeTab?.input instanceof vscode.TabInputCustom);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(uri, new vscode.Position(0, 0), 'my ');
    assert.ok(await vscode.workspace.applyEdit(edit));
    assert.deepEqual(open.look(file), { text: 'my one\n', isDirty: true });
    const edits = [{ canonical: file, before: 'my one\n', after: 'my two\n' }];
    assert.equal(await open.replace(edits), 'replaced');
    assert.equal(files.text('notes.md'), 'my two\n');
  });

  test('what is dirty and no text of a document is hidden, and nothing else', () => {
    const uri = vscode.Uri.file('/w/file');
    const virtual = vscode.Uri.from({ scheme: 'vscode-userdata', path: '/w/file' });
    const custom = new vscode.TabInputCustom(uri, 'drawing');
    const dirty = { uri, isDirty: true };
    const clean = { uri, isDirty: false };
    const cases = [
      ['a drawing', custom, [], true],
      ['a drawing whose text is open as well', custom, [clean], true],
      ['a text in an editor of another extension', custom, [dirty], false],
      ['a text', new vscode.TabInputText(uri), [dirty], false],
      ['a text that is too large for extensions', new vscode.TabInputText(uri), [], true],
      ['such a text beside another', new vscode.TabInputTextDiff(virtual, uri), [], true],
      ['a notebook that is not loaded yet', new vscode.TabInputNotebook(uri, 'jupyter-notebook'), [], true],
      ['a notebook beside another', new vscode.TabInputNotebookDiff(virtual, uri, 'any'), [], true],
      ['a drawing that is no file of the disk', new vscode.TabInputCustom(virtual, 'drawing'), [], false],
      ['a terminal', new vscode.TabInputTerminal(), [], false],
    ] as const;
    for (const [what, input, texts, isHidden] of cases) {
      const hidden = (isDirty: boolean) =>
        filesWithHiddenChanges({ tabs: [{ input, isDirty }], notebooks: [], texts });
      assert.deepEqual(hidden(true), isHidden ? [uri] : [], what);
      assert.deepEqual(hidden(false), [], what);
    }
    assert.deepEqual(filesWithHiddenChanges({ tabs: [], notebooks: [dirty], texts: [] }), [uri]);
    assert.deepEqual(filesWithHiddenChanges({ tabs: [], notebooks: [clean], texts: [] }), []);
  });
});
