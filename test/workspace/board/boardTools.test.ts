import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { boardDocument } from '../../../src/workspace/board/boardDocument.ts';
import { layoutOf } from '../../../src/workspace/layout/layout.ts';
import { Sandbox } from '../sandbox.ts';
import { boardPath } from './boardBench.ts';

suite('the progress board and the tools of agents', () => {
  let sandbox: Sandbox;
  setup(() => {
    sandbox = new Sandbox();
  });
  teardown(() => {
    assert.ok(sandbox.isOutsideUntouched);
    sandbox.remove();
  });

  const content = boardDocument([], '', new Date(0));

  test('let it be read', async () => {
    sandbox.put(boardPath, content);
    const read = await (await sandbox.agent()).call('read_file', { path: boardPath });
    assert.equal(read.text, content);
  });

  const patchOf = (...lines: readonly string[]) => ({
    patch: ['*** Begin Patch', ...lines, '*** End Patch'].join('\n'),
  });
  const calls: readonly (readonly [string, string, unknown])[] = [
    ['replace', 'write_file', { path: boardPath, content: 'x' }],
    ['replace under the virtual root', 'write_file', { path: `/workspace/${boardPath}`, content: 'x' }],
    ['edit', 'edit_file', { path: boardPath, old_text: '# Progress', new_text: 'x' }],
    ['patch', 'patch_file', patchOf(`*** Update File: ${boardPath}`, '-# Progress', '+x')],
    ['delete', 'patch_file', patchOf(`*** Delete File: ${boardPath}`)],
    [
      'move away',
      'patch_file',
      patchOf(`*** Update File: ${boardPath}`, '*** Move to: output/a.md', '-# Progress', '+x'),
    ],
  ];
  for (const [what, tool, input] of calls) {
    test(`do not ${what} it, and say what to use`, async () => {
      sandbox.put(boardPath, content);
      const agent = await sandbox.agent();
      await agent.call('read_file', { path: boardPath });
      const before = sandbox.digest();
      const result = await agent.call(tool, input);
      assert.equal(result.kind, 'denied');
      assert.match(result.text, /note_progress/);
      assert.equal(sandbox.digest(), before);
      assert.deepEqual(agent.events, []);
    });
  }

  test('do not move another file to its place', async () => {
    sandbox.put('output/a.md', 'a\n');
    const agent = await sandbox.agent();
    await agent.call('read_file', { path: 'output/a.md' });
    const patch = patchOf('*** Update File: output/a.md', `*** Move to: ${boardPath}`, '-a', '+b');
    assert.equal((await agent.call('patch_file', patch)).kind, 'denied');
    assert.ok(!fs.existsSync(sandbox.at(boardPath)));
  });

  for (const path of [
    boardPath,
    'Output/progress.MD',
    'output/PROGRE\u017f\u017f.md',
    'output/PROGRESS.md.',
  ]) {
    test(`do not make ${path}`, async () => {
      const result = await (await sandbox.agent(layoutOf({ rows: [], otherwise: 'write' }))).call(
        'write_file',
        {
          path,
          content: 'x',
        },
      );
      assert.equal(result.kind, 'denied');
      assert.deepEqual(fs.readdirSync(sandbox.root), []);
    });
  }

  for (const path of [
    'output/task/PROGRESS.md',
    'PROGRESS.md',
    'output/PROGRESS.md.txt',
    'docs/PROGRESS.md',
  ]) {
    test(`treat ${path} as any other file`, async () => {
      const agent = await sandbox.agent(layoutOf({ rows: [], otherwise: 'write' }));
      assert.equal((await agent.call('write_file', { path, content: 'x' })).kind, 'output');
    });
  }
});
