import assert from 'node:assert/strict';
import { Harness } from '../harness.ts';
import { call, make, say, spawn, waitForAll } from '../scriptedProvider.ts';
import { settled } from '../virtualClock.ts';

const wrote = { ...make(call('writing', { path: 'output/a.md' })), text: 'Half of it stands.' };

suite('the limits of one agent', () => {
  test('at its turn limit it says a last word without tools, which is its report', async () => {
    const run = new Harness({
      childLimits: { turns: 2 },
      scripts: {
        lead: [make(spawn('child')), waitForAll, say('Done.')],
        child: [
          wrote,
          make(call('note', { text: 'more' })),
          say('Half is in output/a.md; the rest is missing.'),
        ],
      },
    });
    await run.ended();
    const asked = run.provider.lastRequest('child');
    assert.equal(asked.toolChoice, 'none');
    assert.match(JSON.stringify(asked.messages.at(-1)), /limit of 2 turns.*no more tools/);
    const report = run.reportOf('child');
    assert.equal(report.outcome, 'partial');
    assert.match(report.reason ?? '', /limit of 2 turns/);
    assert.equal(report.summary, 'Half is in output/a.md; the rest is missing.');
    assert.deepEqual(report.deliverables, [{ path: 'output/a.md', bytes: 11, hash: 'hash of output/a.md' }]);
  });

  test('its last word knows what its children have reported by then', async () => {
    const run = new Harness({
      limits: { depth: 2 },
      scripts: {
        lead: [make(spawn('child', { max_turns: 1 })), waitForAll, say('Done.')],
        child: [make(spawn('leaf'), call('gated', { text: 'x' })), say('The leaf found it.')],
        leaf: [say('It is in a.md.')],
      },
    });
    await settled();
    assert.equal(run.reportOf('leaf').outcome, 'completed');
    run.bench.gate('x').open();
    await run.ended();
    const { messages, toolChoice } = run.provider.lastRequest('child');
    assert.equal(toolChoice, 'none');
    assert.match(JSON.stringify(messages.at(-2)), /It is in a\.md\./);
    assert.equal(run.reportOf('child').summary, 'The leaf found it.');
  });

  test('at its token limit it says a last word, too', async () => {
    const run = new Harness({
      childLimits: { tokens: 100 },
      scripts: {
        lead: [make(spawn('child')), waitForAll, say('Done.')],
        child: [{ ...wrote, usage: { input: 90, output: 10, cachedInput: 0 } }, say('That is all.')],
      },
    });
    await run.ended();
    assert.equal(run.reportOf('child').outcome, 'partial');
    assert.match(run.reportOf('child').reason ?? '', /limit of 100 tokens/);
    assert.equal(run.reportOf('child').summary, 'That is all.');
  });

  for (const [name, last] of Object.entries({
    fails: say('', {
      stop: { reason: 'failed', failure: { kind: 'network', message: 'x', transient: true } },
    }),
    'is silent': say(''),
    throws: { throws: new Error('x') },
    'calls a tool instead': make(call('writing', { path: 'output/late.md' })),
  })) {
    test(`when its last word ${name}, its last text and its deliverables are the report`, async () => {
      const run = new Harness({
        childLimits: { turns: 1 },
        scripts: { lead: [make(spawn('child')), waitForAll, say('Done.')], child: [wrote, last] },
      });
      await run.ended();
      const { outcome, summary, deliverables } = run.reportOf('child');
      assert.deepEqual([outcome, summary], ['partial', 'Half of it stands.']);
      assert.deepEqual(
        deliverables.map(({ path }) => path),
        ['output/a.md'],
      );
    });
  }

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

  for (const [how, end] of Object.entries({
    failed: { stop: { reason: 'failed', failure: { kind: 'network', message: 'Gone.', transient: false } } },
    'was stopped': { stop: { reason: 'aborted' } },
  } as const)) {
    test(`all that was said in an answer that ${how} counts, also where its API had only begun to count`, async () => {
      const usage = { input: 2500, output: 1, cachedInput: 100 };
      const run = new Harness({ scripts: { lead: [{ text: 'x'.repeat(4000), usage, ...end }] } });
      const report = await run.ended();
      const { output, ...rest } = report.usage;
      assert.deepEqual(rest, { input: 2500, cachedInput: 100 });
      assert.ok(output >= 1000 && output < 1100, `${output}`);
    });
  }

  test('what an API counted in an answer that is whole is not changed', async () => {
    const usage = { input: 2500, output: 1, cachedInput: 100 };
    const run = new Harness({ scripts: { lead: [say('x'.repeat(4000), { usage })] } });
    assert.deepEqual((await run.ended()).usage, usage);
  });

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
