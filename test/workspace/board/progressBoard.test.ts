import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import type { Report } from '../../../src/core/agent/report.ts';
import type { Event } from '../../../src/core/journal/event.ts';
import { boardDocument, isBoardText } from '../../../src/workspace/board/boardDocument.ts';
import {
  createProgressBoard,
  type ProgressBoard,
  type RunOnBoard,
} from '../../../src/workspace/board/progressBoard.ts';
import { openWorkspace } from '../../../src/workspace/confinement/resolver.ts';
import { realDisk } from '../../../src/workspace/confinement/walk.ts';
import { defaultLayout, type Layout, layoutOf } from '../../../src/workspace/layout/layout.ts';
import { settled, VirtualClock } from '../../core/virtualClock.ts';
import { Sandbox } from '../sandbox.ts';

const boardPath = 'output/PROGRESS.md';
const shaOf = (content: string) => createHash('sha256').update(content).digest('hex');

function queued(agentId: string, parentId: string | null = 'parent'): Event {
  const limits = { deadlineSeconds: null, turns: 10, tokens: null, costUsd: null };
  const brief = { task: 'Do it', label: agentId, model: 'test/m', tools: [], limits };
  return { type: 'agentQueued', agentId, parentId, depth: parentId === null ? 0 : 1, brief };
}

const noted = (agentId: string, note: string): Event => ({ type: 'progressNoted', agentId, note });

const runLimits = { children: 9, depth: 1, concurrency: 5, tokens: null, costUsd: null, askFanOutFrom: null };

function finished(outcome: Report['outcome']): Event {
  const usage = { input: 0, cachedInput: 0, output: 0 };
  const report = {
    agentId: 'parent',
    label: 'parent',
    outcome,
    summary: '',
    deliverables: [],
    usage,
    turns: 1,
  };
  return { type: 'runFinished', report };
}

/** One run that a test plays: what it was told to record, and its part of the board. */
class PlayedRun {
  readonly recorded: { readonly path: string; readonly hash: string }[] = [];
  /** Why it has no board, each time it was told. */
  readonly problems: string[] = [];
  readonly part: RunOnBoard;

  constructor(
    board: ProgressBoard,
    runId: string,
    place: Parameters<ProgressBoard['begin']>[1],
    onRecord: (run: PlayedRun) => void,
  ) {
    this.part = board.begin(runId, place, (event) => {
      onRecord(this);
      this.part.note(event);
      if (event.type === 'boardUpdated') this.recorded.push(event);
      if (event.type === 'boardFailed') this.problems.push(event.reason);
    });
    this.part.note({ type: 'runStarted', runId, task: `Task of ${runId}`, limits: runLimits });
    this.part.note(queued('parent', null));
  }
}

suite('the progress board', () => {
  let sandbox: Sandbox;
  let clock: VirtualClock;
  let board: ProgressBoard;
  const begunAt = Date.parse('2026-11-21T09:30:00.000Z');
  const now = () => new Date(begunAt + clock.now());

  setup(() => {
    sandbox = new Sandbox();
    clock = new VirtualClock();
    board = createProgressBoard({ clock, now });
  });
  teardown(() => {
    assert.equal(clock.pendingTimers, 0);
    assert.ok(sandbox.isOutsideUntouched);
    sandbox.remove();
  });

  async function begin(
    runId: string,
    {
      layout = defaultLayout,
      on = board,
      disk = realDisk,
      onRecord = () => {},
    }: {
      layout?: Layout;
      on?: ProgressBoard;
      disk?: typeof realDisk;
      onRecord?: (run: PlayedRun) => void;
    } = {},
  ): Promise<PlayedRun> {
    const workspace = await openWorkspace({ folders: [{ name: 'ws', path: sandbox.root }], disk });
    return new PlayedRun(on, runId, { workspace, layout }, onRecord);
  }

  const exists = () => fs.existsSync(sandbox.at(boardPath));
  const onDisk = () => sandbox.text(boardPath);

  async function until(isTrue: () => boolean): Promise<void> {
    const giveUpAt = performance.now() + 5000;
    while (!isTrue()) {
      assert.ok(performance.now() < giveUpAt, 'nothing happens any more');
      await settled();
    }
  }

  /** Lets the next write happen, and waits until it stands on the disk. */
  async function written(run: PlayedRun): Promise<string> {
    const count = run.recorded.length;
    await until(() => clock.pendingTimers > 0);
    while (clock.pendingTimers > 0) await clock.advance(100);
    await until(() => run.recorded.length > count);
    const { hash } = run.recorded.at(-1) ?? assert.fail();
    await until(() => exists() && shaOf(onDisk()) === hash);
    return onDisk();
  }

  test('there is none for a run without children', async () => {
    const run = await begin('r1');
    run.part.note(noted('parent', 'alone'));
    await clock.advance(10_000);
    run.part.note(finished('completed'));
    await run.part.end();
    assert.ok(!fs.existsSync(sandbox.at('output')));
    assert.deepEqual(run.recorded, []);
    assert.deepEqual(run.problems, []);
  });

  test('the first child makes it; each write is recorded with its hash before it is done', async () => {
    const seen: (string | undefined)[] = [];
    const run = await begin('r1', { onRecord: () => seen.push(exists() ? onDisk() : undefined) });
    run.part.note(queued('zod'));
    const first = await written(run);
    assert.deepEqual(seen, [undefined]);
    assert.deepEqual(run.recorded, [{ type: 'boardUpdated', path: boardPath, hash: shaOf(first) }]);
    assert.ok(isBoardText(first));
    assert.match(first, /## `Task of r1`\n\nRunning: 0 of 1 agent ended\. Updated 2026-11-21 09:30:/);
    run.part.note(noted('zod', 'Reading'));
    const second = await written(run);
    assert.deepEqual(seen, [undefined, first]);
    assert.match(second, /\| ↳ `zod` \| queued \| `Reading` \|/);
    await run.part.end();
    assert.deepEqual(fs.readdirSync(sandbox.at('output')), ['PROGRESS.md']);
  });

  test('it is written at most every two seconds, with all that was noted by then, and not for nothing', async () => {
    const run = await begin('r1');
    run.part.note(queued('zod'));
    await written(run);
    run.part.note(noted('zod', 'one'));
    await written(run);
    for (const note of ['two', 'three', 'four']) run.part.note(noted('zod', note));
    await until(() => clock.pendingTimers === 1);
    await clock.advance(1999);
    assert.equal(clock.pendingTimers, 1);
    assert.equal(run.recorded.length, 2);
    assert.match(await written(run), /`four`/);
    assert.equal(run.recorded.length, 3);
    run.part.note({ type: 'turnStarted', agentId: 'nobody', turn: 1 });
    assert.equal(clock.pendingTimers, 0);
    await run.part.end();
    assert.equal(run.recorded.length, 3);
  });

  test('the end of a run is written at once, and says how it ended', async () => {
    const run = await begin('r1');
    run.part.note(queued('zod'));
    await written(run);
    run.part.note(finished('partial'));
    await run.part.end();
    assert.match(onDisk(), /^Ended: partial\./m);
    assert.equal(run.recorded.at(-1)?.hash, shaOf(onDisk()));
    run.part.note(noted('zod', 'too late'));
    await run.part.end();
    assert.equal(run.recorded.length, 2);
  });

  test('an end that comes while a write is under way still has the last word on the disk', async () => {
    let ending: Promise<void> | undefined;
    const run = await begin('r1', {
      onRecord: ({ part }) => {
        ending ??= part.end();
      },
    });
    run.part.note(queued('zod'));
    run.part.note(finished('completed'));
    await clock.advance(2000);
    await until(() => ending !== undefined);
    await ending;
    assert.match(onDisk(), /^Ended: completed\./m);
    assert.equal(run.recorded.at(-1)?.hash, shaOf(onDisk()));
  });

  test('the runs of a process share one, and each records what it says there', async () => {
    const one = await begin('r1');
    const two = await begin('r2');
    one.part.note(queued('zod'));
    two.part.note(queued('yup'));
    const both = await written(one);
    assert.match(both, /Task of r1[\s\S]*`zod`[\s\S]*Task of r2[\s\S]*`yup`/);
    assert.deepEqual(one.recorded, two.recorded);
    one.part.note(finished('completed'));
    await one.part.end();
    assert.equal(two.recorded.length, 1);
    two.part.note(noted('yup', 'still here'));
    assert.match(await written(two), /still here[\s\S]*Task of r1[\s\S]*Ended: completed/);
    await clock.advance(60_000);
    two.part.note(noted('yup', 'later'));
    assert.doesNotMatch(await written(two), /Task of r1/);
    await two.part.end();
  });

  test('two processes keep each other’s parts while these are fresh', async () => {
    const other = createProgressBoard({ clock, now });
    const here = await begin('r1');
    const there = await begin('r2', { on: other });
    here.part.note(queued('zod'));
    await written(here);
    there.part.note(queued('yup'));
    assert.match(await written(there), /`yup`[\s\S]*`zod`/);
    here.part.note(noted('zod', 'more'));
    assert.match(await written(here), /`more`[\s\S]*`yup`/);
    await clock.advance(60_000);
    here.part.note(noted('zod', 'much later'));
    assert.doesNotMatch(await written(here), /`yup`/);
    await here.part.end();
    await there.part.end();
  });

  test('processes that write at the same moment lose nothing of each other', async () => {
    const boards = [board, ...[1, 2].map(() => createProgressBoard({ clock, now }))];
    const runs = await Promise.all(boards.map((on, n) => begin(`r${n}`, { on })));
    for (const { part } of runs) part.note(queued('zod'));
    await clock.advance(100);
    for (const { part } of runs) part.note(finished('completed'));
    await Promise.all(runs.map(({ part }) => part.end()));
    for (const n of runs.keys()) assert.match(onDisk(), new RegExp(`Task of r${n}`));
    assert.equal(onDisk().match(/^Ended: completed/gm)?.length, 3);
    assert.deepEqual(
      runs.map(({ problems }) => problems),
      [[], [], []],
    );
    assert.deepEqual(fs.readdirSync(sandbox.at('output')), ['PROGRESS.md']);
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
      make(sandbox);
      const before = sandbox.digest();
      const run = await begin('r1');
      run.part.note(queued('zod'));
      await clock.advance(2000);
      await until(() => run.problems.length > 0);
      run.part.note(noted('zod', 'more'));
      assert.equal(clock.pendingTimers, 0);
      run.part.note(finished('completed'));
      await run.part.end();
      assert.equal(run.problems.length, 1);
      assert.equal(sandbox.digest(), before);
      assert.ok(what.endsWith('read-only') || run.recorded.length === 0);
    });
  }

  test('a file that a person puts in its place is not replaced', async () => {
    const run = await begin('r1');
    run.part.note(queued('zod'));
    await written(run);
    sandbox.put(boardPath, 'mine now');
    run.part.note(finished('completed'));
    await run.part.end();
    assert.equal(onDisk(), 'mine now');
    assert.match(run.problems.join(), /^"output\/PROGRESS\.md" is somebody else's file$/);
  });

  test('a board of an earlier run is taken over, also with other line endings', async () => {
    const old = boardDocument([{ runId: 'old', text: 'gone' }], '', new Date(begunAt - 60_001));
    const fresh = boardDocument([{ runId: 'fresh', text: 'kept' }], '', new Date(begunAt));
    sandbox.put(boardPath, (old + fresh).replaceAll('\n', '\r\n'));
    const run = await begin('r1');
    run.part.note(queued('zod'));
    const text = await written(run);
    assert.doesNotMatch(text, /gone/);
    assert.match(text, /\nkept\n/);
    await run.part.end();
  });

  test('a board that was deleted is made again', async () => {
    const run = await begin('r1');
    run.part.note(queued('zod'));
    await written(run);
    fs.rmSync(sandbox.at('output'), { recursive: true });
    run.part.note(noted('zod', 'again'));
    assert.match(await written(run), /again/);
    await run.part.end();
  });

  for (const access of ['ask', 'read', 'none'] as const) {
    test(`where its place is "${access}" there is none`, async () => {
      const run = await begin('r1', { layout: layoutOf({ rows: [], otherwise: access }) });
      run.part.note(queued('zod'));
      assert.equal(clock.pendingTimers, 0);
      run.part.note(queued('yup'));
      await run.part.end();
      assert.deepEqual(run.problems, ['"output/PROGRESS.md" is not open to free writing']);
      assert.ok(!fs.existsSync(sandbox.at('output')));
    });
  }

  test('why there is none is told every run that has children, also one that comes later', async () => {
    sandbox.put(boardPath, 'mine');
    const [first, childless] = [await begin('r1'), await begin('r2')];
    first.part.note(queued('zod'));
    await clock.advance(2000);
    await until(() => first.problems.length > 0);
    const later = await begin('r3');
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
    const lost = await begin('r1', {
      onRecord: () => {
        tries += 1;
        throw new Error('no journal');
      },
    });
    const other = await begin('r2');
    lost.part.note(queued('zod'));
    await clock.advance(2000);
    await until(() => tries > 0);
    assert.ok(!fs.existsSync(sandbox.at('output')));
    other.part.note(queued('yup'));
    assert.doesNotMatch(await written(other), /Task of r1/);
    await lost.part.end();
    await other.part.end();
    assert.deepEqual(other.problems, []);
  });

  test('a disk that never answers does not keep a run from ending, nor is anything written later', async () => {
    const answers: (() => void)[] = [];
    let hangs = false;
    const disk: typeof realDisk = {
      ...realDisk,
      realpath: async (path) => {
        if (hangs) await new Promise<void>((resolve) => answers.push(resolve));
        return realDisk.realpath(path);
      },
    };
    const run = await begin('r1', { disk });
    run.part.note(queued('zod'));
    const before = await written(run);
    hangs = true;
    run.part.note(finished('completed'));
    let hasEnded = false;
    const ended = run.part.end().then(() => {
      hasEnded = true;
    });
    await clock.advance(1999);
    assert.equal(hasEnded, false);
    await clock.advance(1);
    await ended;
    assert.deepEqual(run.problems, ['the disk did not answer']);
    hangs = false;
    for (const answer of answers) answer();
    for (let n = 0; n < 50; n += 1) await settled();
    assert.equal(run.recorded.length, 1);
    assert.equal(run.problems.length, 1);
    assert.equal(onDisk(), before);
  });

  test('with several folders it stands in the first one', async () => {
    fs.mkdirSync(sandbox.at('one'));
    fs.mkdirSync(sandbox.at('two'));
    const folders = ['one', 'two'].map((name) => ({ name, path: sandbox.at(name) }));
    const workspace = await openWorkspace({ folders });
    const run = new PlayedRun(board, 'r1', { workspace, layout: defaultLayout }, () => {});
    run.part.note(queued('zod'));
    run.part.note(finished('completed'));
    await run.part.end();
    assert.equal(run.recorded[0]?.path, 'one/output/PROGRESS.md');
    assert.ok(fs.existsSync(sandbox.at('one/output/PROGRESS.md')));
    assert.ok(!fs.existsSync(sandbox.at('two/output')));
  });

  suite('and the tools of agents', () => {
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
      assert.ok(!exists());
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
});
