import assert from 'node:assert/strict';
import { type FirstAgent, retriedOf } from '../../../src/core/firstAgent.ts';
import { Gate } from '../gate.ts';
import { allTools, Harness, type Setting } from '../harness.ts';
import { call, make, type Script, say, spawn, toolTexts, waitForAll } from '../scriptedProvider.ts';
import { settled } from '../virtualClock.ts';

const busy = { kind: 'overloaded', message: 'Too busy.', transient: true } as const;
const broken = { kind: 'auth', message: 'No key.', transient: false } as const;
const fails = (failure: typeof busy | typeof broken) => say('', { stop: { reason: 'failed', failure } });

/** The child of a run that is over, as the host found it in the journal. */
function child(more: Partial<FirstAgent['brief']> = {}, depth = 1): FirstAgent {
  const limits = { deadlineSeconds: 60, turns: 5, tokens: 1000, costUsd: null };
  const tools = allTools.filter((name) => !name.startsWith('spawn'));
  const brief = { task: 'child', label: 'Child', model: 'test/model', tools, limits, ...more };
  return { brief, depth, retryOf: { runId: 'run-0', agentId: 'old' } };
}

const again = (script: Script, first = child(), more: Partial<Setting> = {}) =>
  new Harness({ scripts: { child: script }, first, ...more });

suite('a child whose run is over, tried again in a run of its own', () => {
  test('has its brief, its place in the lineage, and its report is the answer', async () => {
    const first = child({ profile: { name: 'explorer', instructions: 'Explore.' } });
    const run = again([say('Better.')], first);
    const report = await run.ended();
    const [started] = run.events;
    assert.deepEqual(started?.type === 'runStarted' && [started.task, started.retryOf], [
      'child',
      { runId: 'run-0', agentId: 'old' },
    ]);
    const [queued, ...others] = run.of('agentQueued');
    assert.deepEqual(
      [queued?.parentId, queued?.depth, queued?.retryOf, queued?.brief],
      [null, 1, 'old', first.brief],
    );
    assert.deepEqual(others, []);
    assert.deepEqual([report.outcome, report.label, report.retryOf], ['completed', 'Child', 'old']);
    const { answer, retryOf } = run.view();
    assert.deepEqual([answer, retryOf?.runId], ['Better.', 'run-0']);
  });

  test('is told what a child is told, and leads nobody where it could not before', async () => {
    const run = again([say('Better.')]);
    await run.ended();
    const { system, tools } = run.provider.lastRequest('child');
    assert.match(system, /You were given one task by another agent/);
    assert.deepEqual(
      tools.filter(({ name }) => name === 'spawn'),
      [],
    );
  });

  test('is not told that it may spawn where its brief has no tool for it, however deep the run of today goes', async () => {
    for (const [tools, mayLead] of [
      [['note'], false],
      [['note', 'spawn_batch'], true],
    ] as const) {
      const run = again([say('Better.')], child({ tools: [...tools] }), { limits: { depth: 3 } });
      await run.ended();
      assert.equal(/You may spawn/.test(run.provider.lastRequest('child').system), mayLead);
    }
  });

  test('ends at its own limits with a partial report', async () => {
    const run = again(
      [make(call('note', { text: 'a' })), make(call('note', { text: 'b' })), say('So far.')],
      child({ limits: { deadlineSeconds: null, turns: 2, tokens: null, costUsd: null } }),
    );
    const report = await run.ended();
    assert.deepEqual([report.outcome, report.summary], ['partial', 'So far.']);
  });

  test('passes its deadline as a child does', async () => {
    const run = again([make(call('gated', { text: 'x' })), say('So far.')]);
    await settled();
    await run.clock.advance(61_000);
    assert.equal((await run.ended()).outcome, 'partial');
  });

  test('says its last word past its deadline, once a person has let the run go beyond its budget', async () => {
    const run = again(
      [make(call('gated', { text: 'x' })), say('So far.')],
      child({ limits: { deadlineSeconds: 60, turns: 5, tokens: null, costUsd: null } }),
      { limits: { tokens: 10 } },
    );
    await settled();
    await run.clock.advance(61_000);
    run.desk.approve();
    const { outcome, summary } = await run.ended();
    assert.deepEqual([outcome, summary], ['partial', 'So far.']);
    assert.equal(run.view().limits.tokens, 23);
  });

  test('needs no slot for what its run asks: a child past its deadline may hold the only one', async () => {
    const run = new Harness({
      first: child({
        tools: [...allTools],
        limits: { deadlineSeconds: 60, turns: 5, tokens: null, costUsd: null },
      }),
      limits: { depth: 2, concurrency: 1, tokens: 100 },
      scripts: {
        child: [
          make(spawn('below', { deadline_seconds: 10 }), call('asking', { text: 'x' })),
          waitForAll,
          say('Done.'),
        ],
        below: [say('Never.', { gate: new Gate() }), say('So far.')],
      },
    });
    await settled();
    await run.clock.advance(11_000);
    assert.deepEqual(
      run.desk.requests.map(({ draft }) => draft.kind),
      ['change', 'budget'],
    );
    run.desk.approve();
    run.desk.approve();
    assert.equal((await run.ended()).outcome, 'completed');
    assert.equal(run.reportOf('below').summary, 'So far.');
  });

  test('starts over once on a passing fault before any effect, and can be tried again once more', async () => {
    const run = again([fails(busy), fails(broken)]);
    const { outcome } = await run.ended();
    assert.deepEqual([outcome, run.of('agentRetried').length], ['failed', 1]);
    const once = retriedOf(run.view(), run.agent('child').agentId);
    assert.deepEqual(once.kind === 'found' && once.first.retryOf, {
      runId: 'run-1',
      agentId: run.agent('child').agentId,
    });
    const { brief, depth } = child();
    assert.deepEqual(once.kind === 'found' && [once.first.brief, once.first.depth], [brief, depth]);
  });

  test('leads children of its own, within the depth of the run, on what its own budget leaves', async () => {
    const run = new Harness({
      first: child({ tools: [...allTools] }),
      limits: { depth: 2 },
      scripts: {
        child: [make(spawn('below')), waitForAll, say('Done.')],
        below: [say('Fine.')],
      },
    });
    await run.ended();
    const below = run.agent('below');
    assert.deepEqual([below.depth, below.parentId], [2, run.agent('child').agentId]);
    // A quarter of what the first turn has left.
    assert.equal(below.brief.limits.tokens, 246);
    assert.ok(!below.brief.tools.includes('spawn'));
  });

  test('leads as deep as it could before, whatever holds for new runs', async () => {
    const run = new Harness({
      first: { ...child({ tools: [...allTools] }), depthLimit: 2 },
      scripts: { child: [make(spawn('below')), waitForAll, say('Done.')], below: [say('Fine.')] },
    });
    await run.ended();
    assert.equal(run.agent('below').depth, 2);
    assert.equal(run.view().limits.depth, 2);
  });

  test('cannot spawn where the run goes less deep than it stands', async () => {
    const run = again(
      [
        make(spawn('below')),
        (request) => {
          assert.match(toolTexts(request).at(-1) ?? '', /no tool/i);
          return say('Did it myself.');
        },
      ],
      child({ tools: [...allTools] }, 2),
    );
    assert.equal((await run.ended()).outcome, 'completed');
    assert.equal(run.of('agentQueued').length, 1);
  });

  test('waits for a slot as a child does, and is cancelled while it waits', async () => {
    const slots = {
      release: () => {},
      acquire: (signal: AbortSignal) =>
        new Promise<void>((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason), { once: true });
        }),
    };
    const run = again([], child(), { ports: { sharedSlots: slots } });
    await settled();
    assert.equal(run.agent('child').status, 'queued');
    run.cancel();
    assert.equal((await run.ended()).outcome, 'cancelled');
  });
});

suite('who can be tried again after the run', () => {
  test('is every child, and neither the first agent nor one that nobody knows', async () => {
    const run = new Harness({
      scripts: { lead: [make(spawn('child')), waitForAll, say('Done.')], child: [fails(broken)] },
    });
    await run.ended();
    const view = run.view();
    const found = retriedOf(view, run.agent('child').agentId);
    assert.deepEqual(found.kind === 'found' && found.first.brief, run.agent('child').brief);
    for (const [id, message] of [
      [run.agent('lead').agentId, /first agent cannot be retried/],
      ['nobody', /no such agent/],
    ] as const) {
      const refused = retriedOf(view, id);
      assert.match(refused.kind === 'refused' ? refused.message : '', message);
    }
  });
});
