import assert from 'node:assert/strict';
import { type Call, type Play, type ScriptedModel, startModel } from '../models/scriptedModel.ts';
import { begin, eventsOf, finish, Place, wholeRun } from './wholeRun.ts';

const spawnAll = (count: number) =>
  Array.from({ length: count }, (_, n): Call => ['spawn', { task: `child ${n}`, label: `c${n}` }]);

const idsIn = (heard: readonly string[]) =>
  [...heard.join().matchAll(/"agent_id":"([^"]+)","label"/g)].map(([, id]) => id);

suite('many children at once', () => {
  let place: Place;
  let model: ScriptedModel;

  setup(() => {
    place = new Place();
  });
  teardown(async () => {
    await model.stop();
    place.remove();
  });

  for (const how of ['waits for them', 'just goes on'] as const) {
    test(`132: a hundred children work ten at a time, and a parent that ${how} hears of each once`, async () => {
      let waiting: (() => void)[] = [];
      let open = 0;
      let most = 0;
      const child: Play = async ({ task }) => {
        open += 1;
        most = Math.max(most, open);
        // Answered in tens: with fewer at work this would never go on.
        await new Promise<void>((resolve) => {
          waiting.push(resolve);
          if (waiting.length < 10) return;
          for (const go of waiting) go();
          waiting = [];
        });
        open -= 1;
        return `Report of ${task}.`;
      };
      const heard: string[] = [];
      model = await startModel((turn) => {
        if (turn.task.startsWith('child')) return child(turn);
        heard.push(...turn.heard.filter((text) => text.includes('Report of')));
        if (turn.number === 1) return { calls: spawnAll(100) };
        const isWaiting = turn.number === 2 && how === 'waits for them';
        return isWaiting ? { calls: [['wait', { agent_ids: idsIn(turn.heard) }]] } : 'Noted.';
      });
      const limits = { children: 100, depth: 1, concurrency: 10 };
      const { events, report } = await wholeRun(place, { url: model.url, limits });
      assert.equal(report.outcome, 'completed');
      assert.equal(most, 10);
      const ends = eventsOf(events, 'agentFinished').map((event) => event.report);
      assert.equal(ends.filter(({ outcome }) => outcome === 'completed').length, 101);
      const told = [...heard.join().matchAll(/Report of child (\d+)\./g)].map(([, n]) => Number(n));
      assert.deepEqual(
        told.toSorted((a, b) => a - b),
        Array.from({ length: 100 }, (_, n) => n),
      );
    });
  }

  test('201: hundreds of searches asked for at once run a few at a time, and all are answered', async () => {
    for (let n = 0; n < 20; n += 1) place.put(`src/${n}.ts`, `line ${n}\n`);
    const searches = Array.from(
      { length: 25 },
      (_, n): Call => ['grep', { pattern: `line ${n % 20}$|x${n}` }],
    );
    model = await startModel(({ task, number }) => {
      if (number > 1) return 'Done.';
      return { calls: task.startsWith('child') ? searches : spawnAll(3) };
    });
    let most = 0;
    const count = () => {
      most = Math.max(most, process.getActiveResourcesInfo().filter((name) => name === 'ProcessWrap').length);
    };
    const timer = setInterval(count, 1);
    const live = await begin(place, { url: model.url, onLine: count });
    const { events } = await finish(live);
    clearInterval(timer);
    const results = eventsOf(events, 'toolFinished').filter(({ tool }) => tool === 'grep');
    assert.equal(results.length, 75);
    assert.ok(results.every(({ outcome, text }) => outcome === 'ok' && text.includes(': line ')));
    // Eight of the agents, and the one that tidies up after earlier runs.
    assert.ok(most > 1 && most <= 9, `${most} at once`);
  });

  test('201: a search that waits for its turn is cancelled at once, and its turn goes to nobody', async () => {
    place.put('src/a.ts', 'line\n');
    const searches = Array.from({ length: 200 }, (_, n): Call => ['grep', { pattern: `line|${n}` }]);
    model = await startModel(({ number }) => (number === 1 ? { calls: searches } : 'Done.'));
    const stop = new AbortController();
    let cancelledAt = 0;
    const live = await begin(place, {
      url: model.url,
      signal: stop.signal,
      onLine: ({ event }) => {
        if (event.type !== 'toolFinished' || cancelledAt > 0) return;
        cancelledAt = performance.now();
        stop.abort();
      },
    });
    const { report } = await finish(live);
    assert.equal(report.outcome, 'cancelled');
    assert.ok(performance.now() - cancelledAt < 1000);
    assert.ok(!process.getActiveResourcesInfo().includes('ProcessWrap'));
  });
});
