import assert from 'node:assert/strict';
import type { Report } from '../../../src/core/agent/report.ts';
import { CircuitBreaker } from '../../../src/core/spawn/circuitBreaker.ts';
import { Harness } from '../harness.ts';
import { make, say, spawn, type Turn, waitForAll } from '../scriptedProvider.ts';
import { VirtualClock } from '../virtualClock.ts';

type End = Pick<Report, 'outcome' | 'failure'>;

const failed: End = { outcome: 'failed', failure: 'permanent' };
const usage = { input: 0, output: 0, cachedInput: 0 };
const report = (agentId: string, end: End): Report => ({
  agentId,
  label: agentId,
  ...end,
  summary: '',
  deliverables: [],
  usage,
  turns: 1,
});

function broken(): { clock: VirtualClock; breaker: CircuitBreaker } {
  const clock = new VirtualClock();
  const breaker = new CircuitBreaker(clock);
  for (let n = 0; n < 5; n += 1) breaker.noteEnd(report(`f${n}`, failed));
  return { clock, breaker };
}

suite('the circuit breaker', () => {
  test('opens after five failures in a row, and any other end in between starts the count anew', () => {
    const breaker = new CircuitBreaker(new VirtualClock());
    const ends: End[] = [
      failed,
      failed,
      failed,
      failed,
      { outcome: 'partial' },
      failed,
      failed,
      failed,
      failed,
    ];
    for (const end of ends) assert.equal(breaker.noteEnd(report('a', end)), undefined);
    assert.equal(breaker.state().kind, 'closed');
    assert.deepEqual(breaker.noteEnd(report('a', failed)), { kind: 'opened', failures: 5 });
    assert.deepEqual(breaker.state(), { kind: 'open', failures: 5, secondsLeft: 60 });
  });

  test('225: a refusal or a cancel is no failure, and does not end a row of them', () => {
    const breaker = new CircuitBreaker(new VirtualClock());
    for (let n = 0; n < 20; n += 1) {
      breaker.noteEnd(report('a', { outcome: 'failed', failure: 'refused' }));
      breaker.noteEnd(report('b', { outcome: 'cancelled' }));
    }
    assert.equal(breaker.state().kind, 'closed');
    for (let n = 0; n < 4; n += 1) breaker.noteEnd(report('a', failed));
    breaker.noteEnd(report('b', { outcome: 'cancelled' }));
    assert.equal(breaker.noteEnd(report('a', failed))?.kind, 'opened');
  });

  test('lets one child through after the cool-down; if it does well all may start again', async () => {
    const { clock, breaker } = broken();
    await clock.advance(59_000);
    assert.equal(breaker.state().kind, 'open');
    await clock.advance(1000);
    assert.equal(breaker.state().kind, 'closed');
    breaker.noteStart('trial');
    assert.equal(breaker.state().kind, 'trial');
    breaker.noteEnd(report('an older one', { outcome: 'completed' }));
    assert.equal(breaker.state().kind, 'trial');
    assert.deepEqual(breaker.noteEnd(report('trial', { outcome: 'completed' })), { kind: 'closed' });
    assert.equal(breaker.state().kind, 'closed');
  });

  test('opens again when the trial fails, and tries another one when it was cancelled', async () => {
    const { clock, breaker } = broken();
    await clock.advance(60_000);
    breaker.noteStart('one');
    breaker.noteEnd(report('one', { outcome: 'cancelled' }));
    assert.equal(breaker.state().kind, 'closed');
    breaker.noteStart('two');
    assert.equal(breaker.noteEnd(report('two', failed))?.kind, 'opened');
    assert.equal(breaker.state().kind, 'open');
  });

  test('closes on a person’s word, once', () => {
    const { breaker } = broken();
    assert.deepEqual(breaker.close(), { kind: 'closed' });
    assert.equal(breaker.close(), undefined);
    assert.equal(breaker.state().kind, 'closed');
  });
});

suite('127: five failed children in a row', () => {
  const names = ['f1', 'f2', 'f3', 'f4', 'f5'];
  const failure = { kind: 'auth', message: 'No key.', transient: false } as const;
  const fails: readonly Turn[] = [say('', { stop: { reason: 'failed', failure } })];
  const failing = Object.fromEntries(names.map((name) => [name, fails]));

  test('pause new ones: the parent is told why, and the view shows it', async () => {
    const run = new Harness({
      scripts: {
        lead: [make(...names.map((name) => spawn(name))), waitForAll, make(spawn('one more')), say('Done.')],
        ...failing,
      },
    });
    await run.ended();
    assert.deepEqual(run.of('spawningPaused'), [{ type: 'spawningPaused', failures: 5, reason: 'No key.' }]);
    const [denied] = run.of('spawnDenied');
    assert.match(denied?.reason ?? '', /failed in a row.*60 s/);
    assert.deepEqual(run.view().paused, { failures: 5, reason: 'No key.' });
  });

  test('no longer keep one back after a person said so', async () => {
    const run: Harness = new Harness({
      scripts: {
        lead: [
          make(...names.map((name) => spawn(name))),
          waitForAll,
          () => {
            run.run.resumeSpawning();
            return make(spawn('one more'));
          },
          waitForAll,
          say('Done.'),
        ],
        ...failing,
        'one more': [say('Fine.')],
      },
    });
    await run.ended();
    assert.equal(run.of('spawningResumed').length, 1);
    assert.equal(run.reportOf('one more').outcome, 'completed');
    assert.equal(run.view().paused, undefined);
  });
});
