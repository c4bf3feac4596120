import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { does, RecordedRun, reverted, states } from '../checkpoints/recordedRun.ts';
import { type Agent, never, Sandbox } from '../sandbox.ts';
import { TextEditor } from '../textEditor.ts';

const file = 'output/book.ipynb';
const saved = '{"cells": []}\n';
const typed = '{"cells": ["of a person"]}\n';
const refused = {
  kind: 'error',
  text: `"${file}" has changes in an editor that are not saved and that a change would clash with. A person must save or close it there first.`,
};

suite('a file with unsaved changes that are no text, such as those of a notebook', () => {
  let sandbox: Sandbox;
  let editor: TextEditor;
  let run: RecordedRun;
  let agent: Agent;
  let place: string;
  setup(async () => {
    sandbox = new Sandbox();
    editor = new TextEditor();
    run = await RecordedRun.begin(sandbox, 'run-1', editor);
    agent = run.agent('agent-1');
    place = sandbox.put(file, saved);
  });
  teardown(() => sandbox.remove());

  const patch = (...body: readonly string[]) => ({
    patch: ['*** Begin Patch', ...body, '*** End Patch'].join('\n'),
  });
  const result = async (tool: string, input: object) => {
    const { kind, text } = await agent.call(tool, input);
    return { kind, text };
  };

  test('87: reading it gives what the disk has, and says that more is unsaved', async () => {
    editor.typeInNotebook(place, typed);
    const note = '[a person has unsaved changes in an editor that are not shown]';
    assert.equal((await agent.call('read_file', { path: file })).text, saved + note);
    const numbered = await agent.call('read_file', { path: file, offset: 1, limit: 1, line_numbers: true });
    assert.equal(numbered.text, `    1\t${saved}${note}`);
    editor.saveNotebook(place);
    assert.equal((await agent.call('read_file', { path: file })).text, typed);
  });

  const changes = [
    ['written over', 'write_file', { path: file, content: 'agent\n' }],
    ['edited', 'edit_file', { path: file, old_text: '[]', new_text: '[1]' }],
    ['deleted', 'patch_file', patch(`*** Delete File: ${file}`)],
    ['moved', 'patch_file', patch(`*** Update File: ${file}`, '*** Move to: output/b.ipynb')],
    [
      'changed together with another',
      'patch_file',
      patch('*** Add File: output/new.md', '+new', `*** Update File: ${file}`, '@@', '-{"cells": []}', '+{}'),
    ],
  ] as const;
  for (const [how, tool, input] of changes) {
    test(`87: it is not ${how} until its person has saved it`, async () => {
      await does(agent, 'read_file', { path: file });
      editor.typeInNotebook(place, typed);
      const before = sandbox.digest();
      assert.deepEqual(await result(tool, input), refused);
      assert.equal(sandbox.digest(), before);
      assert.ok(agent.events.every(({ type }) => type !== 'fileChanging'));

      editor.saveNotebook(place);
      const { text } = await agent.call('read_file', { path: file });
      assert.equal(text, typed);
      fs.writeFileSync(place, saved);
      await does(agent, 'read_file', { path: file });
      await does(agent, tool, input);
    });
  }

  test('87: a person who begins to change it after a change was prepared loses nothing', async () => {
    await does(agent, 'read_file', { path: file });
    const prepared = await agent
      .tool('write_file')
      .prepare({ path: file, content: 'agent\n' }, { callId: 'c', overtaken: 'no', together: [] }, never);
    assert.ok(prepared.kind === 'allow');
    editor.typeInNotebook(place, typed);
    await assert.rejects(prepared.run(never), { name: 'ToolError', message: refused.text });
    assert.equal(sandbox.text(file), saved);
  });

  test('87: no other file takes its place while it is gone from the disk', async () => {
    editor.typeInNotebook(place, typed);
    fs.rmSync(place);
    assert.deepEqual(await result('write_file', { path: file, content: 'agent\n' }), refused);
    assert.ok(!fs.existsSync(place));
  });

  test('a revert leaves it alone, says why, and restores the others', async () => {
    sandbox.put('output/a.txt', 'one\n');
    for (const path of [file, 'output/a.txt']) {
      await does(agent, 'read_file', { path });
      await does(agent, 'write_file', { path, content: 'agent\n' });
    }
    run.end();
    const early = await run.revert({}, { ...run.place, openFiles: editor });
    editor.typeInNotebook(place, typed);
    const outcome = await early.apply(never);
    assert.deepEqual(outcome, { kind: 'failed', reason: refused.text });
    assert.equal(sandbox.text('output/a.txt'), 'agent\n');

    const revert = await run.revert({}, { ...run.place, openFiles: editor });
    assert.deepEqual(states(revert), ['output/a.txt: ready', `${file}: refused`]);
    assert.equal(
      revert.files[1]?.reason,
      'It has changes in an editor that are not saved. Save or close it first.',
    );
    assert.deepEqual(await reverted(revert), ['output/a.txt']);
    assert.equal(sandbox.text(file), 'agent\n');
  });
});
