import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { LayoutFolder, tableOf, whenTrue } from './layoutFolder.ts';

suite('problems of a WORKSPACE.md', () => {
  let folder: LayoutFolder;

  suiteSetup(async () => {
    await vscode.extensions.getExtension('muster.muster')?.activate();
  });
  setup(() => {
    folder = new LayoutFolder();
  });
  teardown(() => folder.clear());

  const found = (uri: vscode.Uri) =>
    vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'Muster');
  const hold = (document: vscode.TextDocument, lines: readonly number[]) =>
    whenTrue(
      () => `${found(document.uri).map(({ range }) => range.start.line + 1)}` === `${lines}`,
      vscode.languages.onDidChangeDiagnostics,
    );

  test('every bad row is an error on its own line, with the reason', async () => {
    const text = tableOf(['output/**', 'write'], ['src/**', 'wrte'], ['../up/**', 'ask'], ['**', 'read']);
    const document = await folder.open('WORKSPACE.md', text);
    await hold(document, [6, 7]);
    for (const { severity, message, range } of found(document.uri)) {
      assert.equal(severity, vscode.DiagnosticSeverity.Error);
      assert.notEqual(message, '');
      assert.equal(document.getText(range), document.lineAt(range.start.line).text.trim());
    }
    assert.match(found(document.uri)[0]?.message ?? '', /write/);
  });

  test('they follow what is typed, before it is saved, and go with the last of them', async () => {
    const document = await folder.open('WORKSPACE.md', tableOf(['src/**', 'ask'], ['docs/**', 'ask']));
    const type = async (line: number, from: string, to: string) => {
      const start = document.lineAt(line - 1).text.indexOf(from);
      const edit = new vscode.WorkspaceEdit();
      edit.replace(document.uri, new vscode.Range(line - 1, start, line - 1, start + from.length), to);
      assert.ok(await vscode.workspace.applyEdit(edit));
    };
    await hold(document, []);
    await type(6, 'ask', 'asks nicely');
    await hold(document, [6]);
    assert.ok(document.isDirty);
    await type(6, 'asks nicely', 'ask');
    await hold(document, []);
    await vscode.window.showTextDocument(document);
  });

  test('a file further in is judged as well, and a file of another name is not', async () => {
    const nested = await folder.open('packages/one/WORKSPACE.md', 'No table.\n');
    await hold(nested, [1]);
    const other = await folder.open('notes/workspace-notes.md', 'No table.\n');
    assert.deepEqual(found(other.uri), []);
  });

  test('a row that never counts is named with the row that comes first, and does not break the layout', async () => {
    const text = tableOf(['output/**', 'write'], ['**', 'read'], ['src/**', 'ask']);
    const document = await folder.open('WORKSPACE.md', text);
    await hold(document, [7]);
    const [warning] = found(document.uri);
    assert.equal(warning?.severity, vscode.DiagnosticSeverity.Warning);
    assert.match(warning.message, /`\*\*` in line 6/);
  });
});
