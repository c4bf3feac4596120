import assert from 'node:assert/strict';
import { unlinkSync } from 'node:fs';
import type { Ask } from '../../src/core/human/request.ts';
import { hashOf } from '../../src/workspace/content/fileText.ts';
import { Gate } from '../core/gate.ts';
import { type Call, type ScriptedModel, startModel } from '../models/scriptedModel.ts';
import {
  begin,
  changedNames,
  changesIn,
  eventsOf,
  finish,
  Place,
  person,
  silence,
  wholeRun,
} from './wholeRun.ts';

const read: Call = ['read_file', { path: 'src/app.ts' }];
const edit: Call = ['edit_file', { path: 'src/app.ts', old_text: 'one', new_text: 'two' }];
const create: Call = ['write_file', { path: 'src/new.ts', content: 'mine\n' }];

suite('approvals while the world goes on', () => {
  let place: Place;
  let model: ScriptedModel;

  setup(() => {
    place = new Place();
    place.put('src/app.ts', 'one\n');
  });
  teardown(async () => {
    await model.stop();
    place.remove();
  });

  test('96: what changed on disk while it was shown is not written, but shown again as it would be now', async () => {
    model = await startModel(({ number }) =>
      number === 1 ? { calls: [read] } : number === 2 ? { calls: [edit] } : 'Done.',
    );
    const { requests, ask } = person(() => {
      if (requests.length === 1) place.put('src/app.ts', 'one\nof the person\n');
      return { kind: 'approved' };
    });
    const { events } = await wholeRun(place, { url: model.url, ask });
    const hashes = requests.map((request) => {
      const [change] = changesIn(request);
      return [change?.before?.hash, change?.after?.hash];
    });
    assert.deepEqual(hashes, [
      [hashOf(Buffer.from('one\n')), hashOf(Buffer.from('two\n'))],
      [hashOf(Buffer.from('one\nof the person\n')), hashOf(Buffer.from('two\nof the person\n'))],
    ]);
    assert.equal(place.text('src/app.ts'), 'two\nof the person\n');
    assert.equal(eventsOf(events, 'fileChanging').length, 1);
  });

  test('96: a file that appeared, or went away, while it was asked about stays as the person has it', async () => {
    model = await startModel(({ number }) =>
      number === 1 ? { calls: [read] } : number === 2 ? { calls: [create, edit] } : 'Done.',
    );
    const { requests, ask } = person(({ draft }) => {
      const [change] = changesIn({ draft });
      if (change?.path === 'src/app.ts') unlinkSync(place.at('src/app.ts'));
      else if (change?.before === null) place.put('src/new.ts', 'theirs\n');
      else return { kind: 'rejected' };
      return { kind: 'approved' };
    });
    const { events } = await wholeRun(place, { url: model.url, ask });
    assert.equal(requests.length, 3);
    assert.ok(requests[1]);
    assert.equal(changesIn(requests[1])[0]?.before?.text, 'theirs\n');
    assert.deepEqual([...place.files()], [['src/new.ts', 'theirs\n']]);
    assert.deepEqual(eventsOf(events, 'fileChanging'), []);
  });

  test('96: a file that keeps changing while it is shown is not asked about for ever', async () => {
    model = await startModel(({ number }) =>
      number === 1 ? { calls: [read] } : number === 2 ? { calls: [edit] } : 'Done.',
    );
    const { requests, ask } = person(() => {
      place.put('src/app.ts', `one\n${'x'.repeat(requests.length)}\n`);
      return { kind: 'approved' };
    });
    const { events } = await wholeRun(place, { url: model.url, ask });
    assert.ok(requests.length <= 10, `${requests.length} times`);
    assert.deepEqual(eventsOf(events, 'fileChanging'), []);
  });

  test('17: a folder that became a link to outside while it was asked about leads nowhere', async () => {
    model = await startModel(({ number }) =>
      number === 1 ? { calls: [['write_file', { path: 'lib/deep.txt', content: 'x' }]] } : 'Done.',
    );
    const { requests, ask } = person(() => {
      place.link(`${place.outside}/dir`, 'lib');
      return { kind: 'approved' };
    });
    const { events } = await wholeRun(place, { url: model.url, ask });
    assert.equal(requests.length, 1);
    assert.equal(eventsOf(events, 'toolFinished')[0]?.outcome, 'denied');
  });

  for (const order of ['after', 'just before'] as const) {
    test(`100: an approval that comes ${order} the run was cancelled writes nothing`, async () => {
      model = await startModel(({ number }) => (number === 1 ? { calls: [create] } : 'Done.'));
      const stop = new AbortController();
      const { ask } = person(async () => {
        if (order === 'after') stop.abort();
        else queueMicrotask(() => stop.abort());
        return { kind: 'approved' };
      });
      const { report } = await wholeRun(place, { url: model.url, ask, signal: stop.signal });
      assert.equal(report.outcome, 'cancelled');
      assert.deepEqual([...place.files().keys()], ['src/app.ts']);
    });
  }

  test('100: a person who never answers keeps nothing from being cancelled', async () => {
    model = await startModel(({ number }) => (number === 1 ? { calls: [create, edit] } : 'Done.'));
    const stop = new AbortController();
    const asked = new Gate();
    const onLine = ({ event }: { event: { type: string } }) => event.type === 'requestRaised' && asked.open();
    const live = await begin(place, { url: model.url, ask: silence, signal: stop.signal, onLine });
    await asked.opened;
    const before = performance.now();
    stop.abort();
    const { report, events } = await finish(live);
    assert.ok(performance.now() - before < 500);
    assert.equal(report.outcome, 'cancelled');
    assert.deepEqual(
      eventsOf(events, 'requestAnswered').map(({ answer, by }) => [answer.kind, by]),
      [['expired', 'host']],
    );
  });

  test('97: the same change proposed twice and approved twice happens once', async () => {
    model = await startModel(({ number, task }) => {
      if (task === 'Child') return number === 1 ? { calls: [create] } : 'Done.';
      const spawn: Call = ['spawn', { task: 'Child', label: 'twin' }];
      return number === 1 ? { calls: [spawn, spawn] } : 'Done.';
    });
    const both = new Gate();
    const { requests, ask } = person(async () => {
      if (requests.length === 2) both.open();
      await both.opened;
      return { kind: 'approved' };
    });
    const { events } = await wholeRun(place, { url: model.url, ask });
    assert.equal(requests.length, 2);
    assert.equal(eventsOf(events, 'fileChanging').length, 1);
    assert.equal(eventsOf(events, 'fileChanged').length, 1);
    const outcomes = eventsOf(events, 'toolFinished').filter(({ tool }) => tool === 'write_file');
    assert.deepEqual(outcomes.map(({ outcome }) => outcome).toSorted(), ['error', 'ok']);
  });

  test('212: a rejection reaches the agent that asked and no other', async () => {
    model = await startModel(({ number, task, heard }) => {
      const path = `src/${task}.ts`;
      if (task.startsWith('child')) {
        return number === 1 ? { calls: [['write_file', { path, content: task }]] } : heard.join();
      }
      const spawns = ['a', 'b', 'c'].map((n): Call => ['spawn', { task: `child-${n}`, label: n }]);
      return number === 1 ? { calls: spawns } : 'Done.';
    });
    const { ask } = person(({ draft }) =>
      changesIn({ draft })[0]?.path === 'src/child-b.ts'
        ? { kind: 'rejected', feedback: 'Not "b".' }
        : { kind: 'approved' },
    );
    const before = place.files();
    const { events } = await wholeRun(place, { url: model.url, ask });
    assert.deepEqual(changedNames(before, place.files()), ['src/child-a.ts', 'src/child-c.ts']);
    const summaries = eventsOf(events, 'agentFinished').map(({ report }) => report.summary);
    assert.equal(summaries.filter((text) => text.includes('rejected')).length, 1);
  });

  test('212: an agent that asks again and again for what was rejected reaches the person once', async () => {
    const hook: Call = ['write_file', { path: '.husky/pre-commit', content: 'x' }];
    model = await startModel(({ number }) =>
      number <= 12 ? { calls: [number % 2 === 0 ? read : hook] } : 'I give up.',
    );
    const { requests, ask } = person(() => ({ kind: 'rejected', feedback: 'No hooks.' }));
    const { events } = await wholeRun(place, { url: model.url, ask });
    assert.equal(requests.length, 1);
    const answers = eventsOf(events, 'requestAnswered').map(({ by, answer }) => [by, answer.kind]);
    assert.deepEqual(answers, [
      ['person', 'rejected'],
      ...Array.from({ length: 5 }, () => ['policy', 'rejected']),
    ]);
  });

  const broken: Readonly<Record<string, Ask>> = {
    'cannot be put': () => Promise.reject(new Error('no window')),
    'fails while it is put': () => {
      throw new Error('no window at all');
    },
  };
  for (const [how, ask] of Object.entries(broken)) {
    test(`102: a question that ${how} is no approval`, async () => {
      model = await startModel(({ number }) => (number === 1 ? { calls: [create] } : 'Done.'));
      const { events, report } = await wholeRun(place, { url: model.url, ask });
      assert.equal(report.outcome, 'completed');
      assert.equal(eventsOf(events, 'toolFinished')[0]?.outcome, 'denied');
      assert.deepEqual([...place.files().keys()], ['src/app.ts']);
    });
  }

  test('with "none" nothing is asked and nothing outside output is written', async () => {
    const output: Call = ['write_file', { path: 'output/x.md', content: 'x' }];
    model = await startModel(({ number }) =>
      number === 1 ? { calls: [read] } : number === 2 ? { calls: [create, edit, output] } : 'Done.',
    );
    const { requests, ask } = person(() => ({ kind: 'approved' }));
    const before = place.files();
    await wholeRun(place, { url: model.url, ask, approval: 'none' });
    assert.deepEqual(requests, []);
    assert.deepEqual(changedNames(before, place.files()), ['output/x.md']);
  });
});
