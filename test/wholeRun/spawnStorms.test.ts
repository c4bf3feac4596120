import assert from 'node:assert/strict';
import type { Answer } from '../../src/core/human/request.ts';
import { type Call, type ScriptedModel, startModel } from '../models/scriptedModel.ts';
import { begin, eventsOf, finish, Place, person, wholeRun } from './wholeRun.ts';

const spawns = (count: number, rest = '') =>
  Array.from({ length: count }, (_, n): Call => ['spawn', { task: `child ${n}${rest}`, label: 'same' }]);

const rejected: Answer = { kind: 'rejected' };

suite('storms of spawns', () => {
  let place: Place;
  let model: ScriptedModel;

  setup(() => {
    place = new Place();
  });
  teardown(async () => {
    await model.stop();
    place.remove();
  });

  test('132: a thousand long calls in one reply are answered without holding anybody else up', async () => {
    const long = 'x'.repeat(3000);
    model = await startModel(({ number, task }) => {
      if (task.startsWith('child')) return 'Done.';
      return number === 1 ? { calls: spawns(1000, long) } : 'Done.';
    });
    const { requests, ask } = person(() => rejected);
    let longest = 0;
    let last = performance.now();
    const timer = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 10);
    const live = await begin(place, { url: model.url, ask, limits: { askFanOutFrom: 10, children: 20 } });
    const { events } = await finish(live);
    clearInterval(timer);
    assert.equal(requests.length, 1);
    assert.equal(eventsOf(events, 'spawnDenied').length, 1000);
    assert.ok(longest < 1000, `${Math.round(longest)} ms`);
  }).timeout(60_000);

  test('117: a thousand in one reply with room for five start exactly five, and ask once what to make of the rest', async () => {
    model = await startModel(({ number, task }) => {
      if (task.startsWith('child')) return 'Done.';
      return number === 1 ? { calls: spawns(1000) } : 'Done.';
    });
    const { requests, ask } = person(() => ({ kind: 'approved' }));
    const { events } = await wholeRun(place, { url: model.url, ask, limits: { children: 5 } });
    assert.equal(eventsOf(events, 'agentQueued').length, 6);
    assert.equal(eventsOf(events, 'spawnDenied').length, 995);
    assert.deepEqual(
      requests.map(({ draft }) => draft.kind),
      ['refusals'],
    );
  });

  test('a fan-out that a person refused is not put to them again, however often the model tries', async () => {
    model = await startModel(({ number }) => (number <= 12 ? { calls: spawns(10) } : 'Then not.'));
    const { requests, ask } = person(() => rejected);
    const { report, events } = await wholeRun(place, { url: model.url, ask, limits: { askFanOutFrom: 10 } });
    assert.equal(report.outcome, 'completed');
    assert.equal(requests.length, 1);
    assert.equal(eventsOf(events, 'agentQueued').length, 1);
    assert.equal(eventsOf(events, 'spawnDenied').length, 120);
  });

  test('fifty children of one label are fifty agents with reports of their own', async () => {
    model = await startModel(({ number, task }) => {
      if (task.startsWith('child')) return `I did ${task}.`;
      return number === 1 ? { calls: spawns(50) } : 'Done.';
    });
    const { events } = await wholeRun(place, { url: model.url, limits: { children: 50 } });
    const children = eventsOf(events, 'agentFinished').filter(({ report }) => report.label === 'same');
    assert.equal(new Set(children.map(({ report }) => report.summary)).size, 50);
  });

  test('ten thousand progress notes are all answered, and the board stays one line for each agent', async () => {
    const notes = Array.from(
      { length: 1000 },
      (_, n): Call => ['note_progress', { note: `${n} \`|<!-- /run -->\n# x`, percent: n % 101 }],
    );
    model = await startModel(({ number, task }) => {
      if (!task.startsWith('child')) return number === 1 ? { calls: spawns(1) } : 'Done.';
      return number <= 10 ? { calls: notes } : 'Done.';
    });
    const { events } = await wholeRun(place, { url: model.url });
    assert.equal(eventsOf(events, 'progressNoted').length, 10_000);
    assert.ok(eventsOf(events, 'boardUpdated').length <= 30);
    const board = place.text('output/PROGRESS.md');
    assert.ok(board.length < 3000, `${board.length}`);
    assert.equal(board.match(/^<!-- \/run -->$/gm)?.length, 1);
    assert.doesNotMatch(board, /^# x/m);
  }).timeout(60_000);
});
