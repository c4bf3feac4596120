import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { foldRun } from '../../../src/core/journal/runView.ts';
import { openRevert, type PastPlace } from '../../../src/revertRun.ts';
import { openJournal } from '../../../src/workspace/journal/journalFile.ts';
import { listRuns } from '../../../src/workspace/journal/listRuns.ts';
import { readJournal, verifyJournal } from '../../../src/workspace/journal/readJournal.ts';
import { never, Sandbox } from '../sandbox.ts';
import { TextEditor } from '../textEditor.ts';
import { does, RecordedRun, reverted, rewrites, states } from './recordedRun.ts';

suite('reverting', () => {
  let sandbox: Sandbox;
  setup(() => {
    sandbox = new Sandbox();
  });
  teardown(() => sandbox.remove());

  const linesOf = async (run: RecordedRun) => {
    const stored = listRuns(run.state).find(({ runId }) => runId === run.runId);
    assert.ok(stored);
    assert.equal((await verifyJournal(stored.path)).kind, 'intact');
    return (await readJournal(stored.path)).lines;
  };

  test('a run gives back every byte and mode: changed, made, deleted and moved files, and empty folders', async () => {
    fs.chmodSync(sandbox.put('run.sh', '#!/bin/sh\r\nold\n'), 0o755);
    fs.chmodSync(sandbox.put('gone.sh', 'bye\n'), 0o750);
    fs.chmodSync(sandbox.put('src/from.txt', '\ufeffmoved\r\n'), 0o640);
    const before = sandbox.digest();
    const run = await RecordedRun.begin(sandbox);
    const agent = run.agent('a');
    await rewrites(agent, 'run.sh', 'new\n');
    await rewrites(agent, 'run.sh', 'newer\n');
    await does(agent, 'write_file', { path: 'output/x/y/made.md', content: 'made\n' });
    await does(agent, 'write_file', { path: 'output/x/y/also.md', content: 'also\n' });
    for (const name of ['gone.sh', 'src/from.txt']) await does(agent, 'read_file', { path: name });
    await does(agent, 'patch_file', {
      patch: [
        '*** Begin Patch',
        '*** Delete File: gone.sh',
        '*** Update File: src/from.txt',
        '*** Move to: moved/to.txt',
        '*** End Patch',
      ].join('\n'),
    });
    run.end();
    assert.ok(fs.existsSync(sandbox.at('moved/to.txt')));

    const revert = await run.revert();
    assert.deepEqual(states(revert), [
      'gone.sh: ready',
      'moved/to.txt: ready',
      'output/x/y/also.md: ready',
      'output/x/y/made.md: ready',
      'run.sh: ready',
      'src/from.txt: ready',
    ]);
    assert.equal((await reverted(revert)).length, 6);
    assert.equal(sandbox.digest(), before);
    assert.deepEqual((await run.revert()).files, []);
  });

  test('one agent or one file is reverted, and the rest stays', async () => {
    sandbox.put('a.txt', 'one\n');
    sandbox.put('b.txt', 'one\n');
    const run = await RecordedRun.begin(sandbox);
    await rewrites(run.agent('first'), 'a.txt', 'first\n');
    await rewrites(run.agent('second'), 'b.txt', 'second\n');
    run.end();
    assert.deepEqual(await reverted(await run.revert({ ofAgent: 'second' })), ['b.txt']);
    assert.equal(sandbox.text('a.txt'), 'first\n');
    assert.deepEqual(await reverted(await run.revert({ paths: ['a.txt', 'none.txt'] })), ['a.txt']);
    assert.equal(sandbox.text('a.txt'), 'one\n');
  });

  test('a file that another agent changed later is refused by that agent’s name, and comes back in turn', async () => {
    sandbox.put('a.txt', 'one\n');
    const run = await RecordedRun.begin(sandbox);
    await rewrites(run.agent('first'), 'a.txt', 'first\n');
    await rewrites(run.agent('second', 'Second writer'), 'a.txt', 'second\n');
    run.end();
    const [file] = (await run.revert({ ofAgent: 'first' })).files;
    assert.equal(file?.state, 'refused');
    assert.match(file?.reason ?? '', /^Second writer changed it as well\./);
    await reverted(await run.revert({ ofAgent: 'second' }));
    assert.equal(sandbox.text('a.txt'), 'first\n');
    await reverted(await run.revert({ ofAgent: 'first' }));
    assert.equal(sandbox.text('a.txt'), 'one\n');
  });

  test('a file that a person changed since stays as it is, and both texts are there to compare', async () => {
    sandbox.put('a.txt', 'one\n');
    sandbox.put('b.txt', 'one\n');
    const run = await RecordedRun.begin(sandbox);
    const agent = run.agent('a');
    await rewrites(agent, 'a.txt', 'agent\n');
    await rewrites(agent, 'b.txt', 'agent\n');
    await does(agent, 'write_file', { path: 'output/made.md', content: 'agent\n' });
    run.end();
    sandbox.put('a.txt', 'person\n');
    sandbox.put('output/made.md', 'person\n');
    const revert = await run.revert();
    assert.deepEqual(states(revert), ['a.txt: changedSince', 'b.txt: ready', 'output/made.md: changedSince']);
    assert.deepEqual(revert.files[0]?.now, { text: 'person\n' });
    assert.deepEqual(revert.files[0]?.before, { text: 'one\n' });
    assert.equal(revert.files[2]?.before, null);
    assert.deepEqual(await reverted(revert), ['b.txt']);
    assert.equal(sandbox.text('a.txt'), 'person\n');
    assert.equal(sandbox.text('output/made.md'), 'person\n');
  });

  test('what a person wrote between two changes of agents is not thrown away', async () => {
    sandbox.put('a.txt', 'one\n');
    const run = await RecordedRun.begin(sandbox);
    const agent = run.agent('a');
    await rewrites(agent, 'a.txt', 'agent\n');
    sandbox.put('a.txt', 'person\n');
    await rewrites(agent, 'a.txt', 'agent again\n');
    run.end();
    const [file] = (await run.revert()).files;
    assert.equal(file?.state, 'refused');
    assert.match(file?.reason ?? '', /^Somebody else changed it between/);
  });

  test('a change right before it is applied makes a revert stale, and nothing is done', async () => {
    sandbox.put('a.txt', 'one\n');
    sandbox.put('b.txt', 'one\n');
    const run = await RecordedRun.begin(sandbox);
    const agent = run.agent('a');
    await rewrites(agent, 'a.txt', 'agent\n');
    await rewrites(agent, 'b.txt', 'agent\n');
    run.end();
    const revert = await run.revert();
    sandbox.put('b.txt', 'person\n');
    assert.equal((await revert.apply(never)).kind, 'stale');
    assert.equal(sandbox.text('a.txt'), 'agent\n');
  });

  test('unsaved words in an editor are a change since', async () => {
    sandbox.put('a.txt', 'one\n');
    const editor = new TextEditor();
    const run = await RecordedRun.begin(sandbox);
    await rewrites(run.agent('a'), 'a.txt', 'agent\n');
    run.end();
    editor.open(sandbox.at('a.txt'));
    const place = { ...run.place, openFiles: editor };
    const revert = await run.revert({}, place);
    editor.type(sandbox.at('a.txt'), 'typed\n');
    assert.equal((await revert.apply(never)).kind, 'stale');
    const [file] = (await run.revert({}, place)).files;
    assert.equal(file?.state, 'changedSince');
    assert.equal(file?.reason, 'It has changes in an editor that are not saved.');
    assert.deepEqual(editor.look(sandbox.at('a.txt')), { text: 'typed\n', isDirty: true });
  });

  test('a file that is open comes back in its editor', async () => {
    sandbox.put('a.txt', 'one\n');
    const editor = new TextEditor();
    const run = await RecordedRun.begin(sandbox);
    await rewrites(run.agent('a'), 'a.txt', 'agent\n');
    run.end();
    editor.open(sandbox.at('a.txt'));
    await reverted(await run.revert({}, { ...run.place, openFiles: editor }));
    assert.equal(editor.look(sandbox.at('a.txt'))?.text, 'one\n');
    assert.equal(editor.replaced.length, 1);
  });

  test('88: what a formatter made of a change is what the revert expects to find', async () => {
    const editor = new TextEditor();
    editor.open(sandbox.put('a.txt', 'one\n'));
    editor.format = (text) => `${text.trim()};\n`;
    const run = await RecordedRun.begin(sandbox, 'run-1', editor);
    await rewrites(run.agent('a'), 'a.txt', 'agent\n');
    run.end();
    assert.equal(sandbox.text('a.txt'), 'agent;\n');
    await reverted(await run.revert());
    assert.equal(sandbox.text('a.txt'), 'one\n');
  });

  test('88: a formatter in the editor does not keep a file from coming back byte for byte', async () => {
    const editor = new TextEditor();
    editor.format = (text) => `${text.trim()};\n`;
    fs.chmodSync(sandbox.put('a.txt', 'not formatted'), 0o711);
    const run = await RecordedRun.begin(sandbox);
    await rewrites(run.agent('a'), 'a.txt', 'agent\n');
    run.end();
    editor.open(sandbox.at('a.txt'));
    await reverted(await run.revert({}, { ...run.place, openFiles: editor }));
    assert.equal(sandbox.text('a.txt'), 'not formatted');
    assert.equal(fs.statSync(sandbox.at('a.txt')).mode & 0o777, 0o711);
    assert.deepEqual((await run.revert()).files, []);
  });

  test('a file that was deleted and made again gets its old mode back, open or not', async () => {
    fs.chmodSync(sandbox.put('a.sh', 'one\n'), 0o751);
    const editor = new TextEditor();
    const run = await RecordedRun.begin(sandbox);
    const agent = run.agent('a');
    await does(agent, 'read_file', { path: 'a.sh' });
    await does(agent, 'patch_file', { patch: '*** Begin Patch\n*** Delete File: a.sh\n*** End Patch' });
    await does(agent, 'write_file', { path: 'a.sh', content: 'two\n' });
    run.end();
    editor.open(sandbox.at('a.sh'));
    await reverted(await run.revert({}, { ...run.place, openFiles: editor }));
    assert.equal(sandbox.text('a.sh'), 'one\n');
    assert.equal(fs.statSync(sandbox.at('a.sh')).mode & 0o777, 0o751);
  });

  test('88: what a person saves right after an editor formatted a restored file is not written over', async () => {
    const editor = new TextEditor();
    editor.format = (text) => `${text.trim()};\n`;
    sandbox.put('a.txt', 'not formatted');
    const run = await RecordedRun.begin(sandbox);
    await rewrites(run.agent('a'), 'a.txt', 'agent\n');
    run.end();
    editor.open(sandbox.at('a.txt'));
    const onLine: PastPlace['onLine'] = ({ event }) => {
      if (event.type === 'fileRestored') sandbox.put('a.txt', 'person\n');
    };
    await reverted(await run.revert({}, { ...run.place, openFiles: editor, onLine }));
    assert.equal(sandbox.text('a.txt'), 'person\n');
  });

  test('the mode that a person gave a file after the agents is not taken back with their text', async () => {
    for (const name of ['a.sh', 'b.sh']) fs.chmodSync(sandbox.put(name, 'one\n'), 0o644);
    const run = await RecordedRun.begin(sandbox);
    const agent = run.agent('a');
    await rewrites(agent, 'a.sh', 'two\n');
    await rewrites(agent, 'b.sh', 'two\n');
    fs.chmodSync(sandbox.at('b.sh'), 0o700);
    await does(agent, 'read_file', { path: 'b.sh' });
    await does(agent, 'patch_file', { patch: '*** Begin Patch\n*** Delete File: b.sh\n*** End Patch' });
    run.end();
    fs.chmodSync(sandbox.at('a.sh'), 0o755);
    await reverted(await run.revert());
    const modes = ['a.sh', 'b.sh'].map((name) => fs.statSync(sandbox.at(name)).mode & 0o777);
    assert.deepEqual(modes, [0o755, 0o700]);
  });

  test('a file that was deleted and made again just as it was gets its mode back', async () => {
    fs.chmodSync(sandbox.put('a.sh', 'one\n'), 0o751);
    const before = sandbox.digest();
    const run = await RecordedRun.begin(sandbox);
    const agent = run.agent('a');
    await does(agent, 'read_file', { path: 'a.sh' });
    await does(agent, 'patch_file', { patch: '*** Begin Patch\n*** Delete File: a.sh\n*** End Patch' });
    await does(agent, 'write_file', { path: 'a.sh', content: 'one\n' });
    run.end();
    await reverted(await run.revert());
    assert.equal(sandbox.digest(), before);
    assert.deepEqual((await run.revert()).files, []);
  });

  test('agents are reverted one after the other without leaving an empty folder', async () => {
    const before = sandbox.digest();
    const run = await RecordedRun.begin(sandbox);
    await does(run.agent('first'), 'write_file', { path: 'output/x/a.md', content: 'a\n' });
    await does(run.agent('second'), 'write_file', { path: 'output/x/b.md', content: 'b\n' });
    run.end();
    await reverted(await run.revert({ ofAgent: 'first' }));
    assert.equal(sandbox.text('output/x/b.md'), 'b\n');
    await reverted(await run.revert({ ofAgent: 'second' }));
    assert.equal(sandbox.digest(), before);
  });

  test('a file whose name means another place by now stays, and why is told', async () => {
    sandbox.put('a.txt', 'one\n');
    const run = await RecordedRun.begin(sandbox);
    await rewrites(run.agent('a'), 'a.txt', 'agent\n');
    run.end();
    const folders = [...run.place.folders, { name: 'outside', path: sandbox.outside }];
    const revert = await run.revert({}, { ...run.place, folders });
    assert.deepEqual(states(revert), ['a.txt: refused']);
    assert.match(
      revert.files[0]?.reason ?? '',
      /^It would be "ws\/a\.txt" now: .*the workspace has other folders/,
    );
  });

  const traps: readonly (readonly [string, () => void])[] = [
    ['a link to another file', () => sandbox.link(path.join(sandbox.outside, 'secret.txt'), 'd/a.txt')],
    ['a link to a file inside', () => sandbox.link(sandbox.put('other.txt', 'agent\n'), 'd/a.txt')],
    ['a hard link', () => fs.linkSync(path.join(sandbox.outside, 'secret.txt'), sandbox.at('d/a.txt'))],
    ['a folder', () => fs.mkdirSync(sandbox.at('d/a.txt'))],
    [
      'a folder that is a link now',
      () => {
        fs.rmdirSync(sandbox.at('d'));
        sandbox.link(path.join(sandbox.outside, 'dir'), 'd');
      },
    ],
    [
      'a folder that is a link to a twin inside',
      () => {
        fs.rmdirSync(sandbox.at('d'));
        sandbox.put('twin/a.txt', 'agent\n');
        sandbox.link(sandbox.at('twin'), 'd');
      },
    ],
  ];
  for (const kind of ['changed', 'made', 'deleted']) {
    for (const [name, trap] of traps) {
      test(`205: a ${kind} file is neither restored nor deleted through ${name}`, async () => {
        if (kind === 'made') fs.mkdirSync(sandbox.at('d'));
        else sandbox.put('d/a.txt', 'one\n');
        const run = await RecordedRun.begin(sandbox);
        const agent = run.agent('a');
        if (kind === 'made') await does(agent, 'write_file', { path: 'd/a.txt', content: 'agent\n' });
        if (kind === 'changed') await rewrites(agent, 'd/a.txt', 'agent\n');
        if (kind === 'deleted') {
          await does(agent, 'read_file', { path: 'd/a.txt' });
          const patch = '*** Begin Patch\n*** Delete File: d/a.txt\n*** End Patch';
          await does(agent, 'patch_file', { patch });
        }
        run.end();
        const early = await run.revert();
        fs.rmSync(sandbox.at('d/a.txt'), { force: true });
        trap();
        const trapped = sandbox.digest();
        assert.deepEqual(states(await run.revert()), ['d/a.txt: refused']);
        assert.deepEqual(await reverted(await run.revert()), []);
        assert.notEqual((await early.apply(never)).kind, 'reverted');
        assert.equal(sandbox.digest(), trapped);
        assert.ok(sandbox.isOutsideUntouched);
      });
    }
  }

  test('bytes that are not kept any more, or are not what their name says, are never restored', async () => {
    sandbox.put('a.txt', 'one\n');
    const run = await RecordedRun.begin(sandbox);
    await rewrites(run.agent('a'), 'a.txt', 'agent\n');
    run.end();
    const kept = path.join(run.state, 'kept');
    for (const entry of fs.readdirSync(kept, { recursive: true, withFileTypes: true }))
      if (entry.isFile()) fs.writeFileSync(path.join(entry.parentPath, entry.name), 'EVIL\n');
    assert.deepEqual(states(await run.revert()), ['a.txt: notKept']);
    fs.rmSync(kept, { recursive: true });
    assert.deepEqual(states(await run.revert()), ['a.txt: notKept']);
    assert.equal(sandbox.text('a.txt'), 'agent\n');
  });

  test('a run at work is not reverted', async () => {
    sandbox.put('a.txt', 'one\n');
    const run = await RecordedRun.begin(sandbox);
    await rewrites(run.agent('a'), 'a.txt', 'agent\n');
    const reason = 'The run is still at work, here or in another window.';
    await assert.rejects(run.revert(), { name: 'JournalError', message: reason });
    run.end();
    const revert = await run.revert();
    const goingOn = await openJournal(run.state, run.runId);
    assert.deepEqual(await revert.apply(never), { kind: 'atWork', reason });
    assert.equal(sandbox.text('a.txt'), 'agent\n');
    goingOn.close();
    await reverted(revert);
  });

  test('a revert is recorded before it happens, and the files are no longer the agents’', async () => {
    sandbox.put('a.txt', 'one\n');
    const run = await RecordedRun.begin(sandbox);
    const agent = run.agent('a');
    await rewrites(agent, 'a.txt', 'agent\n');
    await does(agent, 'write_file', { path: 'output/x.md', content: 'x' });
    run.end();
    const shown: string[] = [];
    const revert = await openRevert(
      { ...run.place, onLine: ({ event }) => shown.push(event.type) },
      run.runId,
      {},
    );
    await reverted(revert);
    assert.deepEqual(shown, [
      'revertStarted',
      'fileRestoring',
      'fileRestoring',
      'fileRestored',
      'fileRestored',
    ]);
    const [seen] = foldRun(await linesOf(run))?.agents ?? [];
    assert.deepEqual(seen?.deliverables, []);
    assert.deepEqual(seen?.changedFiles, []);
    assert.deepEqual(seen?.reverted.toSorted(), ['a.txt', 'output/x.md']);
  });

  test('183: a revert that cannot be recorded is not done', async () => {
    sandbox.put('a.txt', 'one\n');
    const run = await RecordedRun.begin(sandbox);
    await rewrites(run.agent('a'), 'a.txt', 'agent\n');
    run.end();
    const revert = await run.revert();
    const journal = path.join(run.state, run.runId, 'journal.jsonl');
    fs.renameSync(journal, `${journal}.aside`);
    fs.mkdirSync(journal);
    assert.notEqual((await revert.apply(never)).kind, 'reverted');
    assert.equal(sandbox.text('a.txt'), 'agent\n');
  });

  test('a revert that stops in the middle is taken up again, whatever was restored by then', async () => {
    for (const name of ['a.txt', 'b.txt']) sandbox.put(name, 'one\n');
    const run = await RecordedRun.begin(sandbox);
    const agent = run.agent('a');
    for (const name of ['a.txt', 'b.txt']) await rewrites(agent, name, 'agent\n');
    run.end();
    sandbox.put('a.txt', 'one\n');
    const revert = await run.revert();
    assert.deepEqual(states(revert), ['a.txt: alreadyBack', 'b.txt: ready']);
    assert.deepEqual(await reverted(revert), ['b.txt']);
  });

  test('a run of a folder that a person has reverted by hand has nothing left to restore', async () => {
    sandbox.put('a.txt', 'one\n');
    const run = await RecordedRun.begin(sandbox);
    const agent = run.agent('a');
    await rewrites(agent, 'a.txt', 'agent\n');
    await rewrites(agent, 'a.txt', 'one\n');
    run.end();
    assert.deepEqual((await run.revert()).files, []);
  });
});
