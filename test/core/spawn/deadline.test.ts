import assert from 'node:assert/strict';
import { Gate } from '../gate.ts';
import { Harness } from '../harness.ts';
import { call, make, say, spawn, waitForAll } from '../scriptedProvider.ts';
import { settled } from '../virtualClock.ts';

suite('the deadline of a child', () => {
  test('ends its work; it may say a last word, without tools', async () => {
    const run = new Harness({
      childLimits: { deadlineSeconds: 60 },
      scripts: {
        lead: [make(spawn('slow')), waitForAll, say('Done.')],
        slow: [
          { ...make(call('writing', { path: 'output/a.md' })), text: 'Begun.' },
          say('', { gate: new Gate() }),
          say('The beginning is written.'),
        ],
      },
    });
    await run.clock.advance(59_999);
    assert.equal(run.agent('slow').status, 'running');
    await run.clock.advance(1);
    await run.ended();
    const report = run.reportOf('slow');
    assert.deepEqual([report.outcome, report.summary], ['partial', 'The beginning is written.']);
    assert.equal(run.provider.lastRequest('slow').toolChoice, 'none');
    assert.match(report.reason ?? '', /deadline of 60 s/);
    assert.equal(report.deliverables.length, 1);
  });

  test('leaves a minute for the last word, and no more', async () => {
    const run = new Harness({
      childLimits: { deadlineSeconds: 60 },
      scripts: {
        lead: [make(spawn('slow')), waitForAll, say('Done.')],
        slow: [say('', { gate: new Gate() }), say('I go on and', { hangs: true })],
      },
    });
    await run.clock.advance(60_000 + 59_999);
    assert.equal(run.agent('slow').status, 'running');
    await run.clock.advance(1);
    await run.ended();
    assert.equal(run.reportOf('slow').outcome, 'partial');
  });

  test('is overtaken by a cancel, also during the last word', async () => {
    const run = new Harness({
      childLimits: { deadlineSeconds: 60 },
      scripts: {
        lead: [make(spawn('slow')), waitForAll, say('Done.')],
        slow: [say('', { gate: new Gate() }), say('', { gate: new Gate() })],
      },
    });
    await run.clock.advance(60_000);
    run.run.cancelAgent(run.agent('slow').agentId);
    await run.ended();
    assert.equal(run.reportOf('slow').outcome, 'cancelled');
  });

  test('runs from its start, not from when it was queued', async () => {
    const gates = [new Gate(), new Gate()];
    const run = new Harness({
      childLimits: { deadlineSeconds: 60 },
      limits: { concurrency: 1 },
      scripts: {
        lead: [make(spawn('first'), spawn('second')), waitForAll, say('Done.')],
        first: [say('One.', { gate: gates[0]! })],
        second: [say('Two.', { gate: gates[1]! })],
      },
    });
    await run.clock.advance(50_000);
    gates[0]!.open();
    await run.clock.advance(50_000);
    gates[1]!.open();
    await run.ended();
    assert.equal(run.reportOf('second').outcome, 'completed');
  });

  test('stands still while a person is asked, and goes on from there', async () => {
    const run = new Harness({
      childLimits: { deadlineSeconds: 60 },
      scripts: {
        lead: [make(spawn('child')), waitForAll, say('Done.')],
        child: [
          make(call('gated', { text: 'x' })),
          make(call('asking', { text: 'x' })),
          say('', { gate: new Gate() }),
          say('So far.'),
        ],
      },
    });
    await run.clock.advance(40_000);
    run.bench.gate('x').open();
    await run.clock.advance(3_600_000);
    assert.equal(run.agent('child').status, 'waitingForPerson');
    run.desk.approve();
    await run.clock.advance(19_999);
    assert.equal(run.agent('child').status, 'running');
    await run.clock.advance(1);
    await run.ended();
    assert.equal(run.reportOf('child').outcome, 'partial');
  });

  test('stands still while its own children work', async () => {
    const gate = new Gate();
    const run = new Harness({
      childLimits: { deadlineSeconds: 60 },
      limits: { depth: 2 },
      scripts: {
        lead: [make(spawn('child')), waitForAll, say('Done.')],
        child: [make(call('gated', { text: 'x' })), make(spawn('grandchild')), say('I wait.'), say('Fine.')],
        grandchild: [say('Deep.', { gate })],
      },
    });
    await run.clock.advance(30_000);
    run.bench.gate('x').open();
    await run.clock.advance(50_000);
    gate.open();
    await run.ended();
    assert.equal(run.reportOf('child').outcome, 'completed');
  });
});

suite('the slot of a child', () => {
  test('is free for another while a person is asked, and is taken again before those who start', async () => {
    const gates = { b: new Gate() };
    const run = new Harness({
      limits: { concurrency: 1 },
      scripts: {
        lead: [make(spawn('a'), spawn('b'), spawn('c')), waitForAll, say('Done.')],
        a: [make(call('asking', { text: 'a' })), say('A.')],
        b: [say('B.', { gate: gates.b })],
        c: [say('C.')],
      },
    });
    await settled();
    assert.deepEqual(
      [run.agent('a').status, run.agent('b').status, run.agent('c').status],
      ['waitingForPerson', 'running', 'queued'],
    );
    run.desk.approve();
    await settled();
    assert.equal(run.provider.played('a'), 1);
    gates.b.open();
    await run.ended();
    const order = run.of('agentFinished').map(({ report }) => report.label);
    assert.deepEqual(order, ['b', 'a', 'c', 'parent']);
  });

  test('is taken back once, though several calls of one reply waited', async () => {
    const run = new Harness({
      limits: { depth: 2, concurrency: 1 },
      scripts: {
        lead: [make(spawn('child'), spawn('other')), waitForAll, say('Done.')],
        child: [
          make(spawn('grandchild')),
          (request) =>
            make(...waitForAll(request).calls!, ...['x', 'y'].map((text) => call('asking', { text }))),
          say('Fine.'),
        ],
        other: [say('Other.', { gate: new Gate() })],
        grandchild: [say('Deep.')],
      },
    });
    await settled();
    const other = () => run.run.cancelAgent(run.agent('other').agentId);
    // Everyone waits for the one slot: the child for its answer, its own child to start.
    run.desk.approve();
    await settled();
    other();
    await settled();
    while (run.desk.openCount > 0) {
      run.desk.approve();
      await settled();
    }
    assert.equal((await run.ended()).outcome, 'completed');
    assert.equal(run.reportOf('child').outcome, 'completed');
    assert.deepEqual(run.bench.effects, ['asking x', 'asking y']);
  });
});
