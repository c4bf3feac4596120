import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { rgPath } from '@vscode/ripgrep';
import { foldRun } from '../../../src/core/journal/runView.ts';
import { openInterrupted } from '../../../src/interruptedChanges.ts';
import { openRevert } from '../../../src/revertRun.ts';
import { sweepLeftovers } from '../../../src/workspace/changes/sweepLeftovers.ts';
import { openWorkspace } from '../../../src/workspace/confinement/resolver.ts';
import { openJournal } from '../../../src/workspace/journal/journalFile.ts';
import { verifyJournal } from '../../../src/workspace/journal/readJournal.ts';
import { wideLimits } from '../../core/usualPorts.ts';
import { never, Sandbox } from '../sandbox.ts';
import { journalOf, linesOf, onlyInterrupted, pastPlace, stateOf } from './cutOffPlace.ts';
import { does, RecordedRun, states } from './recordedRun.ts';

suite('a change of several files that a crash cuts off', function () {
  this.timeout(60_000);
  let sandbox: Sandbox;
  let untouched: string;
  setup(() => {
    sandbox = new Sandbox();
    sandbox.put('a.txt', 'old a\n');
    fs.chmodSync(sandbox.put('b.sh', 'old b\n'), 0o755);
    sandbox.put('d.txt', 'bye\n');
    untouched = sandbox.digest();
  });
  teardown(() => sandbox.remove());

  const state = () => stateOf(sandbox);
  const place = () => pastPlace(sandbox);
  const journal = () => journalOf(sandbox);
  const lines = () => linesOf(sandbox);
  const only = () => onlyInterrupted(sandbox);

  function startPatch(signal: NodeJS.Signals): ChildProcess {
    const program = path.join(import.meta.dirname, 'cutOff.ts');
    return spawn(process.execPath, [program, sandbox.base, signal], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  }

  async function killedInTheMiddle(): Promise<void> {
    const child = startPatch('SIGKILL');
    const signal = await new Promise((resolve) => child.on('exit', (_, name) => resolve(name)));
    assert.equal(signal, 'SIGKILL');
    assert.ok(staged().length > 0);
  }

  const staged = () =>
    fs.readdirSync(sandbox.root, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tmp$/.test(name));

  test('82: the journal tells which files are done, though the process was killed after the first of four', async () => {
    await killedInTheMiddle();
    const { runId, agentId, files } = await only();
    assert.deepEqual([runId, agentId], ['run-1', 'agent-1']);
    assert.deepEqual(
      files.map(({ path: name, state: now }) => `${name}: ${now}`),
      ['a.txt: after', 'b.sh: before', 'fresh/c.txt: before', 'd.txt: before'],
    );
  });

  test('82: finishing changes the rest as it was meant to be', async () => {
    await killedInTheMiddle();
    assert.deepEqual(await (await only()).settle('finish', never), { kind: 'settled' });
    assert.deepEqual(
      ['a.txt', 'b.sh', 'fresh/c.txt'].map((name) => sandbox.text(name)),
      ['new a\n', 'new b\n', 'new c\n'],
    );
    assert.equal(fs.statSync(sandbox.at('b.sh')).mode & 0o777, 0o755);
    assert.ok(!fs.existsSync(sandbox.at('d.txt')));
    assert.equal((await verifyJournal(journal())).kind, 'intact');
    assert.deepEqual(foldRun(await lines())?.agents[0]?.changedFiles, [
      'a.txt',
      'b.sh',
      'fresh/c.txt',
      'd.txt',
    ]);
    assert.deepEqual(await openInterrupted(place(), never), []);

    const revert = await openRevert(place(), 'run-1', {});
    assert.equal((await revert.apply(never)).kind, 'reverted');
    assert.equal(sandbox.digest(), untouched);
  });

  test('82: undoing puts everything back, new folders too', async () => {
    await killedInTheMiddle();
    assert.deepEqual(await (await only()).settle('undo', never), { kind: 'settled' });
    assert.equal(sandbox.digest(), untouched);
    assert.deepEqual(foldRun(await lines())?.agents[0]?.changedFiles, []);
    assert.deepEqual(await openInterrupted(place(), never), []);
    assert.deepEqual((await openRevert(place(), 'run-1', {})).files, []);
  });

  test('82: leaving it touches nothing and is not asked again; the run can still be reverted', async () => {
    await killedInTheMiddle();
    const workspace = await openWorkspace({ folders: place().folders });
    await sweepLeftovers({ workspace, rgPath, now: Date.now() + 3_600_000 }, never);
    const cut = sandbox.digest();
    assert.deepEqual(await (await only()).settle('leave', never), { kind: 'settled' });
    assert.equal(sandbox.digest(), cut);
    assert.deepEqual(await openInterrupted(place(), never), []);
    const revert = await openRevert(place(), 'run-1', {});
    assert.deepEqual(states(revert), [
      'a.txt: ready',
      'b.sh: alreadyBack',
      'd.txt: alreadyBack',
      'fresh/c.txt: alreadyBack',
    ]);
    await revert.apply(never);
    assert.equal(sandbox.text('a.txt'), 'old a\n');
  });

  for (const choice of ['finish', 'undo', 'leave'] as const) {
    test(`82, 93: to ${choice} it removes what was staged at once, but nothing else of such a name`, async () => {
      await killedInTheMiddle();
      const strange = `.muster-${'0'.repeat(32)}.tmp`;
      sandbox.put(strange, 'of another process\n');
      assert.deepEqual(await (await only()).settle(choice, never), { kind: 'settled' });
      assert.deepEqual(staged(), [strange]);
    });
  }

  test('82, 93: where the crash came before the first file, what was staged goes without a question, folders too', async () => {
    await killedInTheMiddle();
    sandbox.put('a.txt', 'old a\n');
    assert.deepEqual(await openInterrupted(place(), never), []);
    assert.equal(sandbox.digest(), untouched);
  });

  test('181: a file that a person changed since is neither finished nor undone, and neither are the others', async () => {
    await killedInTheMiddle();
    sandbox.put('b.sh', 'person\n');
    const now = sandbox.digest();
    for (const choice of ['finish', 'undo'] as const) {
      const outcome = await (await only()).settle(choice, never);
      assert.deepEqual(outcome, { kind: 'stuck', reason: '"b.sh" was changed since by somebody else.' });
      assert.equal(sandbox.digest(), now);
    }
    assert.deepEqual(await (await only()).settle('leave', never), { kind: 'settled' });
  });

  test('205: nothing is settled through a link', async () => {
    await killedInTheMiddle();
    fs.rmSync(sandbox.at('b.sh'));
    sandbox.link(path.join(sandbox.outside, 'secret.txt'), 'b.sh');
    for (const choice of ['finish', 'undo'] as const)
      assert.equal((await (await only()).settle(choice, never)).kind, 'stuck');
    assert.ok(sandbox.isOutsideUntouched);
  });

  test('a run whose process is alive is left alone, until that process is gone', async () => {
    const child = startPatch('SIGSTOP');
    const isGone = new Promise((resolve) => child.on('exit', resolve));
    try {
      while (!fs.readFileSync(sandbox.at('a.txt'), 'utf8').startsWith('new'))
        await new Promise((resolve) => setTimeout(resolve, 20));
      assert.deepEqual(await openInterrupted(place(), never), []);
      await assert.rejects(openJournal(state(), 'run-1'), /still at work/);
    } finally {
      child.kill('SIGKILL');
    }
    await isGone;
    assert.equal((await only()).files.length, 4);
  });

  test('181: what the disk shows to be done, or not begun, is recorded without a question', async () => {
    for (const [expected, contents] of [
      ['finished', ['new a\n', 'new b\n', 'new c\n', null]],
      ['undone', ['old a\n', 'old b\n', null, 'bye\n']],
    ] as const) {
      await killedInTheMiddle();
      for (const [index, name] of ['a.txt', 'b.sh', 'fresh/c.txt', 'd.txt'].entries()) {
        const content = contents[index];
        if (typeof content === 'string') sandbox.put(name, content);
        else fs.rmSync(sandbox.at(name), { force: true });
      }
      assert.deepEqual(await openInterrupted(place(), never), []);
      const end = (await lines()).at(-1)?.event;
      assert.deepEqual(end?.type === 'commitSettled' && end.as, expected);
      fs.rmSync(state(), { recursive: true });
      for (const [name, content] of [
        ['a.txt', 'old a\n'],
        ['b.sh', 'old b\n'],
        ['d.txt', 'bye\n'],
      ] as const)
        sandbox.put(name, content);
      fs.rmSync(sandbox.at('fresh'), { recursive: true, force: true });
    }
  });

  test('90: a file whose move is finished has the mode that it had', async () => {
    fs.chmodSync(sandbox.at('a.txt'), 0o640);
    const run = await RecordedRun.begin(sandbox);
    const agent = run.agent('agent-1');
    await does(agent, 'read_file', { path: 'a.txt' });
    const head = ['*** Begin Patch', '*** Update File: a.txt', '*** Move to: moved/a.txt'];
    const patch = [...head, '@@', '-old a', '+new a', '*** End Patch'].join('\n');
    await does(agent, 'patch_file', { patch });
    run.end();
    // As a crash between the two files leaves it: the old name is gone already, and no end is recorded.
    const announced = (await lines()).flatMap(({ event }) => (event.type === 'fileChanging' ? [event] : []));
    fs.rmSync(path.dirname(journal()), { recursive: true });
    fs.rmSync(sandbox.at('moved'), { recursive: true });
    const cut = await openJournal(state(), 'run-1');
    cut.append({ type: 'runStarted', runId: 'run-1', task: 'Test', limits: wideLimits });
    for (const event of announced) cut.append(event);
    cut.close();
    assert.deepEqual(await (await only()).settle('finish', never), { kind: 'settled' });
    assert.equal(fs.statSync(sandbox.at('moved/a.txt')).mode & 0o777, 0o640);
    assert.equal(sandbox.text('moved/a.txt'), 'new a\n');
  });

  test('181: a single file whose change was announced and never ended is as it is: done or not', async () => {
    const run = await RecordedRun.begin(sandbox);
    await does(run.agent('agent-1'), 'read_file', { path: 'a.txt' });
    run.end();
    const [before, after] = ['old a\n', 'new a\n'].map(
      (text) => sandbox.put('a.txt', text) && hashNow('a.txt'),
    );
    const cut = await openJournal(state(), 'run-1');
    const fact = {
      agentId: 'agent-1',
      callId: 'call-1',
      path: 'a.txt',
      before: before ?? '',
      after: after ?? '',
    };
    cut.append({ type: 'fileChanging', ...fact });
    cut.close();
    assert.deepEqual(await openInterrupted(place(), never), []);
    assert.deepEqual(states(await openRevert(place(), 'run-1', {})), ['a.txt: notKept']);
    sandbox.put('a.txt', 'old a\n');
    assert.deepEqual(states(await openRevert(place(), 'run-1', {})), ['a.txt: alreadyBack']);
  });

  const hashNow = (name: string) =>
    createHash('sha256')
      .update(fs.readFileSync(sandbox.at(name)))
      .digest('hex');
});
