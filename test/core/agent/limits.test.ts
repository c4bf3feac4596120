import assert from 'node:assert/strict';
import { Harness } from '../harness.ts';
import { call, make, say, spawn, waitForAll } from '../scriptedProvider.ts';

const wrote = { ...make(call('writing', { path: 'output/a.md' })), text: 'Half of it stands.' };

suite('the limits of one agent', () => {
  test('at its turn limit it hands over its last text and its deliverables', async () => {
    const run = new Harness({
      childLimits: { turns: 2 },
      scripts: {
        lead: [make(spawn('child')), waitForAll, say('Done.')],
        child: [wrote, make(call('note', { text: 'more' }))],
      },
    });
    await run.ended();
    const report = run.reportOf('child');
    assert.equal(report.outcome, 'partial');
    assert.match(report.reason ?? '', /limit of 2 turns/);
    assert.equal(report.summary, 'Half of it stands.');
    assert.deepEqual(report.deliverables, [{ path: 'output/a.md', bytes: 11, hash: 'hash of output/a.md' }]);
    assert.equal(report.turns, 2);
  });

  test('at its token limit it makes no further model call', async () => {
    const run = new Harness({
      childLimits: { tokens: 100 },
      scripts: {
        lead: [make(spawn('child')), waitForAll, say('Done.')],
        child: [{ ...wrote, usage: { input: 90, output: 10, cachedInput: 0 } }],
      },
    });
    await run.ended();
    assert.equal(run.reportOf('child').outcome, 'partial');
    assert.match(run.reportOf('child').reason ?? '', /limit of 100 tokens/);
  });

  for (const [name, usage] of Object.entries({
    missing: null,
    zero: { input: 0, output: 0, cachedInput: 0 },
    negative: { input: -1_000_000, output: 5, cachedInput: 0 },
    absurd: { input: Number.NaN, output: Number.POSITIVE_INFINITY, cachedInput: 0 },
    fractional: { input: 0.5, output: 1, cachedInput: 0 },
  })) {
    test(`a usage that is ${name} is estimated, so that budgets still count`, async () => {
      const run = new Harness({ scripts: { lead: [say('x'.repeat(4000), { usage })] } });
      const report = await run.ended();
      assert.ok(report.usage.output >= 1000 && report.usage.output < 1100);
      assert.ok(report.usage.input > 10);
    });
  }

  test('a long summary is cut, never inside a character', async () => {
    const text = `${'x'.repeat(3999)}😀 and more`;
    const run = new Harness({ scripts: { lead: [say(text)] } });
    const { summary } = await run.ended();
    assert.equal(summary, `${'x'.repeat(3999)}\n[cut: 11 more characters]`);
  });

  test('a model nobody knows fails the agent with what to do next', async () => {
    const run = new Harness({
      scripts: { lead: [make(spawn('child', { model: 'other/model' })), say('Done.')] },
    });
    await run.ended();
    assert.match(run.of('toolFinished')[0]?.text ?? '', /Choose test\/model/);
    assert.equal(run.of('agentQueued').length, 1);
  });
});
