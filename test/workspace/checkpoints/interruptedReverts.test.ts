import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { rgPath } from '@vscode/ripgrep';
import { foldRun } from '../../../src/core/journal/runView.ts';
import { openInterrupted } from '../../../src/interruptedChanges.ts';
import { openRevert } from '../../../src/revertRun.ts';
import { sweepLeftovers } from '../../../src/workspace/changes/sweepLeftovers.ts';
import { openWorkspace } from '../../../src/workspace/confinement/resolver.ts';
import { verifyJournal } from '../../../src/workspace/journal/readJournal.ts';
import { never, Sandbox } from '../sandbox.ts';
import { TextEditor } from '../textEditor.ts';
import { journalOf, linesOf, onlyInterrupted, pastPlace, stateOf } from './cutOffPlace.ts';
import { reverted } from './recordedRun.ts';

const all = ['a.txt', 'b.sh', 'c.txt', 'output/fresh/d.txt'];

suite('a revert of several files that a crash cuts off', function () {
  this.timeout(60_000);
  let sandbox: Sandbox;
  let untouched: string;
  setup(() => {
    sandbox = new Sandbox();
    sandbox.put('a.txt', 'old a\n');
    fs.chmodSync(sandbox.put('b.sh', 'old b\n'), 0o755);
    sandbox.put('c.txt', 'old c\n');
    untouched = sandbox.digest();
  });
  teardown(() => sandbox.remove());

  const state = () => stateOf(sandbox);
  const place = () => pastPlace(sandbox);
  const journal = () => journalOf(sandbox);
  const lines = () => linesOf(sandbox);
  const only = () => onlyInterrupted(sandbox);
  const seen = async () => foldRun(await lines())?.agents[0];

  async function killedInTheMiddle(): Promise<void> {
    const program = path.join(import.meta.dirname, 'revertCutOff.ts');
    const child = spawn(process.execPath, [program, sandbox.base], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    assert.equal(await new Promise((resolve) => child.on('exit', (_, name) => resolve(name))), 'SIGKILL');
    const workspace = await openWorkspace({ folders: place().folders });
    await sweepLeftovers({ workspace, rgPath, now: Date.now() + 3_600_000 }, never);
  }

  test('82: it is found, with the file that is back, though the process was killed after the first of four', async () => {
    await killedInTheMiddle();
    const { kind, runId, agentId, files } = await only();
    assert.deepEqual([kind, runId, agentId], ['revert', 'run-1', undefined]);
    assert.deepEqual(
      files.map(({ path: name, state: now }) => `${name}: ${now}`),
      ['a.txt: after', 'b.sh: before', 'c.txt: before', 'output/fresh/d.txt: before'],
    );
  });

  test('82: finishing restores the rest, modes and folders too, and every file counts as reverted', async () => {
    await killedInTheMiddle();
    assert.deepEqual(await (await only()).settle('finish', never), { kind: 'settled' });
    assert.equal(sandbox.digest(), untouched);
    assert.equal((await verifyJournal(journal())).kind, 'intact');
    const agent = await seen();
    assert.deepEqual(agent?.reverted.toSorted(), all);
    assert.deepEqual([agent?.changedFiles, agent?.deliverables], [[], []]);
    assert.deepEqual(await openInterrupted(place(), never), []);
    assert.deepEqual((await openRevert(place(), 'run-1', {})).files, []);
  });

  test('82: leaving it touches nothing and is not asked again; the rest can still be reverted', async () => {
    await killedInTheMiddle();
    const cut = sandbox.digest();
    assert.deepEqual(await (await only()).settle('leave', never), { kind: 'settled' });
    assert.equal(sandbox.digest(), cut);
    assert.deepEqual(await openInterrupted(place(), never), []);
    assert.deepEqual((await seen())?.reverted, ['a.txt']);
    assert.deepEqual(
      (await reverted(await openRevert(place(), 'run-1', {}))).toSorted(),
      all.filter((name) => name !== 'a.txt'),
    );
  });

  test('a revert that was cut off is not undone: the bytes of agents do not come back', async () => {
    await killedInTheMiddle();
    const cut = sandbox.digest();
    assert.equal((await (await only()).settle('undo', never)).kind, 'stuck');
    assert.equal(sandbox.digest(), cut);
  });

  test('181: a file that a person changed since is not written over, and the others wait with it', async () => {
    await killedInTheMiddle();
    sandbox.put('c.txt', 'person\n');
    const now = sandbox.digest();
    const outcome = await (await only()).settle('finish', never);
    assert.deepEqual(outcome, { kind: 'stuck', reason: '"c.txt": It was changed after the agents.' });
    assert.equal(sandbox.digest(), now);
    assert.deepEqual(await (await only()).settle('leave', never), { kind: 'settled' });
  });

  test('87: a file whose unsaved changes cannot be seen keeps it waiting', async () => {
    await killedInTheMiddle();
    const editor = new TextEditor();
    editor.typeInNotebook(sandbox.at('c.txt'), 'person\n');
    const [found] = await openInterrupted({ ...place(), openFiles: editor }, never);
    assert.deepEqual(await found?.settle('finish', never), {
      kind: 'stuck',
      reason: '"c.txt": It has changes in an editor that are not saved. Save or close it first.',
    });
  });

  test('one that a person ran again is over, and what it had restored counts as reverted', async () => {
    await killedInTheMiddle();
    await reverted(await openRevert(place(), 'run-1', {}));
    sandbox.put('c.txt', 'person\n');
    assert.deepEqual(await openInterrupted(place(), never), []);
    assert.deepEqual((await seen())?.reverted.toSorted(), all);
    assert.equal(sandbox.text('c.txt'), 'person\n');
  });

  test('181: one of which nothing was restored, or all, is recorded without a question', async () => {
    for (const [texts, back] of [
      [['new a\n', null, 'new c\n', 'new d\n'], []],
      [['old a\n', 'old b\n', 'old c\n', null], all],
    ] as const) {
      await killedInTheMiddle();
      for (const [index, name] of all.entries()) {
        const text = texts[index];
        if (typeof text === 'string') sandbox.put(name, text);
        else fs.rmSync(sandbox.at(name), { force: true });
      }
      assert.deepEqual(await openInterrupted(place(), never), []);
      assert.deepEqual((await seen())?.reverted.toSorted(), back);
      const recorded = await lines();
      assert.deepEqual(await openInterrupted(place(), never), []);
      assert.equal((await lines()).length, recorded.length);
      fs.rmSync(state(), { recursive: true });
      for (const name of ['a', 'c']) sandbox.put(`${name}.txt`, `old ${name}\n`);
      fs.chmodSync(sandbox.put('b.sh', 'old b\n'), 0o755);
      fs.rmSync(sandbox.at('output'), { recursive: true, force: true });
    }
  });
});
