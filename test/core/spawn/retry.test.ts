import assert from 'node:assert/strict';
import { Gate } from '../gate.ts';
import { Harness, type Setting } from '../harness.ts';
import { call, make, type Script, say, spawn, toolTexts, waitForAll } from '../scriptedProvider.ts';
import { settled } from '../virtualClock.ts';
import { batch, batchReport, bigRun } from './batches.ts';

const failure = { kind: 'auth', message: 'No key.', transient: false } as const;
const fails = say('', { stop: { reason: 'failed', failure } });

/** A child that fails, and its lead at work on something else until a gate opens. */
function failedChild(more: Partial<Setting> = {}, child: Script = [fails, say('Better.')]): Harness {
  return new Harness({
    scripts: {
      lead: [make(spawn('child')), waitForAll, make(call('gated', { text: 'x' })), say('Done.')],
      child,
    },
    ...more,
  });
}

suite('another try of a child, on a person’s word', () => {
  test('works on the same brief, and its report reaches the same parent as a message', async () => {
    const run = failedChild();
    await settled();
    const { agentId, brief } = run.of('agentQueued')[1]!;
    const result = run.run.retryAgent(agentId);
    assert.equal(result.kind, 'started');
    const again = run.of('agentQueued')[2]!;
    assert.deepEqual([again.retryOf, again.brief], [agentId, brief]);
    assert.equal(result.kind === 'started' && result.agentId, again.agentId);
    await settled();
    run.bench.gate('x').open();
    await settled();
    const [message] = run.of('messageReceived');
    assert.deepEqual(message?.from, [again.agentId]);
    const [report] = JSON.parse(/<reports>(.*)<\/reports>/s.exec(message?.text ?? '')?.[1] ?? '[]');
    assert.deepEqual(
      [report.agent_id, report.retry_of, report.outcome, report.summary],
      [again.agentId, agentId, 'completed', 'Better.'],
    );
    const view = run.view().agents.find((agent) => agent.agentId === again.agentId);
    assert.equal(view?.retryOf, agentId);
    await run.ended();
  });

  test('is shown by list_agents, and can be waited for and cancelled by its parent', async () => {
    const run = new Harness({
      scripts: {
        lead: [
          make(spawn('child')),
          waitForAll,
          make(call('gated', { text: 'x' })),
          make(call('list_agents')),
          (request) => {
            const { agents } = JSON.parse(toolTexts(request).at(-1) ?? '');
            const again = agents[1].agent_id;
            return make(call('cancel_agent', { agent_id: again }), call('wait', { agent_ids: [again] }));
          },
          say('Done.'),
        ],
        child: [fails, say('Never.', { gate: new Gate() })],
      },
    });
    await settled();
    const { agentId } = run.of('agentQueued')[1]!;
    run.run.retryAgent(agentId);
    await settled();
    run.bench.gate('x').open();
    await run.ended();
    const { reports } = JSON.parse(toolTexts(run.provider.lastRequest('lead')).at(-1) ?? '');
    assert.deepEqual([reports[0].retry_of, reports[0].outcome], [agentId, 'cancelled']);
  });

  test('is refused for an agent that nobody knows, the first one, and one at work', async () => {
    const run = failedChild({}, [say('Fine.', { gate: new Gate() })]);
    await settled();
    const [lead, child] = run.of('agentQueued');
    for (const [agentId, message] of [
      ['id-99', /no such agent/],
      [lead!.agentId, /first agent cannot be retried/],
      [child!.agentId, /still at work/],
    ] as const) {
      const result = run.run.retryAgent(agentId);
      assert.match(result.kind === 'refused' ? result.message : '', message);
    }
    assert.equal(run.of('agentQueued').length, 2);
    run.cancel();
    await run.reportNow();
  });

  test('is refused while another try of the same agent is at work: a second click starts nothing', async () => {
    const run = failedChild({}, [fails, say('Better.', { gate: new Gate() })]);
    await settled();
    const { agentId } = run.of('agentQueued')[1]!;
    assert.equal(run.run.retryAgent(agentId).kind, 'started');
    const second = run.run.retryAgent(agentId);
    assert.match(second.kind === 'refused' ? second.message : '', /tried again already/);
    assert.equal(run.of('agentQueued').length, 3);
    run.cancel();
    await run.reportNow();
  });

  test('reports to the nearest agent above that is at work, once the parent has ended', async () => {
    const run = new Harness({
      limits: { depth: 3 },
      scripts: {
        lead: [make(spawn('child')), waitForAll, make(call('gated', { text: 'x' })), say('Done.')],
        child: [make(spawn('below')), waitForAll, say('Fine.')],
        below: [make(spawn('deep')), waitForAll, say('So so.')],
        deep: [fails, say('Better.')],
      },
    });
    await settled();
    const { agentId, brief } = run.agent('deep');
    assert.equal(run.run.retryAgent(agentId).kind, 'started');
    const second = run.run.retryAgent(agentId);
    assert.match(second.kind === 'refused' ? second.message : '', /tried again already/);
    const again = run.of('agentQueued').at(-1)!;
    assert.deepEqual(
      [again.parentId, again.depth, again.retryOf, again.brief],
      [run.agent('lead').agentId, 1, agentId, brief],
    );
    await settled();
    run.bench.gate('x').open();
    await run.ended();
    const told = run.of('messageReceived').filter(({ from }) => from.includes(again.agentId));
    assert.deepEqual(
      told.map(({ agentId: to }) => to),
      [run.agent('lead').agentId],
    );
  });

  test('is refused while the parent’s end is being recorded, so that nothing outlives it', async () => {
    const gate = new Gate();
    const inspect = async () => {
      await gate.opened;
      return undefined;
    };
    const nothing = { readText: async () => '', readItems: async () => [], writeText: async () => {} };
    const run = new Harness({
      scripts: { lead: [make(spawn('child')), waitForAll, say('See output/a.md')], child: [fails] },
      ports: { hostFiles: () => ({ ...nothing, inspect }) },
    });
    await settled();
    assert.equal(run.agent('lead').finishedAt, undefined);
    const result = run.run.retryAgent(run.agent('child').agentId);
    assert.match(result.kind === 'refused' ? result.message : '', /run is ending/);
    gate.open();
    await run.ended();
    assert.equal(run.of('agentQueued').length, 2);
  });

  test('counts as a child, also beyond the limit, and leaves no room for another one', async () => {
    const run = new Harness({
      limits: { children: 1 },
      scripts: {
        lead: [
          make(spawn('child')),
          waitForAll,
          make(call('gated', { text: 'x' })),
          make(spawn('more')),
          say('I wait.'),
        ],
        child: [fails, say('Better.', { gate: new Gate() })],
      },
    });
    await settled();
    assert.equal(run.run.retryAgent(run.of('agentQueued')[1]!.agentId).kind, 'started');
    run.bench.gate('x').open();
    await settled();
    assert.equal(run.of('spawnDenied').length, 1);
    assert.equal(run.view().limits.children, 1);
    run.cancel();
    await run.ended();
  });

  test('of one child of a batch reports to the agent that leads the batch', async () => {
    const run = bigRun({
      lead: [make(batch({ items: ['0'] })), make(call('gated', { text: 'x' })), say('Done.')],
      'do 0': [fails, say('Better.')],
    });
    await settled();
    const [, first] = run.of('agentQueued');
    run.run.retryAgent(first!.agentId);
    await settled();
    run.bench.gate('x').open();
    await run.ended();
    const again = run.of('agentQueued')[2]!;
    assert.deepEqual([again.retryOf, again.batchId], [first!.agentId, undefined]);
    assert.deepEqual(
      run
        .of('messageReceived')
        .flatMap(({ from }) => from)
        .includes(again.agentId),
      true,
    );
    assert.equal(batchReport(run).outcome, 'failed');
  });

  test('is paid from its parent’s budget, and refused when that has nothing left', async () => {
    const uses = { usage: { input: 60, output: 0, cachedInput: 0 } };
    const run = new Harness({
      limits: { depth: 2 },
      scripts: {
        lead: [make(spawn('child', { token_budget: 150 })), waitForAll, say('Done.')],
        child: [
          make(spawn('below', { token_budget: 100 })),
          waitForAll,
          make(call('gated', { text: 'x' })),
          say('Fine.'),
        ],
        below: [{ ...fails, ...uses }],
      },
    });
    await settled();
    const result = run.run.retryAgent(run.agent('below').agentId);
    assert.match(result.kind === 'refused' ? result.message : '', /no budget left/);
    run.bench.gate('x').open();
    await run.ended();
  });

  test('that cannot be recorded is refused with the reason, and the run stops', async () => {
    let isFull = false;
    const run = failedChild({
      onAppend: () => {
        if (isFull) throw new Error('ENOSPC');
      },
    });
    await settled();
    isFull = true;
    const result = run.run.retryAgent(run.of('agentQueued')[1]!.agentId);
    assert.equal(result.kind, 'refused');
    run.run.resumeSpawning();
    await run.clock.advance(2000);
    assert.equal((await run.reportNow())?.outcome, 'failed');
  });
});
