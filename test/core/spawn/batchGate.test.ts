import assert from 'node:assert/strict';
import type { ModelRequest } from '../../../src/core/agent/provider.ts';
import { call, make, say, spawn, spawnedIds, toolTexts } from '../scriptedProvider.ts';
import { settled } from '../virtualClock.ts';
import { batch, bigRun, childScripts, numbers } from './batches.ts';

const batchIds = (request: ModelRequest): string[] =>
  toolTexts(request).flatMap((text) => /^\{"batch_id":"([^"]+)"/.exec(text)?.[1] ?? []);

suite('a batch at the gate', () => {
  test('is denied as one when it is more than the run may have', async () => {
    const run = bigRun(
      { lead: [make(batch({ items: numbers(6) })), say('Done.')] },
      { limits: { children: 5 } },
    );
    await run.ended();
    assert.equal(run.of('spawnDenied').length, 1);
    assert.equal(run.of('agentQueued').length, 1);
  });

  test('is asked about as so many children as it has', async () => {
    const items = numbers(12);
    const run = bigRun(
      { lead: [make(batch({ items })), say('I wait.'), say('Done.')], ...childScripts(items) },
      { limits: { askFanOutFrom: 10 } },
    );
    await settled();
    const { draft } = run.desk.approve();
    assert.equal(draft.kind === 'spawn' && draft.count, 12);
    await run.ended();
  });

  test('never has more children at once than there are slots, next to other children', async () => {
    const items = numbers(10);
    const others = numbers(5).map((n) => `x${n}`);
    const run = bigRun(
      {
        lead: [
          make(batch({ items }), batch({ items: others }), spawn('a')),
          (request) => make(call('wait', { agent_ids: [...batchIds(request), ...spawnedIds(request)] })),
          say('Done.'),
        ],
        ...childScripts([...items, ...others]),
        a: [say('A.')],
      },
      { limits: { concurrency: 2 } },
    );
    await run.ended();
    assert.ok(run.provider.mostActiveBelow <= 2);
    assert.equal(run.of('agentQueued').length, 17);
  });

  test('whose journal fails in the middle stops the run before anything else happens', async () => {
    const items = numbers(20);
    for (let at = 5; at < 120; at += 7) {
      const run = bigRun(
        {
          lead: () => make(batch({ items }), call('wait', { agent_ids: ['id-2'] })),
          ...Object.fromEntries(items.map((item) => [`do ${item}`, () => say('Did.')])),
        },
        {
          limits: { concurrency: 3 },
          onAppend: (count) => {
            if (count >= at) throw new Error('ENOSPC');
          },
        },
      );
      await run.clock.advance(2000);
      const report = await run.reportNow();
      assert.equal(report?.outcome, 'failed', `at ${at}`);
      assert.equal(run.events.length, at - 1);
      assert.equal(run.clock.pendingTimers, 0);
    }
  });
});
