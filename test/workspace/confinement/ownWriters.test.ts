import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { ToolError } from '../../../src/core/agent/tool.ts';
import { rewriteBoard } from '../../../src/workspace/board/boardFile.ts';
import { createKeptBytes } from '../../../src/workspace/checkpoints/keptBytes.ts';
import { openWorkspace, type Workspace } from '../../../src/workspace/confinement/resolver.ts';
import { noOpenFiles } from '../../../src/workspace/content/openFiles.ts';
import { createHostFiles } from '../../../src/workspace/hostFiles/hostFiles.ts';
import { openJournal } from '../../../src/workspace/journal/journalFile.ts';
import { JournalError } from '../../../src/workspace/journal/journalLine.ts';
import { defaultLayout } from '../../../src/workspace/layout/layout.ts';
import { never, Sandbox } from '../sandbox.ts';

/** Where a folder that came with the repository is a link, and what of Muster's own writes below it. */
suite("Muster's own writers", () => {
  let sandbox: Sandbox;
  let workspace: Workspace;
  setup(async () => {
    sandbox = new Sandbox();
    workspace = await openWorkspace({ folders: [{ name: 'ws', path: sandbox.root }] });
  });
  teardown(() => {
    assert.ok(sandbox.isOutsideUntouched);
    sandbox.remove();
  });

  for (const [shape, link] of [
    ['the folder output', 'output'],
    ['a folder in output', 'output/batches'],
  ] as const) {
    test(`204: do not write results where ${shape} is a link outside`, async () => {
      sandbox.link(path.join(sandbox.outside, 'dir'), link);
      const files = createHostFiles({ workspace, layout: defaultLayout, openFiles: noOpenFiles })(
        'a',
        () => {},
      );
      const write = files.writeText({ path: 'output/batches/x.jsonl', text: 'x', callId: 'c' }, never);
      await assert.rejects(write, ToolError);
    });
  }

  for (const [shape, prepare] of [
    ['its folder is a link outside', (box: Sandbox) => box.link(box.outside, 'output')],
    [
      'it is a link to a file outside',
      (box: Sandbox) => box.link(path.join(box.outside, 'secret.txt'), 'output/PROGRESS.md'),
    ],
    [
      'it is a hard link to a file outside',
      (box: Sandbox) => {
        fs.mkdirSync(box.at('output'));
        fs.linkSync(path.join(box.outside, 'secret.txt'), box.at('output/PROGRESS.md'));
      },
    ],
  ] as const) {
    test(`204: do not write the board where ${shape}`, async () => {
      prepare(sandbox);
      const written = await rewriteBoard(
        { workspace, layout: defaultLayout, openFiles: noOpenFiles },
        () => 'x',
        () => {},
        never,
      );
      assert.equal(written.kind, 'refused');
    });
  }

  test('204: keep no bytes and no journal in a folder that is a link', async () => {
    fs.symlinkSync(sandbox.outside, path.join(sandbox.base, 'state'));
    const state = path.join(sandbox.base, 'state');
    await assert.rejects(createKeptBytes(state).keep(Buffer.from('x')), /link/);
    await assert.rejects(openJournal(state, 'run-1'), JournalError);
  });
});
