import assert from 'node:assert/strict';
import type { Event } from '../../../src/core/journal/event.ts';
import { foldRun } from '../../../src/core/journal/runView.ts';
import { Gate } from '../gate.ts';
import { Harness } from '../harness.ts';
import { call, make, type Script, say, spawn, waitForAll } from '../scriptedProvider.ts';
import { batch } from '../spawn/batches.ts';
import { settled } from '../virtualClock.ts';

const fold = (events: readonly Event[]) => foldRun(events.map((event, n) => ({ t: `t${n}`, event })));

const ended = ['completed', 'partial', 'failed', 'cancelled'];

/** A run with a grandchild, a batch, a question, a raised limit and a retry. */
async function richRun(): Promise<Harness> {
  const failure = { kind: 'auth', message: 'No key.', transient: false } as const;
  const retried: Script = [say('', { stop: { reason: 'failed', failure } }), say('Better.')];
  const run = new Harness({
    limits: { depth: 2, children: 4, askFanOutFrom: 10, tokens: 60 },
    scripts: {
      lead: [
        make(spawn('child'), spawn('bad'), batch({ items: ['a', 'b'] })),
        waitForAll,
        make(call('gated', { text: 'x' })),
        say('Done.'),
      ],
      child: [make(spawn('below')), waitForAll, make(call('asking', { text: 'y' })), say('Fine.')],
      below: [
        make(call('writing', { path: 'output/a.md' }), call('note_progress', { note: 'Half.' })),
        say('Deep.'),
      ],
      bad: retried,
      'do a': [say('A.')],
      'do b': [say('B.')],
    },
  });
  for (let round = 0; round < 30 && run.bench.gates.size === 0; round += 1) {
    await settled();
    if (run.desk.openCount === 0) continue;
    const isChange = run.desk.requests.at(-1)?.draft.kind === 'change';
    run.desk.answer({ kind: isChange ? 'rejected' : 'approved' });
  }
  run.run.retryAgent(run.agent('bad').agentId);
  for (let round = 0; round < 10; round += 1) {
    await settled();
    if (run.desk.openCount > 0) run.desk.approve();
  }
  run.bench.gate('x').open();
  for (let round = 0; round < 10; round += 1) {
    await settled();
    if (run.desk.openCount > 0) run.desk.approve();
  }
  return run;
}

suite('a journal read back', () => {
  test('129: cut off anywhere, shows no agent as ended whose end is not recorded', async () => {
    const run = await richRun();
    await run.ended();
    assert.ok(run.of('limitRaised').length > 0 && run.of('batchFinished').length === 1);
    for (let length = 1; length <= run.events.length; length += 1) {
      const events = run.events.slice(0, length);
      const view = fold(events);
      assert.ok(view);
      const finished = events.flatMap((event) => (event.type === 'agentFinished' ? [event.agentId] : []));
      const queued = events.flatMap((event) => (event.type === 'agentQueued' ? [event.agentId] : []));
      assert.deepEqual(
        view.agents.map(({ agentId }) => agentId),
        queued,
      );
      for (const { agentId, status, finishedAt } of view.agents) {
        assert.equal(ended.includes(status), finished.includes(agentId), `${agentId} after ${length} events`);
        assert.equal(finishedAt !== undefined, finished.includes(agentId));
      }
      assert.equal(view.report !== undefined, events.at(-1)?.type === 'runFinished');
    }
  });

  test('129: is only looked at: folding it starts nothing', async () => {
    const run = await richRun();
    await run.ended();
    const before = run.events.length;
    fold(run.events.slice(0, 20));
    await settled();
    assert.equal(run.events.length, before);
  });

  test('213: gives the approval mode and the limits exactly, with what was granted and no more', async () => {
    const run = await richRun();
    await run.ended();
    let limits = { children: 4, tokens: 60 };
    for (let length = 1; length <= run.events.length; length += 1) {
      const event = run.events[length - 1];
      if (event?.type === 'limitRaised') limits = { ...limits, [event.what]: event.limit };
      const view = fold(run.events.slice(0, length));
      assert.equal(view?.approval, 'ask');
      assert.deepEqual(view?.limits, {
        depth: 2,
        concurrency: 5,
        costUsd: null,
        askFanOutFrom: 10,
        ...limits,
      });
    }
  });

  test('213: every raise follows a person’s yes to exactly that limit', async () => {
    const run = await richRun();
    await run.ended();
    for (const { what, limit } of run.of('limitRaised')) {
      const request = run.desk.requests.find(
        ({ draft }) =>
          'newLimit' in draft && draft.newLimit === limit && (draft.kind === 'spawn' || draft.what === what),
      );
      const answer = run.of('requestAnswered').find(({ requestId }) => requestId === request?.requestId);
      assert.deepEqual([answer?.answer.kind, answer?.by], ['approved', 'person']);
    }
  });

  test('212: a person’s no to a child stands in it, bound to the change it was said to', async () => {
    const run = await richRun();
    await run.ended();
    const no = run.of('requestAnswered').filter(({ answer }) => answer.kind === 'rejected');
    assert.equal(no.length, 1);
    const request = run.of('requestRaised').find((event) => event.request.requestId === no[0]?.requestId);
    assert.equal(request?.agentId, run.agent('child').agentId);
    const draft = request?.request.draft;
    assert.equal(draft?.kind === 'change' && draft.changes[0]?.after?.hash, 'hash of y');
  });

  test('an agent that was stopped records nothing after its end', async () => {
    const gate = new Gate();
    const run = new Harness({
      scripts: {
        lead: [make(spawn('child')), say('x', { gate })],
        child: [make(call('hanging', { text: 'x' }))],
      },
    });
    await settled();
    run.run.cancelAgent(run.agent('child').agentId);
    await run.clock.advance(1500);
    run.bench.hang.open();
    await settled();
    gate.open();
    run.cancel();
    await run.reportNow();
    assert.deepEqual(run.bench.lateEmits, ['refused']);
    for (const { agentId } of run.of('agentFinished')) {
      const at = run.events.findIndex((event) => event.type === 'agentFinished' && event.agentId === agentId);
      const late = run.events
        .slice(at + 1)
        .filter((event) => 'agentId' in event && event.agentId === agentId);
      assert.deepEqual(late, []);
    }
  });
});
