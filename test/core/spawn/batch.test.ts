import assert from 'node:assert/strict';
import { Gate } from '../gate.ts';
import { call, make, say, spawn, toolTexts, waitForAll } from '../scriptedProvider.ts';
import { settled } from '../virtualClock.ts';
import { batch, batchReport, bigRun, childScripts, mostAtOnce, numbers, resultsOf } from './batches.ts';

const lead = (each: ReturnType<typeof call>) => [make(each), say('I wait.'), say('Done.')];

suite('a batch', () => {
  test('of a thousand items does each exactly once, a few at a time, with results in their order', async () => {
    const items = numbers(1000);
    const run = bigRun({ lead: lead(batch({ items })), ...childScripts(items) });
    await run.clock.advance(0);
    for (let round = 0; round < 2000 && !(await run.reportNow()); round += 1);
    await run.ended();
    assert.deepEqual(
      resultsOf(run).map((line) => line.items),
      items.map((item) => [item]),
    );
    assert.equal(run.of('agentQueued').length, 1001);
    assert.ok(mostAtOnce(run) <= 8);
    assert.ok(run.provider.mostActiveBelow <= 8);
    const report = batchReport(run);
    assert.equal(report.summary, '1000 completed.');
    assert.equal(report.usage.input, 10_000);
    const [message, ...more] = run.of('messageReceived');
    assert.ok((message?.text.length ?? 0) < 2000, 'The lead reads counts, not contents.');
    assert.equal(more.length, 0);
  }).timeout(60_000);

  test('keeps the order of its items, whoever is first', async () => {
    const gate = new Gate();
    const items = numbers(3);
    const run = bigRun({
      lead: lead(batch({ items })),
      ...childScripts(['1', '2']),
      'do 0': [say('Late.', { gate })],
    });
    await settled();
    gate.open();
    await run.ended();
    assert.deepEqual(
      resultsOf(run).map(({ summary }) => summary),
      ['Late.', 'Did.', 'Did.'],
    );
  });

  test('gives each child as many items as it is told', async () => {
    const run = bigRun({
      lead: lead(batch({ items: numbers(5), batch_size: 2 })),
      ...childScripts(['- 0\n- 1', '- 2\n- 3', '4']),
    });
    await run.ended();
    assert.deepEqual(
      resultsOf(run).map((line) => line.items),
      [['0', '1'], ['2', '3'], ['4']],
    );
    assert.deepEqual(
      run.view().batches.map(({ items, children }) => [items, children]),
      [[5, 3]],
    );
  });

  test('answers at once with its id and counts', async () => {
    const run = bigRun({
      lead: lead(batch({ items: numbers(5), batch_size: 2 })),
      ...childScripts(['- 0\n- 1', '- 2\n- 3', '4']),
    });
    await run.ended();
    const { batchId } = run.of('batchStarted')[0]!;
    const answer = toolTexts(run.provider.lastRequest('lead'))[0]!;
    assert.deepEqual(JSON.parse(answer), { batch_id: batchId, items: 5, children: 3, status: 'queued' });
  });

  test('tells how many children failed and why, and reports what the others did', async () => {
    const failure = { kind: 'auth', message: 'No key.', transient: false } as const;
    const run = bigRun({
      lead: lead(batch({ items: numbers(4) })),
      ...childScripts(['0', '2']),
      ...childScripts(['1', '3'], [say('', { stop: { reason: 'failed', failure } })]),
    });
    await run.ended();
    const report = batchReport(run);
    assert.equal(report.outcome, 'partial');
    assert.equal(report.summary, '2 completed, 2 failed.\nFailed:\n- List 2: No key.\n- List 4: No key.');
    assert.deepEqual(
      resultsOf(run).map(({ outcome, reason }) => [outcome, reason]),
      [
        ['completed', undefined],
        ['failed', 'No key.'],
        ['completed', undefined],
        ['failed', 'No key.'],
      ],
    );
  });

  const busy = { kind: 'overloaded', message: 'Busy.', transient: true } as const;
  const fails = say('', { stop: { reason: 'failed', failure: busy } });

  test('tries a passing fault once more with a new agent when the first had effects', async () => {
    const write = make(call('writing', { path: 'output/x.md' }));
    const run = bigRun({ lead: lead(batch({ items: ['0'] })), 'do 0': [write, fails, say('Second.')] });
    await run.ended();
    const [first, second] = run.of('agentQueued').slice(1);
    assert.equal(second?.retryOf, first?.agentId);
    assert.equal(second?.batchId, first?.batchId);
    assert.deepEqual(
      resultsOf(run).map(({ summary, agent_id }) => [summary, agent_id]),
      [['Second.', second?.agentId]],
    );
    assert.equal(batchReport(run).outcome, 'completed');
    assert.equal(batchReport(run).usage.input, 30, 'What the first used counts.');
  });

  test('tries no second time what has failed after a new start, and no third time at all', async () => {
    const write = make(call('writing', { path: 'output/x.md' }));
    const run = bigRun({
      lead: lead(batch({ items: numbers(2) })),
      'do 0': [fails, fails],
      'do 1': [write, fails, write, fails],
    });
    await run.ended();
    assert.equal(batchReport(run).outcome, 'failed');
    assert.equal(run.of('agentQueued').length, 4);
  });

  test('counts a second try as a child of the run, and makes none at the limit of children', async () => {
    const write = make(call('writing', { path: 'output/x.md' }));
    const run = bigRun(
      {
        lead: lead(batch({ items: numbers(2) })),
        'do 0': [write, fails, say('Second.')],
        'do 1': [write, fails],
      },
      { limits: { children: 3, concurrency: 1 } },
    );
    await run.ended();
    assert.deepEqual(
      resultsOf(run).map(({ outcome, reason }) => [outcome, reason]),
      [
        ['completed', undefined],
        ['failed', 'Busy.'],
      ],
    );
    assert.equal(run.of('agentQueued').length, 4);
  });

  test('with another one of the same name writes to a file of its own', async () => {
    const run = bigRun({
      lead: [make(batch({ items: ['a'] }), batch({ items: ['b'] })), waitForAllBatches, say('Done.')],
      ...childScripts(['a', 'b']),
    });
    await run.ended();
    const paths = run.of('batchFinished').map(({ report }) => report.deliverables[0]?.path);
    assert.deepEqual(paths.sort(), ['output/list-2/results.jsonl', 'output/list/results.jsonl']);
    const texts = paths.map((path) => run.disk.files.get(path ?? '') ?? '');
    assert.equal(texts.join('').match(/"outcome":"completed"/g)?.length, 2);
    assert.equal(new Set(texts).size, 2);
  });

  test('whose results cannot be written says so, and nothing else fails', async () => {
    const run = bigRun(
      {
        lead: [make(spawn('other')), waitForAll, make(batch({ items: ['a'] })), say('I wait.'), say('Done.')],
        other: [say('Fine.')],
        ...childScripts(['a']),
      },
      {
        ports: {
          hostFiles: () => ({
            readText: async () => '',
            readItems: async () => [],
            writeText: async () => {
              throw new RangeError('secret');
            },
            inspect: async () => undefined,
          }),
        },
      },
    );
    const report = await run.ended();
    assert.equal(report.outcome, 'completed');
    assert.equal(batchReport(run).outcome, 'partial');
    assert.match(
      batchReport(run).reason ?? '',
      /results could not be written: .*internal fault \(RangeError\)/,
    );
    assert.equal(run.reportOf('other').outcome, 'completed');
  });
});

const waitForAllBatches = (request: Parameters<typeof toolTexts>[0]) =>
  make(call('wait', { agent_ids: toolTexts(request).map((text) => JSON.parse(text).batch_id) }));
