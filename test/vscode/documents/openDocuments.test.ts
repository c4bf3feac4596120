import assert from 'node:assert/strict';
import { symlinkSync, unlinkSync } from 'node:fs';
import * as vscode from 'vscode';
import { OpenDocuments } from '../../../src/vscode/documents/openDocuments.ts';
import { replacementOf } from '../../../src/vscode/documents/textReplacement.ts';
import { ShownFiles, typeAt } from '../shownFiles.ts';

suite('files that are open in the editor', () => {
  let files: ShownFiles;
  let open: OpenDocuments;

  setup(() => {
    files = new ShownFiles();
    open = new OpenDocuments();
  });
  teardown(async () => {
    open.dispose();
    await files.remove();
  });

  const replace = (file: string, before: string, after: string) =>
    open.replace([{ canonical: files.at(file), before, after }]);

  test('a file is seen as its editor shows it, and not at all when no tab shows it', async () => {
    const hidden = files.write('hidden.md', 'a\n');
    await vscode.workspace.openTextDocument(hidden);
    assert.equal(open.look(hidden), undefined);
    assert.equal(open.look(files.at('none.md')), undefined);
    const editor = await files.show('shown.md', 'one\ntwo\n');
    assert.deepEqual(open.look(files.at('shown.md')), { text: 'one\ntwo\n', isDirty: false });
    await typeAt(editor, 1, 'my ');
    assert.deepEqual(open.look(files.at('shown.md')), { text: 'one\nmy two\n', isDirty: true });
    assert.equal(files.text('shown.md'), 'one\ntwo\n');
  });

  test('a file that was opened through a link is found by its real path', async () => {
    files.write('real.md', 'text\n');
    symlinkSync(files.at('real.md'), files.at('link.md'));
    const document = await vscode.workspace.openTextDocument(files.at('link.md'));
    const editor = await vscode.window.showTextDocument(document);
    await typeAt(editor, 0, 'more ');
    assert.deepEqual(open.look(files.at('real.md')), { text: 'more text\n', isDirty: true });
  });

  test('unsaved words are found although the file is gone from the disk', async () => {
    const editor = await files.show('gone.md', 'text\n');
    await typeAt(editor, 0, 'more ');
    unlinkSync(files.at('gone.md'));
    assert.equal(open.look(files.at('gone.md'))?.text, 'more text\n');
  });

  test('87: a change keeps what a person typed, is saved, and one undo brings back what they had', async () => {
    const editor = await files.show('dirty.md', 'one\ntwo\nthree\n');
    await typeAt(editor, 0, 'my ');
    editor.selection = new vscode.Selection(0, 3, 0, 3);
    assert.equal(await replace('dirty.md', 'my one\ntwo\nthree\n', 'my one\nTWO\nthree\n'), 'replaced');
    assert.equal(files.text('dirty.md'), 'my one\nTWO\nthree\n');
    assert.equal(editor.document.isDirty, false);
    assert.equal(editor.selection.active.character, 3);
    await vscode.commands.executeCommand('undo');
    assert.equal(editor.document.getText(), 'my one\ntwo\nthree\n');
  });

  test('a text that is another one by now is left alone, in all files of the step', async () => {
    await files.show('b.md', 'b\n');
    const editor = await files.show('a.md', 'a\n');
    await typeAt(editor, 0, 'typed ');
    const edits = [
      { canonical: files.at('b.md'), before: 'b\n', after: 'B\n' },
      { canonical: files.at('a.md'), before: 'a\n', after: 'A\n' },
    ];
    assert.equal(await open.replace(edits), 'stale');
    assert.deepEqual([files.text('a.md'), files.text('b.md')], ['a\n', 'b\n']);
    assert.equal(editor.document.getText(), 'typed a\n');
    assert.equal(await replace('none.md', '', 'x'), 'stale');
  });

  test('what is typed in the very moment of a change is never lost', async () => {
    const editor = await files.show('race.md', 'one\ntwo\n');
    const [outcome] = await Promise.all([
      replace('race.md', 'one\ntwo\n', 'one\nTWO\n'),
      typeAt(editor, 0, 'typed '),
    ]);
    assert.match(editor.document.getText(), /^typed one\n/);
    assert.equal(editor.document.getText(), outcome === 'replaced' ? 'typed one\nTWO\n' : 'typed one\ntwo\n');
  });

  test('73: CRLF, a byte order mark and UTF-16 stay as they are', async () => {
    const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le');
    await files.show('crlf.md', 'one\r\ntwo\r\n');
    await files.show('bom.md', '\ufeffone\ntwo\n');
    await files.show('wide.md', utf16('one\r\ntwo\r\n'));
    assert.equal(open.look(files.at('bom.md'))?.text, 'one\ntwo\n');
    assert.equal(open.look(files.at('wide.md'))?.text, 'one\r\ntwo\r\n');
    assert.equal(await replace('crlf.md', 'one\r\ntwo\r\n', 'one\r\nTWO\r\nthree\r\n'), 'replaced');
    assert.equal(await replace('bom.md', 'one\ntwo\n', 'one\nTWO\n'), 'replaced');
    assert.equal(await replace('wide.md', 'one\r\ntwo\r\n', 'one\r\nTWO\r\n'), 'replaced');
    assert.equal(files.text('crlf.md'), 'one\r\nTWO\r\nthree\r\n');
    assert.equal(files.text('bom.md'), '\ufeffone\nTWO\n');
    assert.deepEqual(files.bytes('wide.md'), utf16('one\r\nTWO\r\n'));
  });

  test('74: new lines get the line ends of the file, unless the change is one of line ends', async () => {
    const editor = await files.show('ends.md', 'one\r\ntwo\r\n');
    assert.equal(await replace('ends.md', 'one\ntwo\n', 'one\nnew\ntwo\n'), 'replaced');
    assert.equal(files.text('ends.md'), 'one\r\nnew\r\ntwo\r\n');
    assert.equal(await replace('ends.md', editor.document.getText(), 'one\nnew\ntwo\n'), 'replaced');
    assert.equal(files.text('ends.md'), 'one\nnew\ntwo\n');
  });

  test('88: a formatter that runs on saving has the last word, and nothing else is lost', async () => {
    const formatter = vscode.languages.registerDocumentFormattingEditProvider(
      { pattern: '**/format.txt' },
      {
        provideDocumentFormattingEdits: (document) => [
          vscode.TextEdit.insert(document.lineAt(document.lineCount - 1).range.end, 'formatted\n'),
        ],
      },
    );
    const config = () => vscode.workspace.getConfiguration('editor');
    await config().update('formatOnSave', true, vscode.ConfigurationTarget.Global);
    try {
      await files.show('format.txt', 'one\n');
      assert.equal(await replace('format.txt', 'one\n', 'ONE\n'), 'replaced');
      assert.equal(files.text('format.txt'), 'ONE\nformatted\n');
    } finally {
      formatter.dispose();
      await config().update('formatOnSave', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  test('89: a file that the editor may not save is put back, with all others of the step', async () => {
    const config = () => vscode.workspace.getConfiguration('files');
    await config().update('readonlyInclude', { '**/fixed.md': true }, vscode.ConfigurationTarget.Global);
    try {
      const free = await files.show('free.md', 'free\n');
      await typeAt(free, 0, 'my ');
      const fixed = await files.show('fixed.md', 'fixed\n');
      const edits = [
        { canonical: files.at('free.md'), before: 'my free\n', after: 'my FREE\n' },
        { canonical: files.at('fixed.md'), before: 'fixed\n', after: 'FIXED\n' },
      ];
      assert.equal(await open.replace(edits), 'refused');
      assert.equal(free.document.getText(), 'my free\n');
      assert.equal(fixed.document.getText(), 'fixed\n');
      assert.equal(files.text('fixed.md'), 'fixed\n');
      assert.doesNotMatch(files.text('free.md'), /FREE/);
    } finally {
      await config().update('readonlyInclude', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  test('the same file open twice, through a link and with other words in each, is refused', async () => {
    const real = await files.show('real.md', 'text\n');
    symlinkSync(files.at('real.md'), files.at('twice.md'));
    const link = await vscode.window.showTextDocument(
      await vscode.workspace.openTextDocument(files.at('twice.md')),
    );
    await typeAt(link, 0, 'link ');
    await typeAt(await vscode.window.showTextDocument(real.document), 0, 'real ');
    const text = open.look(files.at('real.md'))?.text ?? '';
    assert.equal(await replace('real.md', text, `${text}more\n`), 'refused');
    assert.deepEqual([real.document.getText(), link.document.getText()], ['real text\n', 'link text\n']);
    assert.equal(files.text('real.md'), 'text\n');
  });

  test('only the stretch that differs is replaced, and no pair of characters is cut', () => {
    const cases = [
      ['one two three', 'one 2 three', { start: 4, end: 7, text: '2' }],
      ['aaa', 'aaaa', { start: 3, end: 3, text: 'a' }],
      ['same', 'same', { start: 4, end: 4, text: '' }],
      ['a\r\nb', 'a\rb', { start: 1, end: 3, text: '\r' }],
      ['x\u{1F600}y', 'x\u{1F601}y', { start: 1, end: 3, text: '\u{1F601}' }],
      ['', 'new', { start: 0, end: 0, text: 'new' }],
      ['old', '', { start: 0, end: 3, text: '' }],
    ] as const;
    for (const [before, after, wanted] of cases) {
      const { start, end, text } = replacementOf(before, after);
      assert.equal(before.slice(0, start) + text + before.slice(end), after);
      assert.deepEqual({ start, end, text }, wanted, JSON.stringify(before));
    }
  });
});
