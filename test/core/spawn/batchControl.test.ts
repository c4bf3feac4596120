import assert from 'node:assert/strict';
import type { ModelRequest } from '../../../src/core/agent/provider.ts';
import { Gate } from '../gate.ts';
import type { Harness } from '../harness.ts';
import { call, make, say, spawn, toolTexts, waitForAll } from '../scriptedProvider.ts';
import { settled } from '../virtualClock.ts';
import { batch, batchReport, bigRun, childScripts, numbers, resultsOf } from './batches.ts';

const batchIds = (request: ModelRequest): string[] =>
  toolTexts(request).flatMap((text) => /^\{"batch_id":"([^"]+)"/.exec(text)?.[1] ?? []);

const onBatch =
  (name: string, more: object = {}) =>
  (request: ModelRequest) =>
    make(
      call(name, {
        ...(name === 'wait' ? { agent_ids: batchIds(request) } : { agent_id: batchIds(request)[0] }),
        ...more,
      }),
    );

const last = (run: Harness, task = 'lead') =>
  JSON.parse(toolTexts(run.provider.lastRequest(task)).at(-1) ?? '');

suite('a batch and the agent that leads it', () => {
  test('wait takes its id and returns its one report', async () => {
    const run = bigRun({
      lead: [make(batch({ items: numbers(3) })), onBatch('wait'), say('Done.')],
      ...childScripts(numbers(3)),
    });
    await run.ended();
    const { reports, still_working: open } = last(run);
    assert.deepEqual(open, []);
    assert.deepEqual([reports[0].outcome, reports[0].summary], ['completed', '3 completed.']);
    assert.equal(reports[0].deliverables[0].path, 'output/list/results.jsonl');
    assert.equal(run.of('messageReceived').length, 0);
  });

  test('its children are not the lead’s own: their ids cannot be waited for or cancelled', async () => {
    const run: Harness = bigRun({
      lead: [
        make(batch({ items: ['0'] })),
        () => {
          const { agentId } = run.of('agentQueued')[1]!;
          return make(call('wait', { agent_ids: [agentId] }), call('cancel_agent', { agent_id: agentId }));
        },
        say('I wait.'),
        say('Done.'),
      ],
      ...childScripts(['0'], [say('Did.', { gate: new Gate() })]),
    });
    await settled();
    assert.ok(
      toolTexts(run.provider.lastRequest('lead'))
        .slice(1)
        .every((text) => /Not children of yours/.test(text)),
    );
    run.cancel();
    await run.reportNow();
  });

  test('mode any returns with whichever is first, an agent or a batch', async () => {
    const gate = new Gate();
    const run = bigRun({
      lead: [
        make(batch({ items: ['0'] }), spawn('slow')),
        (request) => {
          const slow = toolTexts(request).flatMap((text) => /"agent_id":"([^"]+)"/.exec(text)?.[1] ?? []);
          return make(call('wait', { agent_ids: [...slow, ...batchIds(request)], mode: 'any' }));
        },
        say('I wait.'),
        say('Done.'),
      ],
      slow: [say('Slow.', { gate })],
      ...childScripts(['0']),
    });
    await settled();
    const { reports, still_working: open } = last(run);
    assert.deepEqual([reports.length, reports[0].label, open.length], [1, 'List', 1]);
    gate.open();
    await run.ended();
  });

  test('list_agents tells how far it is', async () => {
    const gate = new Gate();
    const items = numbers(5);
    const failure = { kind: 'auth', message: 'No key.', transient: false } as const;
    const run = bigRun(
      {
        lead: [
          make(batch({ items })),
          make(call('gated', { text: 'x' })),
          make(call('list_agents')),
          say('I wait.'),
          say('Done.'),
        ],
        ...childScripts(['0']),
        ...childScripts(['1'], [say('', { stop: { reason: 'failed', failure } })]),
        ...childScripts(['2', '3', '4'], [say('Did.', { gate })]),
      },
      { limits: { concurrency: 2 } },
    );
    await settled();
    run.bench.gate('x').open();
    await settled();
    const { batches, agents } = last(run);
    assert.deepEqual(agents, []);
    const { batchId } = run.of('batchStarted')[0]!;
    assert.deepEqual(batches, [
      {
        batch_id: batchId,
        label: 'List',
        status: 'working',
        children: 5,
        cancelled: 0,
        done: 1,
        working: 2,
        failed: 1,
        not_started: 1,
      },
    ]);
    gate.open();
    await run.ended();
  });

  for (const [name, turn] of [
    ['cancel_agent', onBatch('cancel_agent')],
    ['wait with cancel_rest', onBatch('wait', { timeout_seconds: 5, cancel_rest: true })],
  ] as const) {
    test(`${name} stops it: those at work end, the rest is not started, and what is done is written`, async () => {
      const items = numbers(20);
      const run = bigRun(
        {
          lead: [
            make(batch({ items })),
            make(call('gated', { text: 'x' })),
            turn,
            ...(name === 'cancel_agent' ? [say('I wait.')] : []),
            say('Done.'),
          ],
          ...childScripts(['0', '1']),
          'do 2': (_) => say('Never.', { gate: new Gate() }),
          'do 3': (_) => say('Never.', { gate: new Gate() }),
          'do 4': (_) => say('Never.', { gate: new Gate() }),
        },
        { limits: { concurrency: 3 } },
      );
      await settled();
      run.bench.gate('x').open();
      await run.clock.advance(5000);
      await run.ended();
      const report = batchReport(run);
      assert.equal(report.outcome, 'cancelled');
      assert.equal(report.summary, '2 completed, 3 cancelled, 15 not started.');
      assert.deepEqual(
        resultsOf(run).map(({ outcome }) => outcome),
        ['completed', 'completed', 'cancelled', 'cancelled', 'cancelled'],
      );
      assert.equal(run.of('agentQueued').length, 6);
    });
  }

  test('children that were never made can be started by others later', async () => {
    const run = bigRun(
      {
        lead: [
          make(batch({ items: numbers(5) })),
          onBatch('cancel_agent'),
          say('I wait.'),
          make(spawn('a'), spawn('b'), spawn('c'), spawn('d')),
          waitForAll,
          say('Done.'),
        ],
        'do 0': () => say('Never.', { gate: new Gate() }),
        a: [say('A.')],
        b: [say('B.')],
        c: [say('C.')],
        d: [say('D.')],
      },
      { limits: { children: 5, concurrency: 1 } },
    );
    await run.ended();
    assert.equal(run.of('spawnDenied').length, 0);
    assert.equal(run.of('agentQueued').length, 6);
  });

  test('it stops within two seconds when its parent is stopped; its results so far are written', async () => {
    const run = bigRun(
      {
        lead: [make(spawn('middle')), waitForAll, say('Done.')],
        middle: [make(batch({ items: numbers(20) })), say('I wait.')],
        ...childScripts(['0', '1']),
        ...Object.fromEntries(
          numbers(20)
            .slice(2)
            .map((item) => [`do ${item}`, () => say('Never.', { gate: new Gate() })]),
        ),
      },
      { limits: { depth: 2, concurrency: 4 }, childLimits: { deadlineSeconds: null, tokens: null } },
    );
    await settled();
    run.run.cancelAgent(run.agent('middle').agentId);
    await run.clock.advance(2000);
    await run.ended();
    assert.equal(run.reportOf('middle').outcome, 'cancelled');
    assert.deepEqual(
      resultsOf(run).map(({ outcome }) => outcome),
      ['completed', 'completed', 'cancelled', 'cancelled', 'cancelled', 'cancelled'],
    );
    const order = run.events.flatMap((event) => {
      if (event.type === 'batchFinished') return ['batch'];
      return event.type === 'agentFinished' && event.agentId === run.agent('middle').agentId
        ? ['parent']
        : [];
    });
    assert.deepEqual(order, ['batch', 'parent']);
  });

  test('it ends with its parent’s deadline, and the parent can still say a last word', async () => {
    const run = bigRun(
      {
        lead: [make(spawn('middle', { deadline_seconds: 30 })), waitForAll, say('Done.')],
        middle: [make(batch({ items: ['0'] })), make(call('hanging', { text: 'x' })), say('My last word.')],
        'do 0': () => say('Never.', { gate: new Gate() }),
      },
      { limits: { depth: 2 } },
    );
    await run.clock.advance(40_000);
    await run.ended();
    assert.deepEqual(
      [run.reportOf('middle').outcome, run.reportOf('middle').summary],
      ['partial', 'My last word.'],
    );
    assert.equal(batchReport(run).outcome, 'cancelled');
  });

  test('128: a disk that never answers does not keep a cancelled run from ending', async () => {
    const never = () => new Promise<never>(() => {});
    const run = bigRun(
      {
        lead: [make(batch({ items: ['0'] })), say('I wait.')],
        ...childScripts(['0'], [make(call('writing', { path: 'output/a.md' })), say('Did.')]),
      },
      {
        ports: { hostFiles: () => ({ readText: never, readItems: never, writeText: never, inspect: never }) },
      },
    );
    await run.clock.advance(10_000);
    assert.equal(run.of('agentFinished').length, 1);
    run.cancel();
    await run.clock.advance(2000);
    assert.equal((await run.ended()).outcome, 'cancelled');
    assert.equal(batchReport(run).deliverables.length, 0);
  });
});

suite('a batch that a person cancels', () => {
  test('makes no more children, keeps what it has, and reports to its parent', async () => {
    const gate = new Gate();
    const items = numbers(20);
    const run = bigRun(
      {
        lead: [make(batch({ items })), onBatch('wait'), say('Done.')],
        // Not all of them come to play.
        ...Object.fromEntries(items.map((item) => [`do ${item}`, () => say('Did.', { gate })])),
        'do 0': [say('Did.')],
      },
      { limits: { concurrency: 4 } },
    );
    await settled();
    const [{ batchId } = { batchId: '' }] = run.of('batchStarted');
    assert.equal(run.run.cancelAgent(batchId), true);
    await run.ended();
    assert.deepEqual(
      run.of('cancelRequested').map(({ agentId, by }) => [agentId, by]),
      [[batchId, 'person']],
    );
    const report = batchReport(run);
    assert.equal(report.outcome, 'cancelled');
    assert.match(report.summary, /1 completed, 4 cancelled, 15 not started/);
    assert.equal(run.run.cancelAgent(batchId), false);
  });
});
