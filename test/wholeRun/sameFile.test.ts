import assert from 'node:assert/strict';
import { Gate } from '../core/gate.ts';
import {
  type Call,
  type Play,
  type Say,
  type ScriptedModel,
  startModel,
  type Turn,
} from '../models/scriptedModel.ts';
import { approve, begin, eventsOf, finish, Place, wholeRun } from './wholeRun.ts';

const count = 8;
const path = 'src/list.txt';

/** A parent that spawns a child for each number and waits; the children play as given. */
function team(child: (turn: Turn, n: number) => ReturnType<Play>): Play {
  const spawns = Array.from({ length: count }, (_, n): Call => ['spawn', { task: `${n}`, label: `c${n}` }]);
  return (turn) => {
    if (/^\d+$/.test(turn.task)) return child(turn, Number(turn.task));
    return turn.number === 1 ? { calls: spawns } : 'Done.';
  };
}

suite('several agents and one file', () => {
  let place: Place;
  let model: ScriptedModel;
  const limits = { children: count, depth: 1, concurrency: count };

  setup(() => {
    place = new Place();
    place.put(path, `${Array.from({ length: count }, (_, n) => `line ${n}: open`).join('\n')}\n`);
  });
  teardown(async () => {
    await model.stop();
    place.remove();
  });

  /** Reads until it may edit, and edits until its own line is done. */
  const doOneLine = ({ heard, number }: Turn, n: number): Say => {
    const edit: Call = ['edit_file', { path, old_text: `line ${n}: open`, new_text: `line ${n}: done` }];
    if (heard.some((text) => text.startsWith('Edited'))) return 'Done.';
    const hasRead = number > 1 && heard.some((text) => text.startsWith('line 0'));
    return { calls: [hasRead ? edit : ['read_file', { path, limit: 1000 + number }]] };
  };
  const allDone = `${Array.from({ length: count }, (_, n) => `line ${n}: done`).join('\n')}\n`;

  for (const approval of ['ask', 'edits'] as const) {
    test(`83: with "${approval}", agents that edit one file at the same time lose no edit of one another`, async () => {
      model = await startModel(team(doOneLine));
      const { events } = await wholeRun(place, { url: model.url, approval, ask: approve, limits });
      assert.equal(place.text(path), allDone);
      const [first, ...others] = eventsOf(events, 'fileChanged');
      assert.equal(others.length, count - 1);
      let now = first?.after;
      for (const { before, after } of others) {
        assert.equal(before, now);
        now = after;
      }
    });
  }

  test('83: two runs in one folder lose no edit of one another, and each records its own', async () => {
    model = await startModel((turn) => {
      if (/^\d+$/.test(turn.task)) return doOneLine(turn, Number(turn.task));
      if (turn.number > 1) return 'Done.';
      const own = [0, 1, 2, 3].map((n) => (turn.task === 'First' ? n : n + 4));
      return { calls: own.map((n): Call => ['spawn', { task: `${n}`, label: `c${n}` }]) };
    });
    const begun = ['First', 'Second'].map((task) =>
      begin(place, { url: model.url, task, approval: 'edits' }),
    );
    const runs = await Promise.all(begun);
    await Promise.all(runs.map(({ run }) => run.report));
    const ends = await Promise.all(runs.map(finish));
    assert.equal(place.text(path), allDone);
    assert.deepEqual(
      ends.map(({ events }) => eventsOf(events, 'fileChanged').length),
      [4, 4],
    );
  });

  /** Plays: all read the file before one of them makes its edits; each waits until the one before it is done. */
  const inTurns = (editsOf: (n: number) => readonly Call[]): Play => {
    const hasRead = Array.from({ length: count }, () => new Gate());
    const isDone = Array.from({ length: count }, () => new Gate());
    return team(async ({ number }, n) => {
      if (number === 1) return { calls: [['read_file', { path }]] };
      hasRead[n]?.open();
      await Promise.all(hasRead.map(({ opened }) => opened));
      await isDone[n - 1]?.opened;
      const next = editsOf(n)[number - 2];
      if (next !== undefined) return { calls: [next] };
      isDone[n]?.open();
      return 'Done.';
    });
  };
  const spaced = (text: (n: number) => string) =>
    `${Array.from({ length: count }, (_, n) => `${text(n)}\n-`).join('\n')}\n`;

  test('83: edits of different places, made from one reading, are all made without reading again', async () => {
    place.put(
      path,
      spaced((n) => `line ${n}: open`),
    );
    model = await startModel(
      inTurns((n) => [
        ['edit_file', { path, old_text: `line ${n}: open`, new_text: `line ${n}: begun` }],
        [
          'patch_file',
          {
            patch: `*** Begin Patch\n*** Update File: ${path}\n@@\n-line ${n}: begun\n+line ${n}: done\n*** End Patch`,
          },
        ],
      ]),
    );
    const { events } = await wholeRun(place, { url: model.url, approval: 'edits', limits });
    assert.equal(
      place.text(path),
      spaced((n) => `line ${n}: done`),
    );
    const results = eventsOf(events, 'toolFinished').filter(({ tool }) => /^(edit|patch)_file$/.test(tool));
    assert.equal(results.length, 2 * count);
    assert.ok(results.every(({ outcome }) => outcome === 'ok'));
    const merged = results.filter(({ text }) => text.includes('merged with those changes'));
    assert.equal(merged.length, 2 * (count - 1));
  });

  test('83: edits of one line from one reading have one winner, whom the others are told', async () => {
    model = await startModel(
      inTurns((n) => [['edit_file', { path, old_text: 'line 3: open', new_text: `line 3: by ${n}` }]]),
    );
    const { events } = await wholeRun(place, { url: model.url, approval: 'edits', limits });
    const [change, ...others] = eventsOf(events, 'fileChanged');
    assert.deepEqual(others, []);
    const results = eventsOf(events, 'toolFinished').filter(({ tool }) => tool === 'edit_file');
    const refused = results.filter(({ outcome }) => outcome === 'error');
    assert.equal(refused.length, count - 1);
    const winner = eventsOf(events, 'agentQueued').find(({ agentId }) => agentId === change?.agentId);
    for (const { text } of refused)
      assert.ok(
        text.endsWith(`changed since you read it; read it again. It was agent "${winner?.brief.label}".`),
        text,
      );
  });

  test('84: of agents that create the same file one wins, and the others are told', async () => {
    model = await startModel(
      team(({ number, heard }, n) =>
        number === 1
          ? { calls: [['write_file', { path: 'output/report.md', content: `by ${n}\n` }]] }
          : heard.join(),
      ),
    );
    const { events } = await wholeRun(place, { url: model.url, limits });
    const [change, ...others] = eventsOf(events, 'fileChanged');
    assert.deepEqual(others, []);
    const written = eventsOf(events, 'toolFinished').filter(({ tool }) => tool === 'write_file');
    assert.equal(written.filter(({ outcome }) => outcome === 'ok').length, 1);
    const reports = eventsOf(events, 'agentFinished').map(({ report }) => report);
    const winners = reports.filter(({ deliverables }) => deliverables.length > 0);
    assert.deepEqual(
      winners.map(({ agentId }) => agentId),
      [change?.agentId],
    );
    assert.equal(place.text('output/report.md'), `by ${winners[0]?.label.slice(1)}\n`);
  });

  test('85: a file that one agent deletes is not brought back by the edits of the others', async () => {
    const read: Call = ['read_file', { path }];
    const remove: Call = [
      'patch_file',
      { patch: `*** Begin Patch\n*** Delete File: ${path}\n*** End Patch` },
    ];
    const overwrite: Call = ['write_file', { path, content: 'mine\n' }];
    const deleted = new Gate();
    model = await startModel(
      team(async ({ number }, n) => {
        if (number === 1) return { calls: [read] };
        if (number === 2 && n === 0) return { calls: [remove] };
        if (n === 0) deleted.open();
        if (number > 2) return 'Done.';
        // The others have read it, too, and write only when it is gone.
        await deleted.opened;
        return {
          calls: [n % 2 === 0 ? overwrite : ['edit_file', { path, old_text: 'open', new_text: 'x' }]],
        };
      }),
    );
    const { events } = await wholeRun(place, { url: model.url, approval: 'edits', limits });
    assert.deepEqual(
      eventsOf(events, 'fileChanged').map(({ after }) => after),
      [null],
    );
    assert.deepEqual([...place.files().keys()], []);
  });

  test('80, 83: patches over the same files are made whole or not at all', async () => {
    const files = ['src/a.txt', 'src/b.txt', 'src/c.txt'];
    for (const file of files) place.put(file, 'start\n');
    model = await startModel(
      team(({ number }, n) => {
        if (number === 1) return { calls: files.map((file): Call => ['read_file', { path: file }]) };
        if (number > 2) return 'Done.';
        const order = n % 2 === 0 ? files : files.toReversed();
        const parts = order.map((file) => `*** Update File: ${file}\n-start\n+agent ${n}`);
        return {
          calls: [['patch_file', { patch: ['*** Begin Patch', ...parts, '*** End Patch'].join('\n') }]],
        };
      }),
    );
    const { events } = await wholeRun(place, { url: model.url, approval: 'edits', limits });
    const texts = new Set(files.map((file) => place.text(file)));
    assert.equal(texts.size, 1);
    assert.match([...texts].join(), /^agent \d\n$/);
    const patched = eventsOf(events, 'toolFinished').filter(({ tool }) => tool === 'patch_file');
    assert.equal(patched.filter(({ outcome }) => outcome === 'ok').length, 1);
  });
});
