import assert from 'node:assert/strict';
import { rgPath } from '@vscode/ripgrep';
import { openWorkspace } from '../../../src/workspace/confinement/resolver.ts';
import { defaultLayout } from '../../../src/workspace/layout/layout.ts';
import { createFileTools } from '../../../src/workspace/tools/fileTools.ts';
import { Agent, type CallResult, changeIn, fileParts, never, Sandbox } from '../sandbox.ts';
import { TextEditor } from '../textEditor.ts';

const lines = (...changed: readonly (readonly [number, string])[]): string => {
  const all = Array.from({ length: 9 }, (_, n) => `line ${n + 1}`);
  for (const [number, text] of changed) all[number - 1] = text;
  return `${all.join('\n')}\n`;
};

suite('edits of files that changed since they were read', () => {
  const file = 'output/f.txt';
  let sandbox: Sandbox;
  let one: Agent;
  let two: Agent;
  setup(async () => {
    sandbox = new Sandbox();
    const team = await sandbox.team();
    [one, two] = [team('one'), team('two')];
    sandbox.put(file, lines());
    await one.call('read_file', { path: file });
    await two.call('read_file', { path: file });
  });
  teardown(() => sandbox.remove());

  function edit(agent: Agent, old: string, now: string, path = file): Promise<CallResult> {
    return agent.call('edit_file', { path, old_text: old, new_text: now });
  }

  function patch(...body: readonly string[]): { readonly patch: string } {
    return { patch: ['*** Begin Patch', ...body, '*** End Patch'].join('\n') };
  }

  test('83: edits of different places are merged, and the outcome says so', async () => {
    await edit(one, 'line 2', 'two');
    const result = await edit(two, 'line 7', 'seven');
    assert.match(result.text, /^Edited .*\n.*had changed since you read it; your edit was merged/);
    assert.equal(sandbox.text(file), lines([2, 'two'], [7, 'seven']));
  });

  test('83: patches of different places are merged, and moved files keep what others changed', async () => {
    await edit(one, 'line 2', 'two');
    const change = await two.call(
      'patch_file',
      patch(`*** Update File: ${file}`, '*** Move to: output/g.txt', '@@', '-line 7', '+seven'),
    );
    assert.match(change.text, /merged with those changes/);
    assert.equal(sandbox.text('output/g.txt'), lines([2, 'two'], [7, 'seven']));
    assert.equal((await edit(two, 'line 9', 'nine', 'output/g.txt')).kind, 'output');
    assert.equal(sandbox.text('output/g.txt'), lines([2, 'two'], [7, 'seven'], [9, 'nine']));
  });

  for (const [what, old, now] of [
    ['the same line', 'line 2', 'zwei'],
    ['the line beside it', 'line 3', 'drei'],
    ['an insertion beside it', 'line 3\n', 'new\nline 3\n'],
  ] as const) {
    test(`83: an edit of ${what} is a conflict that names the agent, and changes nothing`, async () => {
      await edit(one, 'line 2', 'two');
      const result = await edit(two, old, now);
      assert.equal(result.kind, 'error');
      assert.match(result.text, /changed since you read it; read it again\. It was agent "one"\./);
      assert.equal(sandbox.text(file), lines([2, 'two']));
      await two.call('read_file', { path: file });
      assert.equal((await edit(two, old, now)).kind, old === 'line 2' ? 'error' : 'output');
    });
  }

  test('83: after a merge an agent goes on from what it knows, and never edits what it has not seen', async () => {
    await edit(one, 'line 2', 'two');
    await edit(two, 'line 7', 'seven');
    assert.match((await edit(two, 'seven', 'SEVEN')).text, /merged/);
    assert.match((await edit(two, 'two', 'TWO')).text, /changed since you read it/);
    assert.match((await edit(two, 'line 3', 'three')).text, /changed since you read it/);
    const whole = await two.call('write_file', { path: file, content: 'mine\n' });
    assert.match(whole.text, /changed since you read it/);
    assert.equal(sandbox.text(file), lines([2, 'two'], [7, 'SEVEN']));
    await two.call('read_file', { path: file });
    assert.deepEqual((await edit(two, 'two', 'TWO')).text, `Edited ${file} (1 replacement).`);
  });

  test('83: two agents that edit in turns lose nothing over many rounds', async () => {
    for (let round = 0; round < 6; round += 1) {
      assert.equal(
        (await edit(one, round === 0 ? 'line 1' : `one ${round}`, `one ${round + 1}`)).kind,
        'output',
      );
      assert.equal(
        (await edit(two, round === 0 ? 'line 9' : `nine ${round}`, `nine ${round + 1}`)).kind,
        'output',
      );
    }
    assert.equal(sandbox.text(file), lines([1, 'one 6'], [9, 'nine 6']));
  });

  for (const [what, hunk] of [
    ['an insertion without old lines', '@@ -3,0 +4 @@\n+new'],
    ['lines that occur several times', '@@ -4 +4 @@\n-same\n+new'],
  ] as const) {
    test(`83: the line that a patch states for ${what} means nothing in a file that moved on`, async () => {
      sandbox.put(file, 'a\nsame\nb\nsame\nc\n');
      await one.call('read_file', { path: file });
      await two.call('read_file', { path: file });
      const input = { patch: `--- a/${file}\n+++ b/${file}\n${hunk}\n` };
      const tool = one.tool('patch_file');
      const plan = await tool.prepare(input, { callId: 'c', overtaken: 'no', together: [] }, never);
      assert.ok(plan.kind === 'allow');
      await edit(two, 'b\nsame\nc', 'same\nsame\nsame\nB\nc');
      assert.equal((await plan.run(never)).kind, 'stale');
      const before = sandbox.text(file);
      await assert.rejects(
        async () => tool.prepare(input, { callId: 'c', overtaken: 'unasked', together: [] }, never),
        /changed since you read it; read it again/,
      );
      assert.equal(sandbox.text(file), before);
    });
  }

  test('83: a whole file is never merged', async () => {
    await edit(one, 'line 2', 'two');
    const result = await two.call('write_file', { path: file, content: lines([7, 'seven']) });
    assert.match(result.text, /changed since you read it; read it again\. It was agent "one"\./);
    assert.equal(sandbox.text(file), lines([2, 'two']));
  });

  test('83: a conflict names the agent by its label, and by its id too where another agent has that label', async () => {
    const team = await sandbox.team();
    const [writer, namesake] = [team('id-1', 'Fix "typos"'), team('id-2', 'Fix "typos"')];
    const other = team('id-3', 'Other');
    for (const agent of [writer, namesake, other]) await agent.call('read_file', { path: file });
    await edit(writer, 'line 2', 'two');
    const conflict = (await edit(other, 'line 2', 'zwei')).text;
    assert.ok(conflict.endsWith('It was agent "Fix \\"typos\\"" (id-1).'), conflict);
    await other.call('read_file', { path: file });
    await edit(other, 'line 3', 'three');
    assert.match((await edit(writer, 'line 3', 'drei')).text, /It was agent "Other"\.$/);
  });

  test('83: no agent is told that the other one was itself: not after a merge, not after its own deletion', async () => {
    await edit(one, 'line 2', 'two');
    await edit(two, 'line 7', 'seven');
    assert.match((await edit(two, 'line 2', 'zwei')).text, /read it again\.$/);
    await two.call('read_file', { path: file });
    await two.call('patch_file', patch(`*** Delete File: ${file}`));
    assert.match((await edit(two, 'line 2', 'zwei')).text, /does not exist\.$/);
    assert.match((await edit(one, 'line 2', 'zwei')).text, /agent "two" deleted or moved it\.$/);
  });

  test('83: the same change by two agents is made once, and the second is told to read', async () => {
    await edit(one, 'line 2', 'two');
    assert.match((await edit(two, 'line 2', 'two')).text, /changed since you read it/);
    assert.equal(sandbox.text(file), lines([2, 'two']));
  });

  test('71: a change from outside is a conflict, since what the agent read is not known any more', async () => {
    sandbox.put(file, lines([2, 'by a person']));
    const result = await edit(two, 'line 7', 'seven');
    assert.match(result.text, /changed since you read it; read it again\.$/);
    assert.equal(sandbox.text(file), lines([2, 'by a person']));
  });

  test('71: a change from outside after a change by an agent names nobody, and is merged all the same', async () => {
    await edit(one, 'line 2', 'two');
    sandbox.put(file, lines([2, 'two'], [4, 'by a person']));
    assert.match((await edit(two, 'line 4', 'four')).text, /read it again\.$/);
    assert.match((await edit(two, 'line 7', 'seven')).text, /merged/);
    assert.equal(sandbox.text(file), lines([2, 'two'], [4, 'by a person'], [7, 'seven']));
  });

  test('85: a file that another agent deleted or moved is not brought back', async () => {
    await one.call('patch_file', patch(`*** Update File: ${file}`, '*** Move to: output/g.txt'));
    for (const result of [
      await edit(two, 'line 7', 'seven'),
      await two.call('patch_file', patch(`*** Update File: ${file}`, '@@', '-line 7', '+seven')),
    ])
      assert.match(result.text, /does not exist any more: agent "one" deleted or moved it\./);
    assert.match((await two.call('write_file', { path: file, content: 'x' })).text, /was removed since/);
    await one.call('read_file', { path: 'output/g.txt' });
    assert.equal(sandbox.text('output/g.txt'), lines());
  });

  test('85: a file that another agent edited is not deleted by one that has not seen the edit', async () => {
    await edit(one, 'line 2', 'two');
    const result = await two.call('patch_file', patch(`*** Delete File: ${file}`));
    assert.match(result.text, /changed since you read it/);
    assert.equal(sandbox.text(file), lines([2, 'two']));
  });

  test('73, 75: a merge keeps the endings, the byte order mark and the encoding', async () => {
    const text = `\ufeff${lines().replaceAll('\n', '\r\n')}`;
    for (const encoding of ['utf8', 'utf16le'] as const) {
      sandbox.put('output/w.txt', Buffer.from(text, encoding));
      await one.call('read_file', { path: 'output/w.txt' });
      await two.call('read_file', { path: 'output/w.txt' });
      await edit(one, 'line 2', 'two\nand more', 'output/w.txt');
      assert.match((await edit(two, 'line 7', 'seven', 'output/w.txt')).text, /merged/);
      const expected = text.replace('line 2', 'two\r\nand more').replace('line 7', 'seven');
      assert.equal(sandbox.text('output/w.txt'), Buffer.from(expected, encoding).toString());
    }
  });

  test('a merge that a person must approve is shown against the file as it is now', async () => {
    sandbox.put('src/a.txt', lines());
    await one.call('read_file', { path: 'src/a.txt' });
    await two.call('read_file', { path: 'src/a.txt' });
    await edit(one, 'line 2', 'two', 'src/a.txt');
    const input = { path: 'src/a.txt', old_text: 'line 7', new_text: 'seven' };
    const call = { callId: 'c', overtaken: 'no', together: [] } as const;
    const plan = await two.tool('edit_file').prepare(input, call, never);
    assert.ok(plan.kind === 'ask');
    const [change] = changeIn(plan.draft).changes;
    assert.equal(change?.before?.text, lines([2, 'two']));
    assert.equal(change?.after?.text, lines([2, 'two'], [7, 'seven']));
    assert.equal((await plan.run(never)).kind, 'output');
    assert.equal(sandbox.text('src/a.txt'), change?.after?.text);
  });

  test('87: an edit begins with what a person has typed in an editor, and loses none of it', async () => {
    const editor = new TextEditor();
    const workspace = await openWorkspace({ folders: [{ name: 'ws', path: sandbox.root }] });
    const parts = { ...fileParts(sandbox.base), openFiles: editor };
    const agent = new Agent(
      createFileTools({ workspace, layout: defaultLayout, rgPath, ...parts })(
        { agentId: 'a', label: 'a' },
        () => {},
      ),
      [],
    );
    const place = sandbox.at(file);
    editor.open(place);
    editor.type(place, lines([2, 'typed']));
    assert.match((await edit(agent, 'line 7', 'seven')).text, /Read "output\/f.txt" first/);
    assert.match((await agent.call('read_file', { path: file })).text, /typed/);
    assert.equal((await edit(agent, 'line 7', 'seven')).kind, 'output');
    assert.equal(sandbox.text(file), lines([2, 'typed'], [7, 'seven']));
    editor.type(place, lines([2, 'typed more'], [7, 'seven']));
    assert.match((await edit(agent, 'typed', 'lost')).text, /changed since you read it; read it again\.$/);
    assert.deepEqual(editor.look(place), { text: lines([2, 'typed more'], [7, 'seven']), isDirty: true });
  });

  test('a merge that was overtaken is made again on the file as it is then', async () => {
    await edit(one, 'line 2', 'two');
    const input = { path: file, old_text: 'line 7', new_text: 'seven' };
    const call = { callId: 'c', overtaken: 'no', together: [] } as const;
    const plan = await two.tool('edit_file').prepare(input, call, never);
    await edit(one, 'two', 'TWO');
    assert.ok(plan.kind === 'allow');
    assert.equal((await plan.run(never)).kind, 'stale');
    const again = await two.tool('edit_file').prepare(input, { ...call, overtaken: 'unasked' }, never);
    assert.ok(again.kind === 'allow');
    assert.equal((await again.run(never)).kind, 'output');
    assert.equal(sandbox.text(file), lines([2, 'TWO'], [7, 'seven']));
  });
});
