import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { boardDocument, isBoardText } from '../../../src/workspace/board/boardDocument.ts';
import { openWorkspace } from '../../../src/workspace/confinement/resolver.ts';
import { noOpenFiles } from '../../../src/workspace/content/openFiles.ts';
import { defaultLayout, layoutOf } from '../../../src/workspace/layout/layout.ts';
import { settled } from '../../core/virtualClock.ts';
import type { Sandbox } from '../sandbox.ts';
import { BoardBench, boardPath, finished, noted, PlayedRun, queued, shaOf, stuckDisk } from './boardBench.ts';

suite('the progress board', () => {
  let bench: BoardBench;
  setup(() => {
    bench = new BoardBench();
  });
  teardown(() => {
    assert.ok(bench.sandbox.isOutsideUntouched);
    bench.end();
  });

  test('there is none for a run without children', async () => {
    const run = await bench.begin('r1');
    run.part.note(noted('parent', 'alone'));
    await bench.clock.advance(10_000);
    run.part.note(finished('completed'));
    await run.part.end();
    assert.ok(!fs.existsSync(bench.sandbox.at('output')));
    assert.deepEqual(run.recorded, []);
    assert.deepEqual(run.problems, []);
  });

  test('the first child makes it; each write is recorded with its hash before it is done', async () => {
    const seen: (string | undefined)[] = [];
    const run = await bench.begin('r1', {
      onRecord: () => seen.push(bench.isOnDisk ? bench.text : undefined),
    });
    run.part.note(queued('zod'));
    const first = await bench.written(run);
    assert.deepEqual(seen, [undefined]);
    assert.deepEqual(run.recorded, [{ type: 'boardUpdated', path: boardPath, hash: shaOf(first) }]);
    assert.ok(isBoardText(first));
    assert.match(first, /## `Task of r1`\n\nRunning: 0 of 1 agent ended\. Updated 2026-11-21 09:30:/);
    run.part.note(noted('zod', 'Reading'));
    const second = await bench.written(run);
    assert.deepEqual(seen, [undefined, first]);
    assert.match(second, /\| ↳ `zod` \| queued \| `Reading` \|/);
    await run.part.end();
    assert.deepEqual(fs.readdirSync(bench.sandbox.at('output')), ['PROGRESS.md']);
  });

  test('it is written at most every two seconds, with all that was noted by then, and not for nothing', async () => {
    const run = await bench.begin('r1');
    run.part.note(queued('zod'));
    await bench.written(run);
    run.part.note(noted('zod', 'one'));
    await bench.written(run);
    for (const note of ['two', 'three', 'four']) run.part.note(noted('zod', note));
    await bench.until(() => bench.clock.pendingTimers === 1);
    await bench.clock.advance(1999);
    assert.equal(bench.clock.pendingTimers, 1);
    assert.equal(run.recorded.length, 2);
    assert.match(await bench.written(run), /`four`/);
    assert.equal(run.recorded.length, 3);
    run.part.note({ type: 'turnStarted', agentId: 'nobody', turn: 1 });
    assert.equal(bench.clock.pendingTimers, 0);
    await run.part.end();
    assert.equal(run.recorded.length, 3);
  });

  test('the end of a run is written at once, and says how it ended', async () => {
    const run = await bench.begin('r1');
    run.part.note(queued('zod'));
    await bench.written(run);
    run.part.note(finished('partial'));
    await run.part.end();
    assert.match(bench.text, /^Ended: partial\./m);
    assert.equal(run.recorded.at(-1)?.hash, shaOf(bench.text));
    run.part.note(noted('zod', 'too late'));
    await run.part.end();
    assert.equal(run.recorded.length, 2);
  });

  test('an end that comes while a write is under way still has the last word on the disk', async () => {
    let ending: Promise<void> | undefined;
    const run = await bench.begin('r1', {
      onRecord: ({ part }) => {
        ending ??= part.end();
      },
    });
    run.part.note(queued('zod'));
    run.part.note(finished('completed'));
    await bench.clock.advance(2000);
    await bench.until(() => ending !== undefined);
    await ending;
    assert.match(bench.text, /^Ended: completed\./m);
    assert.equal(run.recorded.at(-1)?.hash, shaOf(bench.text));
  });

  test('the runs of a process share one, and each records what it says there', async () => {
    const one = await bench.begin('r1');
    const two = await bench.begin('r2');
    one.part.note(queued('zod'));
    two.part.note(queued('yup'));
    const both = await bench.written(one);
    assert.match(both, /Task of r1[\s\S]*`zod`[\s\S]*Task of r2[\s\S]*`yup`/);
    assert.deepEqual(one.recorded, two.recorded);
    one.part.note(finished('completed'));
    await one.part.end();
    assert.equal(two.recorded.length, 1);
    two.part.note(noted('yup', 'still here'));
    assert.match(await bench.written(two), /still here[\s\S]*Task of r1[\s\S]*Ended: completed/);
    await bench.clock.advance(60_000);
    two.part.note(noted('yup', 'later'));
    assert.doesNotMatch(await bench.written(two), /Task of r1/);
    await two.part.end();
  });

  test('two processes keep each other’s parts while these are fresh', async () => {
    const other = bench.otherBoard();
    const here = await bench.begin('r1');
    const there = await bench.begin('r2', { on: other });
    here.part.note(queued('zod'));
    await bench.written(here);
    there.part.note(queued('yup'));
    assert.match(await bench.written(there), /`yup`[\s\S]*`zod`/);
    here.part.note(noted('zod', 'more'));
    assert.match(await bench.written(here), /`more`[\s\S]*`yup`/);
    await bench.clock.advance(60_000);
    here.part.note(noted('zod', 'much later'));
    assert.doesNotMatch(await bench.written(here), /`yup`/);
    await here.part.end();
    await there.part.end();
  });

  test('processes that write at the same moment lose nothing of each other', async () => {
    const boards = [bench.board, ...[1, 2].map(() => bench.otherBoard())];
    const runs = await Promise.all(boards.map((on, n) => bench.begin(`r${n}`, { on })));
    for (const { part } of runs) part.note(queued('zod'));
    await bench.clock.advance(100);
    for (const { part } of runs) part.note(finished('completed'));
    await Promise.all(runs.map(({ part }) => part.end()));
    for (const n of runs.keys()) assert.match(bench.text, new RegExp(`Task of r${n}`));
    assert.equal(bench.text.match(/^Ended: completed/gm)?.length, 3);
    assert.deepEqual(
      runs.map(({ problems }) => problems),
      [[], [], []],
    );
    assert.deepEqual(fs.readdirSync(bench.sandbox.at('output')), ['PROGRESS.md']);
  });

  const foreign: readonly (readonly [string, (sandbox: Sandbox) => void])[] = [
    ['a file of the person', (s) => s.put(boardPath, '# My own notes\n')],
    ['an empty file', (s) => s.put(boardPath, '')],
    ['a board with something before it', (s) => s.put(boardPath, `\n${boardDocument([], '', new Date(0))}`)],
    ['a folder', (s) => s.put(`${boardPath}/a.txt`, 'a')],
    [
      'a link to a file inside',
      (s) => s.link(s.put('notes.md', boardDocument([], '', new Date(0))), boardPath),
    ],
    ['a link to a file outside', (s) => s.link(`${s.outside}/secret.txt`, boardPath)],
    ['a link to nowhere', (s) => s.link('nowhere', boardPath)],
    ['a link in place of its folder', (s) => s.link(s.outside, 'output')],
    [
      'another folder of the workspace in place of its folder',
      (s) => {
        fs.mkdirSync(s.at('real'));
        s.link('real', 'output');
      },
    ],
    ['a file in place of its folder', (s) => s.put('output', 'x')],
    [
      'a board with two names',
      (s) => {
        fs.mkdirSync(s.at('output'));
        fs.linkSync(s.put('once.md', boardDocument([], '', new Date(0))), s.at(boardPath));
      },
    ],
    [
      'a board that is read-only',
      (s) => fs.chmodSync(s.put(boardPath, boardDocument([], '', new Date(0))), 0o444),
    ],
  ];
  for (const [what, make] of foreign) {
    test(`${what} stays as it is, and the run goes on without a board and records why`, async () => {
      make(bench.sandbox);
      const before = bench.sandbox.digest();
      const run = await bench.begin('r1');
      run.part.note(queued('zod'));
      await bench.clock.advance(2000);
      await bench.until(() => run.problems.length > 0);
      run.part.note(noted('zod', 'more'));
      assert.equal(bench.clock.pendingTimers, 0);
      run.part.note(finished('completed'));
      await run.part.end();
      assert.equal(run.problems.length, 1);
      assert.equal(bench.sandbox.digest(), before);
      assert.ok(what.endsWith('read-only') || run.recorded.length === 0);
    });
  }

  test('a file that a person puts in its place is not replaced', async () => {
    const run = await bench.begin('r1');
    run.part.note(queued('zod'));
    await bench.written(run);
    bench.sandbox.put(boardPath, 'mine now');
    run.part.note(finished('completed'));
    await run.part.end();
    assert.equal(bench.text, 'mine now');
    assert.match(run.problems.join(), /^"output\/PROGRESS\.md" is somebody else's file$/);
  });

  test('a board of an earlier run is taken over, also with other line endings', async () => {
    const old = boardDocument([{ runId: 'old', text: 'gone' }], '', new Date(bench.begunAt - 60_001));
    const fresh = boardDocument([{ runId: 'fresh', text: 'kept' }], '', new Date(bench.begunAt));
    bench.sandbox.put(boardPath, (old + fresh).replaceAll('\n', '\r\n'));
    const run = await bench.begin('r1');
    run.part.note(queued('zod'));
    const text = await bench.written(run);
    assert.doesNotMatch(text, /gone/);
    assert.match(text, /\nkept\n/);
    await run.part.end();
  });

  test('a board that was deleted is made again', async () => {
    const run = await bench.begin('r1');
    run.part.note(queued('zod'));
    await bench.written(run);
    fs.rmSync(bench.sandbox.at('output'), { recursive: true });
    run.part.note(noted('zod', 'again'));
    assert.match(await bench.written(run), /again/);
    await run.part.end();
  });

  for (const access of ['ask', 'read', 'none'] as const) {
    test(`where its place is "${access}" there is none`, async () => {
      const run = await bench.begin('r1', { layout: layoutOf({ rows: [], otherwise: access }) });
      run.part.note(queued('zod'));
      assert.equal(bench.clock.pendingTimers, 0);
      run.part.note(queued('yup'));
      await run.part.end();
      assert.deepEqual(run.problems, ['"output/PROGRESS.md" is not open to free writing']);
      assert.ok(!fs.existsSync(bench.sandbox.at('output')));
    });
  }

  test('why there is none is told every run that has children, also one that comes later', async () => {
    bench.sandbox.put(boardPath, 'mine');
    const [first, childless] = [await bench.begin('r1'), await bench.begin('r2')];
    first.part.note(queued('zod'));
    await bench.clock.advance(2000);
    await bench.until(() => first.problems.length > 0);
    const later = await bench.begin('r3');
    later.part.note(queued('yup'));
    assert.deepEqual(later.problems, first.problems);
    for (const run of [first, childless, later]) await run.part.end();
    assert.deepEqual(
      [first, childless, later].map(({ problems }) => problems.length),
      [1, 0, 1],
    );
  });

  test('what cannot be recorded is not written; the other runs keep their board', async () => {
    let tries = 0;
    const lost = await bench.begin('r1', {
      onRecord: () => {
        tries += 1;
        throw new Error('no journal');
      },
    });
    const other = await bench.begin('r2');
    lost.part.note(queued('zod'));
    await bench.clock.advance(2000);
    await bench.until(() => tries > 0);
    assert.ok(!fs.existsSync(bench.sandbox.at('output')));
    other.part.note(queued('yup'));
    assert.doesNotMatch(await bench.written(other), /Task of r1/);
    await lost.part.end();
    await other.part.end();
    assert.deepEqual(other.problems, []);
  });

  test('a disk that never answers keeps a run from ending for a second at most, nor is anything written later', async () => {
    const { disk, stick, answer } = stuckDisk();
    const run = await bench.begin('r1', { disk });
    run.part.note(queued('zod'));
    const before = await bench.written(run);
    stick();
    run.part.note(finished('completed'));
    let hasEnded = false;
    const ended = run.part.end().then(() => {
      hasEnded = true;
    });
    await bench.clock.advance(999);
    assert.equal(hasEnded, false);
    await bench.clock.advance(1);
    await ended;
    assert.deepEqual(run.problems, ['the disk did not answer']);
    answer();
    for (let n = 0; n < 50; n += 1) await settled();
    assert.equal(run.recorded.length, 1);
    assert.equal(run.problems.length, 1);
    assert.equal(bench.text, before);
  });

  test('a run that leaves while the disk is slow takes no board from the others', async () => {
    const { disk, stick, answer } = stuckDisk();
    const leaving = await bench.begin('r1', { disk });
    const staying = await bench.begin('r2', { disk });
    leaving.part.note(queued('zod'));
    staying.part.note(queued('yup'));
    await bench.written(staying);
    stick();
    staying.part.note(noted('yup', 'on the way'));
    await bench.until(() => bench.clock.pendingTimers === 1);
    await bench.clock.advance(2000);
    leaving.part.note(finished('completed'));
    const left = leaving.part.end();
    await bench.clock.advance(2000);
    await left;
    const recorded = leaving.recorded.length;
    answer();
    await bench.until(() => /`yup`.*`on the way`/.test(bench.text));
    staying.part.note(noted('yup', 'further'));
    assert.match(await bench.written(staying), /`yup`.*`further`/);
    const later = await bench.begin('r3');
    later.part.note(queued('ajv'));
    assert.match(await bench.written(later), /`ajv`/);
    for (const run of [staying, later]) {
      run.part.note(finished('completed'));
      await run.part.end();
      assert.deepEqual(run.problems, []);
    }
    assert.match(bench.text, /Task of r2[\s\S]*^Ended: completed/m);
    assert.deepEqual(leaving.problems, ['the disk did not answer']);
    assert.equal(leaving.recorded.length, recorded);
  });

  test('a last word that another run has written along is not missed, whatever the disk does then', async () => {
    const { disk, stick, answer } = stuckDisk();
    let onRecord = () => {};
    const leaving = await bench.begin('r1', { disk });
    const staying = await bench.begin('r2', { disk, onRecord: () => onRecord() });
    leaving.part.note(queued('zod'));
    staying.part.note(queued('yup'));
    await bench.written(staying);
    stick();
    onRecord = stick;
    staying.part.note(noted('yup', 'on the way'));
    await bench.until(() => bench.clock.pendingTimers === 1);
    await bench.clock.advance(2000);
    leaving.part.note(finished('completed'));
    let hasLeft = false;
    void leaving.part.end().then(() => {
      hasLeft = true;
    });
    answer();
    await bench.until(() => hasLeft);
    assert.match(bench.text, /Task of r1[\s\S]*^Ended: completed/m);
    assert.equal(leaving.recorded.at(-1)?.hash, shaOf(bench.text));
    assert.deepEqual(leaving.problems, []);
    answer();
    await staying.part.end();
  });

  test('a last word that others overtake again and again is given up, and why is told once', async () => {
    let change = 0;
    const board = () => boardDocument([{ runId: 'other', text: `${change}` }], '', new Date(0));
    const run = await bench.begin('r1', {
      onRecord: () => {
        change += 1;
        bench.sandbox.put(boardPath, board());
      },
    });
    run.part.note(queued('zod'));
    run.part.note(finished('completed'));
    await run.part.end();
    assert.equal(bench.text, board());
    assert.deepEqual(run.problems, ['somebody else changed it again and again']);
  });

  test('a run in a folder that took the place of the one before has a board, though the runs of that one have none', async () => {
    const before = await bench.begin('r1');
    before.part.note(queued('zod'));
    await bench.written(before);
    fs.renameSync(bench.sandbox.root, `${bench.sandbox.base}/gone`);
    fs.mkdirSync(bench.sandbox.root);
    before.part.note(finished('completed'));
    const after = await bench.begin('r2');
    after.part.note(queued('yup'));
    await before.part.end();
    assert.match(await bench.written(after), /`yup`/);
    await after.part.end();
    assert.match(before.problems.join(), /no longer the one that was opened\.$/);
    assert.deepEqual(after.problems, []);
  });

  test('with several folders it stands in the first one', async () => {
    fs.mkdirSync(bench.sandbox.at('one'));
    fs.mkdirSync(bench.sandbox.at('two'));
    const folders = ['one', 'two'].map((name) => ({ name, path: bench.sandbox.at(name) }));
    const workspace = await openWorkspace({ folders });
    const run = new PlayedRun(
      bench.board,
      'r1',
      { workspace, layout: defaultLayout, openFiles: noOpenFiles },
      () => {},
    );
    run.part.note(queued('zod'));
    run.part.note(finished('completed'));
    await run.part.end();
    assert.equal(run.recorded[0]?.path, 'one/output/PROGRESS.md');
    assert.ok(fs.existsSync(bench.sandbox.at('one/output/PROGRESS.md')));
    assert.ok(!fs.existsSync(bench.sandbox.at('two/output')));
  });
});
