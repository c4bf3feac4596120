import assert from 'node:assert/strict';
import { Harness } from '../harness.ts';
import { call, make, say, spawn, type Turn, waitForAll } from '../scriptedProvider.ts';

const failing = (transient: boolean) =>
  say('', { stop: { reason: 'failed', failure: { kind: 'overloaded', message: 'Too busy.', transient } } });

const run = (child: readonly Turn[]): Harness =>
  new Harness({ scripts: { lead: [make(spawn('child')), waitForAll, say('Done.')], child } });

suite('a child that fails', () => {
  test('on a passing fault before any effect, starts over once, with nothing of its first try', async () => {
    const harness = run([make(call('note', { text: 'x' })), failing(true), say('Second try.')]);
    await harness.ended();
    assert.deepEqual(
      harness.of('agentRetried').map(({ reason }) => reason),
      ['Too busy.'],
    );
    assert.equal(harness.provider.lastRequest('child').messages.length, 1);
    const report = harness.reportOf('child');
    assert.deepEqual([report.outcome, report.summary], ['completed', 'Second try.']);
  });

  test('a second time, has failed', async () => {
    const harness = run([failing(true), failing(true)]);
    await harness.ended();
    const { outcome, failure, reason } = harness.reportOf('child');
    assert.deepEqual([outcome, failure, reason], ['failed', 'transient', 'Too busy.']);
  });

  for (const [name, first] of Object.entries({
    'after it wrote a file': [make(call('writing', { path: 'output/a.md' })), failing(true)],
    'on a lasting fault': [failing(false)],
    'because its model refused': [say('', { stop: { reason: 'refused', message: 'No.' } })],
  })) {
    test(`${name}, does not start over`, async () => {
      const harness = run(first);
      await harness.ended();
      assert.equal(harness.of('agentRetried').length, 0);
      assert.equal(harness.reportOf('child').outcome, 'failed');
    });
  }

  test('is told to its parent with the reason, and the parent itself never starts over', async () => {
    const harness = new Harness({ scripts: { lead: [failing(true)] } });
    const report = await harness.ended();
    assert.deepEqual([report.outcome, report.reason], ['failed', 'Too busy.']);
  });
});
