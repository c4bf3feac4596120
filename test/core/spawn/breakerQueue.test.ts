import assert from 'node:assert/strict';
import { CircuitBreaker } from '../../../src/core/spawn/circuitBreaker.ts';
import { Gate } from '../gate.ts';
import { Harness } from '../harness.ts';
import { make, type Script, say, spawn, type Turn, waitForAll } from '../scriptedProvider.ts';
import { settled, VirtualClock } from '../virtualClock.ts';
import { batch, bigRun, childScripts, numbers } from './batches.ts';

const failure = { kind: 'auth', message: 'No key.', transient: false } as const;
const fails: Turn = say('', { stop: { reason: 'failed', failure } });

const names = (prefix: string, count: number) => numbers(count).map((n) => `${prefix}${n}`);
const scripts = (tasks: readonly string[], turn: Turn) =>
  Object.fromEntries(tasks.map((task): [string, Script] => [task, [turn]]));

const started = (run: Harness) => run.of('agentStarted').length - 1;

/** Five that fail, one after the other, and behind them four that would do well if they could begin. */
function queuedBehindFailures(good: Turn = say('Fine.'), again: readonly Turn[] = []): Harness {
  const tasks = [...names('bad', 5), ...names('good', 4)];
  return new Harness({
    limits: { concurrency: 1 },
    scripts: {
      lead: [make(...tasks.map((task) => spawn(task))), waitForAll, say('Done.')],
      ...scripts(names('bad', 5), fails),
      bad0: [fails, ...again],
      ...scripts(names('good', 4), good),
    },
  });
}

suite('127: children that are queued when the breaker opens', () => {
  test('wait for the cool-down, without a slot and with their clocks standing still', async () => {
    const run = queuedBehindFailures();
    await run.clock.advance(59_000);
    assert.equal(run.of('spawningPaused').length, 1);
    assert.equal(started(run), 5);
    assert.deepEqual(run.view().paused?.failures, 5);
    await run.clock.advance(1000);
    await run.ended();
    assert.equal(run.of('spawningResumed').length, 1);
    assert.equal(run.reportOf('good3').outcome, 'completed');
  });

  test('begin one at a time after it: exactly one is tried, the others wait for how it ends', async () => {
    const gate = new Gate();
    const run = queuedBehindFailures(say('Fine.', { gate }));
    await run.clock.advance(300_000);
    assert.equal(started(run), 6);
    gate.open();
    await run.ended();
    assert.equal(started(run), 9);
  });

  test('wait for the next cool-down when the tried one fails', async () => {
    const run = queuedBehindFailures(fails);
    await run.clock.advance(60_000);
    assert.equal(started(run), 6);
    await run.clock.advance(59_000);
    assert.equal(started(run), 6);
    await run.clock.advance(1000);
    assert.equal(started(run), 7);
    run.cancel();
    await run.reportNow();
  });

  test('fail without beginning once three that were tried have failed, so that their parent hears of it', async () => {
    const run = queuedBehindFailures(fails);
    await run.clock.advance(179_000);
    assert.equal(run.of('agentFinished').length, 7);
    await run.clock.advance(1000);
    assert.equal((await run.reportNow())?.outcome, 'completed');
    assert.equal(started(run), 8);
    assert.equal(run.of('spawningPaused').length, 4);
    const last = run.reportOf('good3');
    assert.deepEqual([last.outcome, last.turns], ['failed', 0]);
    assert.match(last.reason ?? '', /never began/);
  });

  test('are given three more trials after a person’s word', async () => {
    const run = queuedBehindFailures(fails);
    await run.clock.advance(120_000);
    assert.equal(started(run), 7);
    run.run.resumeSpawning();
    await run.ended();
    assert.equal(started(run), 9);
  });

  test('all begin on a person’s word', async () => {
    const run = queuedBehindFailures();
    await settled();
    assert.equal(started(run), 5);
    run.run.resumeSpawning();
    await run.ended();
    assert.equal(started(run), 9);
    assert.equal(run.view().paused, undefined);
  });

  test('the next one is tried when the tried one is cancelled', async () => {
    const run = queuedBehindFailures(say('Fine.', { gate: new Gate() }));
    await run.clock.advance(60_000);
    const tried = run.of('agentStarted').at(-1)!.agentId;
    run.run.cancelAgent(tried);
    await settled();
    assert.equal(started(run), 7);
    assert.notEqual(run.of('agentStarted').at(-1)!.agentId, tried);
    run.cancel();
    await run.reportNow();
  });

  test('stay behind one that a person tries again, which begins at once and stands for them all', async () => {
    const run = queuedBehindFailures(say('Fine.'), [fails]);
    await settled();
    const [, bad] = run.of('agentQueued');
    const result = run.run.retryAgent(bad!.agentId);
    const again = result.kind === 'started' ? result.agentId : '';
    await settled();
    assert.deepEqual([run.of('agentStarted').at(-1)?.agentId, started(run)], [again, 6]);
    // It failed as before, so the others wait for a whole new minute.
    await run.clock.advance(59_000);
    assert.equal(started(run), 6);
    await run.clock.advance(1000);
    await run.ended();
  });

  test('all begin when the one that a person tried again does well', async () => {
    const run = queuedBehindFailures(say('Fine.'), [say('Better.')]);
    await settled();
    run.run.retryAgent(run.of('agentQueued')[1]!.agentId);
    await run.ended();
    assert.equal(started(run), 10);
    assert.equal(run.of('spawningResumed').length, 1);
  });

  test('128: are cancelled at once with their parent', async () => {
    const run = queuedBehindFailures();
    await settled();
    run.cancel();
    await run.clock.advance(1999);
    assert.equal((await run.reportNow())?.outcome, 'cancelled');
    assert.equal(run.clock.pendingTimers, 0);
  });
});

suite('127: a batch whose children fail', () => {
  test('is paused like other children, and not started one after the other', async () => {
    const items = numbers(30);
    const run = bigRun(
      { lead: [make(batch({ items })), say('I wait.'), say('Done.')], ...childScripts(items, [fails]) },
      { limits: { concurrency: 2 } },
    );
    await settled();
    const before = started(run);
    assert.ok(before <= 6, `${before} were started.`);
    await run.clock.advance(60_000);
    assert.equal(started(run), before + 1);
    run.cancel();
    await run.clock.advance(1999);
    assert.equal((await run.reportNow())?.outcome, 'cancelled');
  });

  test('is given up after three trials: it reports how many failed and how many were not started', async () => {
    const items = numbers(1000);
    const run = bigRun(
      { lead: [make(batch({ items })), say('I wait.'), say('Done.')], ...childScripts(items, [fails]) },
      { limits: { concurrency: 2 } },
    );
    await run.clock.advance(180_000);
    assert.equal((await run.reportNow())?.outcome, 'completed');
    assert.ok(started(run) <= 9, `${started(run)} were started.`);
    const { outcome, reason = '', summary } = run.of('batchFinished')[0]!.report;
    assert.equal(outcome, 'failed');
    assert.match(reason, /No more were started/);
    assert.match(summary, /^\d+ failed, 9\d\d not started\./);
  });

  test('goes on where it was after a person’s word', async () => {
    const items = numbers(10);
    const run = bigRun(
      {
        lead: [make(batch({ items })), say('I wait.'), say('Done.')],
        ...childScripts(items.slice(0, 5), [fails]),
        ...childScripts(items.slice(5)),
      },
      { limits: { concurrency: 1 } },
    );
    await settled();
    assert.equal(started(run), 5);
    run.run.resumeSpawning();
    await run.ended();
    assert.equal(run.of('batchFinished')[0]?.report.summary.split('\n')[0], '5 completed, 5 failed.');
  });
});

suite('the circuit breaker and those who wait', () => {
  test('a child that is made while it is open is no trial before the cool-down', async () => {
    const clock = new VirtualClock();
    const breaker = new CircuitBreaker(clock);
    const report = (agentId: string) => ({
      agentId,
      label: agentId,
      outcome: 'failed' as const,
      summary: '',
      deliverables: [],
      usage: { input: 0, output: 0, cachedInput: 0 },
      turns: 0,
    });
    for (const name of names('bad', 5)) breaker.noteEnd(report(name));
    breaker.noteStart('early');
    assert.equal(breaker.admits('early'), false);
    await clock.advance(60_000);
    assert.equal(breaker.admits('one'), true);
    breaker.noteStart('two');
    assert.deepEqual([breaker.admits('one'), breaker.admits('two')], [true, false]);
  });

  test('a resume that cannot be recorded throws nothing, and the run stops', async () => {
    let isFull = false;
    const tasks = names('bad', 5);
    const run = new Harness({
      limits: { concurrency: 1 },
      onAppend: () => {
        if (isFull) throw new Error('ENOSPC');
      },
      scripts: {
        lead: [make(...tasks.map((task) => spawn(task))), waitForAll, say('x', { gate: new Gate() })],
        ...scripts(tasks, fails),
      },
    });
    await settled();
    isFull = true;
    run.run.resumeSpawning();
    await run.clock.advance(2000);
    assert.equal((await run.reportNow())?.outcome, 'failed');
  });
});
