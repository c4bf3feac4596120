import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { Gate } from '../core/gate.ts';
import { type Call, type ScriptedModel, startModel, type Turn } from '../models/scriptedModel.ts';
import { begin, eventsOf, finish, Place, wholeRun } from './wholeRun.ts';

const batchOf = (items: readonly string[], label: string): Call => [
  'spawn_batch',
  { items, task: 'do {{item}}', label },
];

/** A lead that starts these batches in its first turn and then waits; everybody else reports its task. */
const leading = (batches: readonly Call[], report = ({ task }: Turn) => `Did ${task}.`) =>
  startModel((turn) => {
    if (turn.task.startsWith('do ')) return report(turn);
    return turn.number === 1 ? { calls: batches } : 'Done.';
  });

suite('the results of a batch on a real disk', () => {
  let place: Place;
  let model: ScriptedModel;

  setup(() => {
    place = new Place();
  });
  teardown(async () => {
    await model.stop();
    place.remove();
  });

  const itemsIn = (path: string) =>
    place
      .text(path)
      .trim()
      .split('\n')
      .flatMap((line) => JSON.parse(line).items);

  test('are never replaced by those of another batch of the run with the same label', async () => {
    const names = ['a', 'b', 'c'];
    model = await leading(names.map((name) => batchOf([name], 'List')));
    const { events } = await wholeRun(place, { url: model.url });
    const reports = eventsOf(events, 'batchFinished').map(({ report }) => report);
    const files = reports.flatMap(({ deliverables }) => deliverables);
    assert.equal(new Set(files.map(({ path }) => path)).size, 3);
    assert.deepEqual(files.flatMap(({ path }) => itemsIn(path)).toSorted(), names);
    for (const { path, hash } of files)
      assert.equal(createHash('sha256').update(place.text(path)).digest('hex'), hash);
  });

  test('find a place of their own where every usual name is taken by earlier runs', async () => {
    for (let n = 1; n <= 40; n += 1)
      place.put(`output/list${n === 1 ? '' : `-${n}`}/results.jsonl`, 'theirs\n');
    model = await leading([batchOf(['a'], 'List')]);
    const { events } = await wholeRun(place, { url: model.url });
    const [finished] = eventsOf(events, 'batchFinished');
    assert.equal(finished?.report.outcome, 'completed', finished?.report.reason);
    const path = finished?.report.deliverables[0]?.path ?? '';
    assert.match(path, /^output\/list-[^/]+\/results\.jsonl$/);
    assert.deepEqual(itemsIn(path), ['a']);
    for (let n = 2; n <= 40; n += 1) assert.equal(place.text(`output/list-${n}/results.jsonl`), 'theirs\n');
  });

  for (const label of [
    '../../outside/dir',
    '..',
    '/etc/cron.d/x',
    'PROGRESS.md',
    'progress',
    '.git',
    'con',
    'Ünïcode ﬁles',
    '\u202e../x',
    '__proto__',
    '   -',
    '%2e%2e%2f',
  ]) {
    test(`lie in one plain folder below output/, whatever the label is: ${JSON.stringify(label)}`, async () => {
      model = await leading([batchOf(['a'], label)]);
      const { events } = await wholeRun(place, { url: model.url });
      const [path = ''] = eventsOf(events, 'batchFinished').flatMap(({ report }) =>
        report.deliverables.map((deliverable) => deliverable.path),
      );
      assert.match(path, /^output\/[a-z0-9][a-z0-9-]*\/results\.jsonl$/);
      assert.deepEqual([...place.files().keys()], [path]);
    });
  }

  test('are written also where they are longer than any file an agent may write', async () => {
    const items = Array.from({ length: 100 }, (_, n) => `${n} ${'漢'.repeat(34_000)}`);
    place.put('items.txt', items.join('\n'));
    const call: Call = ['spawn_batch', { items_file: 'items.txt', task: 'do {{item}}', label: 'Long' }];
    model = await leading([call], () => '漢'.repeat(4000));
    const { events } = await wholeRun(place, { url: model.url, limits: { children: 1000, concurrency: 20 } });
    const [finished] = eventsOf(events, 'batchFinished');
    assert.equal(finished?.report.outcome, 'completed', finished?.report.reason);
    assert.ok((finished?.report.deliverables[0]?.bytes ?? 0) > 11_000_000);
    assert.deepEqual(itemsIn('output/long/results.jsonl'), items);
  }).timeout(60_000);

  for (const [what, spoil] of [
    ['a file', () => place.put('output', 'theirs')],
    ['a link to outside', () => place.link(place.outside, 'output')],
    ['a dangling link', () => place.link('nowhere', 'output')],
  ] as const) {
    test(`that cannot be written since output is ${what} are told as such, and the run goes on`, async () => {
      spoil();
      model = await leading([batchOf(['a', 'b'], 'List')]);
      const { events, report } = await wholeRun(place, { url: model.url });
      assert.equal(report.outcome, 'completed');
      const [finished] = eventsOf(events, 'batchFinished');
      assert.deepEqual([finished?.report.outcome, finished?.report.deliverables], ['partial', []]);
      assert.match(finished?.report.reason ?? '', /results could not be written/);
      assert.match(finished?.report.summary ?? '', /2 completed/);
      assert.ok(!existsSync(place.at('nowhere')));
    });
  }

  test('128: of a batch that is cancelled in its middle are kept, with what was not started told apart', async () => {
    const half = new Gate();
    let ended = 0;
    const items = Array.from({ length: 20 }, (_, n) => `${n}`);
    model = await startModel(async ({ task, number }) => {
      if (!task.startsWith('do ')) return number === 1 ? { calls: [batchOf(items, 'List')] } : 'Done.';
      if (Number(task.slice(3)) >= 10) await new Promise(() => {});
      return `Did ${task}.`;
    });
    const stop = new AbortController();
    const live = await begin(place, {
      url: model.url,
      signal: stop.signal,
      onLine: ({ event }) => {
        if (event.type !== 'agentFinished') return;
        ended += 1;
        if (ended === 10) half.open();
      },
    });
    await half.opened;
    const before = performance.now();
    stop.abort();
    const { report, events } = await finish(live);
    assert.ok(performance.now() - before < 2000);
    assert.equal(report.outcome, 'cancelled');
    const [finished] = eventsOf(events, 'batchFinished');
    assert.match(finished?.report.summary ?? '', /^10 completed, [45] cancelled, [56] not started\.$/);
    assert.deepEqual(itemsIn('output/list/results.jsonl').slice(0, 10), items.slice(0, 10));
    assert.deepEqual(readdirSync(place.at('output')).toSorted(), ['PROGRESS.md', 'list']);
  });
});
