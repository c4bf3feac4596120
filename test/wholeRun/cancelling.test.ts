import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Call, type Play, type ScriptedModel, startModel } from '../models/scriptedModel.ts';
import { begin, changesIn, eventsOf, finish, Place, person } from './wholeRun.ts';

const seeds = Array.from({ length: 20 }, (_, n) => n + 1);

/** Reads, searches, writes, asks and makes mistakes, differently for each child. */
const busyChild: Play = ({ task, number }) => {
  const n = Number(task.split(' ')[1]);
  const turns: readonly (readonly Call[])[] = [
    [
      ['read_file', { path: 'src/a.ts' }],
      ['grep', { pattern: 'l[a-z]+e', limit: 1000 }],
      ['glob', { pattern: '**/*.ts' }],
    ],
    [
      ['write_file', { path: `output/${n}/one.md`, content: `${n}` }],
      ['write_file', { path: `output/${n}/two.md`, content: 'x'.repeat(100_000) }],
      ['write_file', { path: `notes/${n}.md`, content: `${n}` }],
    ],
    [
      ['edit_file', { path: 'src/a.ts', old_text: `line ${n};`, new_text: `line ${n}, seen;` }],
      ['patch_file', { patch: addThree(n) }],
      ['write_file', { path: '../outside/x', content: 'x' }],
    ],
    [
      ['write_file', { path: `output/${n}/one.md`, content: `${n} again` }],
      ['grep', { pattern: 'again' }],
    ],
  ];
  const calls = turns[number - 1];
  return calls ? { text: `Step ${number}.`, calls } : 'Finished.';
};

const addThree = (n: number) =>
  [
    '*** Begin Patch',
    ...['x', 'y', 'z'].flatMap((f) => [`*** Add File: output/${n}/${f}`, '+1']),
    '*** End Patch',
  ].join('\n');

const parent: Play = (turn) => {
  if (turn.task.startsWith('child')) return busyChild(turn);
  const spawns = Array.from(
    { length: 10 },
    (_, n): Call => ['spawn', { task: `child ${n}`, label: `c${n}` }],
  );
  if (turn.number === 1) return { calls: spawns };
  const ids = [...turn.heard.join().matchAll(/"agent_id":"([^"]+)"/g)].map(([, id]) => id);
  return turn.number === 2 ? { calls: [['wait', { agent_ids: ids }]] } : 'All done.';
};

suite('128: cancelling a run of ten children at any moment', () => {
  const places: { readonly seed: number; readonly place: Place; readonly digest: string }[] = [];
  const unhandled: unknown[] = [];
  const onUnhandled = (reason: unknown) => unhandled.push(reason);
  let model: ScriptedModel;
  let wholeLength = 0;

  suiteSetup(async () => {
    process.on('unhandledRejection', onUnhandled);
    model = await startModel(parent);
  });
  suiteTeardown(async () => {
    process.off('unhandledRejection', onUnhandled);
    await model.stop();
    for (const { place } of places) place.remove();
  });

  /** Runs until the line with this number was shown, then cancels; half of the time from inside of that very line. */
  async function cancelAt(seed: number, line: number) {
    const place = new Place();
    place.put('src/a.ts', `${Array.from({ length: 10 }, (_, n) => `line ${n};`).join('\n')}\n`);
    const stop = new AbortController();
    let shown = 0;
    let cancelledAt = Number.POSITIVE_INFINITY;
    const cancel = () => {
      cancelledAt = performance.now();
      stop.abort();
    };
    const onLine = () => {
      shown += 1;
      if (shown === line) seed % 2 === 0 ? cancel() : setImmediate(cancel);
    };
    // Most answers come soon, those for one of the children never.
    const { ask } = person(async ({ draft }) => {
      const [path = ''] = changesIn({ draft }).map((change) => change.path);
      if (path === `notes/${seed % 10}.md`) await new Promise(() => {});
      await wait(seed % 7);
      return { kind: 'approved' };
    });
    const limits = { children: 10, depth: 1, concurrency: 1 + (seed % 10) };
    const live = await begin(place, { url: model.url, ask, limits, onLine, signal: stop.signal });
    const { report } = await finish(live);
    places.push({ seed, place, digest: place.digest() });
    return { report, shown, tookMs: performance.now() - cancelledAt };
  }

  test('the whole run, to know its length', async () => {
    // A run in which nobody is kept waiting for ever is cancelled at no line at all.
    const place = new Place();
    place.put('src/a.ts', 'line 1;\n');
    const { ask } = person(() => ({ kind: 'approved' }));
    const limits = { children: 10, depth: 1, concurrency: 5 };
    const live = await begin(place, { url: model.url, ask, limits });
    const { report, events } = await finish(live);
    assert.equal(report.outcome, 'completed');
    wholeLength = events.length;
    assert.ok(wholeLength > 300, `${wholeLength} lines`);
    place.remove();
  });

  for (const seed of seeds) {
    test(`seed ${seed}: everything ends, in order and soon`, async () => {
      const line = 1 + Math.floor((wholeLength * 0.7 * ((seed * 7919) % 101)) / 101);
      const { report, tookMs } = await cancelAt(seed, line);
      assert.equal(report.outcome, 'cancelled');
      assert.ok(tookMs < 2000, `${tookMs} ms`);
    });
  }

  test('nothing is written afterwards, no search program is left, and no promise was dropped', async () => {
    const processes = process.getActiveResourcesInfo().filter((name) => /Process/.test(name));
    assert.deepEqual(processes, []);
    await wait(500);
    for (const { seed, place, digest } of places) assert.equal(place.digest(), digest, `seed ${seed}`);
    assert.equal(places.length, seeds.length);
    assert.deepEqual(unhandled, []);
  });

  test('a search program that hangs ends with the run', async function () {
    if (process.platform === 'win32') this.skip();
    const place = new Place();
    place.put('src/a.ts', 'line\n');
    const rgPath = join(place.base, 'hanging');
    writeFileSync(rgPath, '#!/bin/sh\nexec sleep 60\n', { mode: 0o755 });
    const stop = new AbortController();
    let searches = 0;
    const onLine = ({ event }: { event: { type: string; tool?: string } }) => {
      if (event.type !== 'toolStarted' || event.tool !== 'grep') return;
      searches += 1;
      if (searches === 10) setImmediate(() => stop.abort());
    };
    const limits = { children: 10, depth: 1, concurrency: 10 };
    const live = await begin(place, { url: model.url, rgPath, limits, onLine, signal: stop.signal });
    const { report } = await finish(live);
    const processes = process.getActiveResourcesInfo().filter((name) => name === 'ProcessWrap');
    place.remove();
    assert.equal(report.outcome, 'cancelled');
    assert.deepEqual(processes, []);
  });

  test('a child stopped by the person ends alone', async () => {
    const place = new Place();
    place.put('src/a.ts', 'line 1;\n');
    let child: string | undefined;
    const { ask } = person(({ agentId }) => {
      child ??= agentId;
      if (child === agentId) assert.ok(live.run.cancelAgent(child));
      return { kind: 'approved' };
    });
    const live = await begin(place, { url: model.url, ask });
    const { report, events } = await finish(live);
    place.remove();
    assert.equal(report.outcome, 'completed');
    const ends = eventsOf(events, 'agentFinished').map((event) => [event.agentId, event.report.outcome]);
    assert.equal(ends.length, 11);
    for (const [agentId, outcome] of ends) {
      assert.equal(outcome, agentId === child ? 'cancelled' : 'completed');
    }
  });
});
