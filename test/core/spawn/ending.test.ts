import assert from 'node:assert/strict';
import { Gate } from '../gate.ts';
import { Harness } from '../harness.ts';
import { call, make, say, spawn, waitForAll } from '../scriptedProvider.ts';
import { settled } from '../virtualClock.ts';

const failure = { kind: 'quota', message: 'No credit.', transient: false } as const;

suite('the end of a parent', () => {
  test('by cancel ends every descendant within two seconds, with what each had made', async () => {
    const run = new Harness({
      limits: { depth: 2, concurrency: 2 },
      scripts: {
        lead: [
          make(spawn('child'), spawn('stuck')),
          make(call('gated', { text: 'x' })),
          make(spawn('never')),
          waitForAll,
        ],
        child: [make(call('writing', { path: 'output/a.md' }), spawn('grandchild')), waitForAll],
        grandchild: [{ ...make(call('hanging', { text: 'x' })), text: 'So far.' }],
        stuck: [make(call('writing', { path: 'output/b.md' })), say('', { hangs: true })],
      },
    });
    await settled();
    run.bench.gate('x').open();
    await settled();
    run.cancel();
    await run.clock.advance(2000);
    assert.equal((await run.ended()).outcome, 'cancelled');
    for (const task of ['child', 'grandchild', 'stuck', 'never']) {
      assert.equal(run.reportOf(task).outcome, 'cancelled', task);
    }
    assert.equal(run.reportOf('child').deliverables[0]?.path, 'output/a.md');
    assert.equal(run.reportOf('stuck').deliverables[0]?.path, 'output/b.md');
    assert.equal(run.reportOf('grandchild').summary, 'So far.');
    assert.equal(run.agent('never').startedAt, undefined);
    const ends = run.of('agentFinished').map(({ agentId }) => agentId);
    assert.ok(ends.indexOf(run.agent('grandchild').agentId) < ends.indexOf(run.agent('child').agentId));
    assert.equal(ends.at(-1), 'id-1');
  });

  test('by failure ends its children, and what they still do comes to nothing', async () => {
    const answering = new Gate();
    const run = new Harness({
      scripts: {
        lead: [
          make(spawn('stuck'), spawn('streams')),
          say('', { gate: answering, stop: { reason: 'failed', failure } }),
        ],
        stuck: [make(call('hanging', { text: 'x' }))],
        streams: [say('Half', { hangs: true })],
      },
    });
    await settled();
    answering.open();
    await run.clock.advance(1999);
    const report = await run.ended();
    assert.deepEqual([report.outcome, report.reason], ['failed', 'No credit.']);
    assert.equal(run.reportOf('stuck').outcome, 'cancelled');
    assert.equal(run.reportOf('streams').summary, 'Half');
    const count = run.events.length;
    run.bench.hang.open();
    await settled();
    assert.deepEqual(run.bench.lateEmits, ['refused']);
    assert.equal(run.events.length, count);
  });

  test('a tool given up on is refused its effect while its agent still waits for children to end', async () => {
    const run = new Harness({
      limits: { depth: 2 },
      scripts: {
        lead: [make(spawn('child')), waitForAll, say('Done.')],
        child: [make(call('hanging', { text: 'early' }), spawn('grandchild'))],
        grandchild: [make(call('hanging', { text: 'late' }))],
      },
    });
    await settled();
    run.run.cancelAgent('id-2');
    const events = () => run.of('agentFinished').map(({ agentId }) => agentId);
    await run.clock.advance(1000);
    run.bench.hang.open();
    await settled();
    assert.deepEqual(run.bench.lateEmits, ['refused', 'refused']);
    assert.deepEqual(events(), ['id-3', 'id-2', 'id-1']);
    assert.equal((await run.ended()).outcome, 'completed');
  });

  test('one child cancelled by a person leaves its siblings alone, and the parent reads of it', async () => {
    const gate = new Gate();
    const run = new Harness({
      scripts: {
        lead: [make(spawn('a'), spawn('b')), waitForAll, say('Done.')],
        a: [say('', { gate })],
        b: [say('B is done.', { gate })],
      },
    });
    await settled();
    assert.equal(run.run.cancelAgent(run.agent('a').agentId), true);
    gate.open();
    assert.equal((await run.ended()).outcome, 'completed');
    assert.equal(run.reportOf('a').outcome, 'cancelled');
    assert.equal(run.reportOf('b').outcome, 'completed');
    const last = JSON.stringify(run.provider.lastRequest('lead').messages);
    assert.match(last, /Cancelled by a person/);
  });

  test('one child’s rejected change never touches its siblings', async () => {
    const run = new Harness({
      scripts: {
        lead: [make(spawn('a'), spawn('b')), waitForAll, say('Done.')],
        a: [make(call('asking', { text: 'a' })), say('I was refused.')],
        b: [make(call('asking', { text: 'b' })), say('Changed.')],
      },
    });
    await settled();
    assert.equal(run.desk.requests.length, 2);
    run.desk.answer({ kind: 'rejected' }, run.agent('a').agentId);
    await settled();
    assert.equal(run.agent('b').status, 'waitingForPerson');
    run.desk.approve(run.agent('b').agentId);
    assert.equal((await run.ended()).outcome, 'completed');
    assert.deepEqual(run.bench.effects, ['asking b']);
    assert.equal(run.reportOf('a').outcome, 'completed');
  });

  test('a queued child can be cancelled before it ever works', async () => {
    const gate = new Gate();
    const run = new Harness({
      limits: { concurrency: 1 },
      scripts: {
        lead: [make(spawn('a'), spawn('b'), spawn('c')), waitForAll, say('Done.')],
        a: [say('A.', { gate })],
        c: [say('C.')],
      },
    });
    await settled();
    run.run.cancelAgent(run.agent('b').agentId);
    await settled();
    assert.equal(run.agent('b').status, 'cancelled');
    gate.open();
    assert.equal((await run.ended()).outcome, 'completed');
    assert.equal(run.reportOf('c').outcome, 'completed');
  });
});
