import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { ChangeFact, Landed } from '../../../src/workspace/changes/changeRecord.ts';
import { type Change, type CommitParts, commit } from '../../../src/workspace/changes/commit.ts';
import { createKeptBytes, type KeptBytes } from '../../../src/workspace/checkpoints/keptBytes.ts';
import { openWorkspace, type Workspace } from '../../../src/workspace/confinement/resolver.ts';
import { currentFile } from '../../../src/workspace/content/currentFile.ts';
import { hashOf } from '../../../src/workspace/content/fileText.ts';
import { never, Sandbox } from '../sandbox.ts';
import { TextEditor } from '../textEditor.ts';

suite('files that are open in an editor', () => {
  let sandbox: Sandbox;
  let workspace: Workspace;
  let editor: TextEditor;
  let kept: KeptBytes;
  let told: { type: string; fact: ChangeFact; landed?: Landed; reason?: string }[];
  let parts: CommitParts;
  setup(async () => {
    sandbox = new Sandbox();
    workspace = await openWorkspace({ folders: [{ name: 'ws', path: sandbox.root }] });
    editor = new TextEditor();
    kept = createKeptBytes(path.join(sandbox.base, 'kept'));
    told = [];
    const record = {
      changing: (fact: ChangeFact) => told.push({ type: 'changing', fact }),
      changed: (fact: ChangeFact, landed: Landed) => told.push({ type: 'changed', fact, landed }),
      failed: (fact: ChangeFact, reason: string) => told.push({ type: 'failed', fact, reason }),
    };
    parts = { record, openFiles: editor, kept };
  });
  teardown(() => sandbox.remove());

  /** A change of the file as a person sees it now. */
  async function change(named: string, after: string | Buffer | null): Promise<Change> {
    const resolution = await workspace.resolve(named);
    assert.ok(resolution.kind === 'resolved');
    const before = await currentFile(resolution.path, editor, never);
    return { path: resolution.path, before, after: after === null ? null : Buffer.from(after) };
  }

  const open = (named: string, content: string | Buffer) => {
    const place = sandbox.put(named, content);
    editor.open(place);
    return place;
  };

  test('87: what a person has typed is what a change begins with, and goes on the disk with it', async () => {
    const place = open('a.txt', 'disk\n');
    editor.type(place, 'disk\ntyped\n');
    const edit = await change('a.txt', 'disk\ntyped\nagent\n');
    assert.equal(edit.before?.hash, hashOf(Buffer.from('disk\ntyped\n')));
    assert.equal(await commit([edit], parts, never), 'committed');
    assert.equal(sandbox.text('a.txt'), 'disk\ntyped\nagent\n');
    assert.equal(editor.look(place)?.text, 'disk\ntyped\nagent\n');
    assert.equal((await kept.read(edit.before?.hash ?? ''))?.toString(), 'disk\ntyped\n');
  });

  test('17, 87: who types after a change was prepared loses nothing, and the change is stale', async () => {
    const place = open('a.txt', 'one\n');
    const edit = await change('a.txt', 'agent\n');
    editor.type(place, 'one, and more\n');
    assert.equal(await commit([edit], parts, never), 'stale');
    assert.deepEqual(editor.look(place), { text: 'one, and more\n', isDirty: true });
    assert.equal(sandbox.text('a.txt'), 'one\n');
    assert.deepEqual(told, []);
  });

  test('17, 87: who types at the last moment loses nothing, and the other files are as before', async () => {
    const place = open('a.txt', 'one\n');
    sandbox.put('b.txt', 'one\n');
    const before = sandbox.digest();
    editor.beforeReplace = () => editor.type(place, 'typed\n');
    const changes = [
      await change('a.txt', 'agent\n'),
      await change('b.txt', 'agent\n'),
      await change('new/c.txt', 'agent\n'),
    ];
    assert.equal(await commit(changes, parts, never), 'stale');
    assert.equal(sandbox.digest(), before);
    assert.equal(editor.look(place)?.text, 'typed\n');
    assert.deepEqual(
      told.map(({ type }) => type),
      ['changing', 'changing', 'changing', 'failed', 'failed', 'failed'],
    );
  });

  test('80: an editor that refuses leaves every file of the change as it was, and is named', async () => {
    open('a.txt', 'one\n');
    sandbox.put('b.txt', 'bye\n');
    const before = sandbox.digest();
    editor.willRefuse = true;
    const changes = [await change('a.txt', 'two\n'), await change('b.txt', null)];
    await assert.rejects(commit(changes, parts, never), {
      name: 'ToolError',
      message: 'Nothing was written: the editor would not change "a.txt".',
    });
    assert.equal(sandbox.digest(), before);
  });

  test('all open files of a change are replaced in one step, without their byte order marks', async () => {
    const first = open('a.txt', '\ufeffone\r\n');
    const second = open('b.txt', Buffer.from('\ufeffone\n', 'utf16le'));
    const changes = [
      await change('a.txt', '\ufefftwo\r\n'),
      await change('b.txt', Buffer.from('\ufefftwo\n', 'utf16le')),
    ];
    assert.equal(await commit(changes, parts, never), 'committed');
    assert.deepEqual(editor.replaced, [
      [
        { canonical: first, before: 'one\r\n', after: 'two\r\n' },
        { canonical: second, before: 'one\n', after: 'two\n' },
      ],
    ]);
    assert.deepEqual(fs.readFileSync(second), Buffer.from('\ufefftwo\n', 'utf16le'));
    assert.ok(told.every(({ fact, landed }) => landed === undefined || landed?.hash === fact.after));
  });

  test('88: what was approved and what a formatter made of it are both recorded', async () => {
    open('a.ts', 'one\n');
    editor.format = (text) => `${text.trim()};\n`;
    const edit = await change('a.ts', 'two\n');
    assert.equal(await commit([edit], parts, never), 'committed');
    const [, end] = told;
    assert.equal(end?.fact.after, hashOf(Buffer.from('two\n')));
    assert.deepEqual(end?.landed, { hash: hashOf(Buffer.from('two;\n')), bytes: 5 });
  });

  test('a file with mixed line endings is written on the disk, so that the other lines keep theirs', async () => {
    open('a.txt', 'a\r\nb\nc\r\n');
    assert.equal(await commit([await change('a.txt', 'a\r\nB\nc\r\n')], parts, never), 'committed');
    assert.equal(sandbox.text('a.txt'), 'a\r\nB\nc\r\n');
    assert.deepEqual(editor.replaced, []);
  });

  for (const [what, after] of [
    ['a new encoding', Buffer.from('\ufefftwo\n', 'utf16le')],
    ['a new byte order mark', '\ufefftwo\n'],
    ['other line endings', 'two\r\n'],
    ['bytes that are no text', Buffer.from([0, 1, 2])],
  ] as const) {
    test(`a clean file gets ${what} on the disk, byte for byte`, async () => {
      open('a.txt', 'one\n');
      assert.equal(await commit([await change('a.txt', after)], parts, never), 'committed');
      assert.deepEqual(fs.readFileSync(sandbox.at('a.txt')), Buffer.from(after));
      assert.deepEqual(editor.replaced, []);
    });
  }

  test('87: a file with unsaved changes is never deleted, nor replaced once it is gone', async () => {
    const place = open('a.txt', 'one\n');
    editor.type(place, 'typed\n');
    await assert.rejects(commit([await change('a.txt', null)], parts, never), {
      name: 'ToolError',
      message: '"a.txt" has changes in an editor that are not saved, so it is not deleted or moved.',
    });
    fs.rmSync(place);
    await assert.rejects(commit([await change('a.txt', 'agent\n')], parts, never), /so it is not replaced/);
    assert.ok(!fs.existsSync(place));
    assert.deepEqual(editor.look(place), { text: 'typed\n', isDirty: true });
    assert.deepEqual(told, []);
  });

  test('89: a read-only file is not changed through its editor either', async () => {
    fs.chmodSync(open('a.txt', 'one\n'), 0o444);
    await assert.rejects(commit([await change('a.txt', 'two\n')], parts, never), /read-only/);
    assert.equal(sandbox.text('a.txt'), 'one\n');
  });
});
