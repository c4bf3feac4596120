import assert from 'node:assert/strict';
import { Gate } from '../gate.ts';
import { Harness } from '../harness.ts';
import { call, make, say, spawn, type Turn, toolTexts, waitForAll } from '../scriptedProvider.ts';
import { settled } from '../virtualClock.ts';

const uses = (tokens: number): Turn => ({ usage: { input: tokens, output: 0, cachedInput: 0 } });
const note = (text: string): Turn => make(call('note', { text }));
const price = { input: 1000, output: 1000, cachedInput: 0 };

suite('a child with a budget of its own', () => {
  for (const [what, more, prices, reason] of [
    ['tokens', { token_budget: 100 }, {}, /limit of 100 tokens/],
    ['dollars', { cost_budget_usd: 0.1 }, { 'test/model': price }, /limit of \$0\.10/],
  ] as const) {
    test(`of ${what} ends at it in one last word without tools, and reports what it has`, async () => {
      const run = new Harness({
        prices,
        scripts: {
          lead: [make(spawn('child', more)), waitForAll, say('Done.')],
          child: [
            { ...make(call('writing', { path: 'output/a.md' })), ...uses(100) },
            say('Half of it is done.', uses(1)),
          ],
        },
      });
      assert.equal((await run.ended()).outcome, 'completed');
      const report = run.reportOf('child');
      assert.equal(report.outcome, 'partial');
      assert.match(report.reason ?? '', reason);
      assert.equal(report.summary, 'Half of it is done.');
      assert.equal(report.deliverables[0]?.path, 'output/a.md');
      const last = run.provider.lastRequest('child');
      assert.equal(last.toolChoice, 'none');
      assert.equal(run.provider.played('child'), 2);
      assert.match(toolTexts(run.provider.lastRequest('lead')).at(-1) ?? '', /"outcome":"partial"/);
    });
  }

  test('whose last call fails reports its last text and its deliverables', async () => {
    const failure = { kind: 'network', message: 'Gone.', transient: true } as const;
    const run = new Harness({
      scripts: {
        lead: [make(spawn('child', { token_budget: 100 })), waitForAll, say('Done.')],
        child: [
          { ...make(call('writing', { path: 'output/a.md' })), text: 'First part.', ...uses(100) },
          say('', { stop: { reason: 'failed', failure } }),
        ],
      },
    });
    await run.ended();
    const report = run.reportOf('child');
    assert.deepEqual([report.outcome, report.summary], ['partial', 'First part.']);
    assert.equal(report.deliverables.length, 1);
    assert.equal(run.of('agentRetried').length, 0);
  });

  test('119: that is more than its parent has left is refused; what is left can still be asked for', async () => {
    const run = new Harness({
      limits: { tokens: 1000 },
      scripts: {
        lead: [
          make(spawn('a', { token_budget: 900 }), spawn('b', { token_budget: 900 })),
          waitForAll,
          make(spawn('c', { token_budget: 900 })),
          waitForAll,
          say('Done.'),
        ],
        a: [say('A.')],
        c: [say('C.')],
      },
    });
    await run.ended();
    const [denied] = run.of('spawnDenied');
    assert.equal(run.of('spawnDenied').length, 1);
    assert.match(denied?.reason ?? '', /more than you have left \(85 tokens\)/);
  });

  test('in dollars is refused where the price is not known, and the parent reads what to do', async () => {
    const run = new Harness({
      scripts: { lead: [make(spawn('child', { cost_budget_usd: 1 })), say('Done.')] },
    });
    await run.ended();
    assert.equal(run.of('agentQueued').length, 1);
    assert.match(
      toolTexts(run.provider.lastRequest('lead'))[0] ?? '',
      /price of test\/model is not known.*token_budget/,
    );
  });

  test('in dollars is kept where the API says what each call cost', async () => {
    const run: Harness = new Harness({
      ports: {
        provider: () => ({ kind: 'found', provider: run.provider, model: 'model', tellsCost: true }),
      },
      scripts: {
        lead: [make(spawn('child', { cost_budget_usd: 0.1 })), waitForAll, say('Done.')],
        child: [{ ...make(call('note', { text: 'x' })), costUsd: 0.2 }, say('I have x.', { costUsd: 0 })],
      },
    });
    await run.ended();
    assert.equal(run.reportOf('child').outcome, 'partial');
    assert.match(run.reportOf('child').reason ?? '', /limit of \$0\.10/);
  });

  test('118: is never negative, nothing, half a token or beyond counting', async () => {
    const odd = [
      { token_budget: 0 },
      { token_budget: -1 },
      { token_budget: 0.5 },
      { token_budget: 1e308 },
      { token_budget: '100' },
      { cost_budget_usd: 0 },
      { cost_budget_usd: -1 },
      { cost_budget_usd: 1e308 },
      { cost_budget_usd: null },
    ];
    const run = new Harness({
      prices: { 'test/model': price },
      scripts: { lead: [make(...odd.map((more, n) => spawn(`${n}`, more))), say('Done.')] },
    });
    await run.ended();
    assert.equal(run.of('agentQueued').length, 1);
    assert.deepEqual(
      run.of('toolFinished').map(({ outcome }) => outcome),
      odd.map(() => 'error'),
    );
  });
});

suite('grandchildren', () => {
  test('are paid from their parent’s budget', async () => {
    const run = new Harness({
      limits: { depth: 2 },
      scripts: {
        lead: [make(spawn('child', { token_budget: 200 })), waitForAll, say('Done.')],
        child: [{ ...make(spawn('below')), ...uses(20) }, waitForAll, say('I stop.', uses(1))],
        below: [{ ...note('x'), ...uses(180) }, say('Deep.', uses(1))],
      },
    });
    await run.ended();
    assert.equal(run.agent('below').brief.limits.tokens, 45);
    assert.equal(run.reportOf('below').outcome, 'partial');
    assert.match(run.reportOf('child').reason ?? '', /limit of 200 tokens/);
  });

  test('119: never get more than their parent has left', async () => {
    const run = new Harness({
      limits: { depth: 2 },
      scripts: {
        lead: [make(spawn('child', { token_budget: 200 })), waitForAll, say('Done.')],
        child: [
          { ...make(spawn('a', { token_budget: 150 }), spawn('b', { token_budget: 100 })), ...uses(20) },
          waitForAll,
          say('Fine.'),
        ],
        a: [say('A.')],
      },
    });
    await run.ended();
    assert.match(run.of('spawnDenied')[0]?.reason ?? '', /more than you have left \(30 tokens\)/);
  });

  test('whose parent has promised them all it had are waited for', async () => {
    const gate = new Gate();
    const run = new Harness({
      limits: { depth: 2 },
      scripts: {
        lead: [make(spawn('child', { token_budget: 200 })), waitForAll, say('Done.')],
        child: [{ ...make(spawn('below', { token_budget: 180 })), ...uses(20) }, say('Fine.', uses(1))],
        below: [say('Deep.', { gate, ...uses(10) })],
      },
    });
    await settled();
    assert.equal(run.provider.played('child'), 1);
    assert.equal(run.agent('child').status, 'waitingForAgents');
    gate.open();
    await run.ended();
    assert.equal(run.reportOf('child').outcome, 'completed');
  });

  test('can be many of one batch: what their parent has is shared between them', async () => {
    const items = Array.from({ length: 12 }, (_, n) => `${n}`);
    const run = new Harness({
      limits: { depth: 2 },
      scripts: {
        lead: [make(spawn('child', { token_budget: 10_000 })), waitForAll, say('Done.')],
        child: [
          make(call('spawn_batch', { items, task: 'do {{item}}', label: 'b' })),
          say('Wait.'),
          say('Fine.'),
        ],
        ...Object.fromEntries(items.map((item) => [`do ${item}`, [say('Did.')]])),
      },
    });
    await run.ended();
    assert.equal(run.of('spawnDenied').length, 0);
    const promised = items.map((item) => run.agent(`do ${item}`).brief.limits.tokens ?? 0);
    assert.ok(promised.every((tokens) => tokens > 0));
    assert.ok(promised.reduce((sum, tokens) => sum + tokens) <= 10_000);
  });

  test('120: of a batch give back what they leave of its profile’s budget, once, when it has ended', async () => {
    const gate = new Gate();
    const run = new Harness({
      limits: { tokens: 1000 },
      scripts: {
        lead: [
          {
            ...make(
              call('spawn_batch', { items: ['a', 'b'], task: '{{item}}', label: 'b', profile: 'thrifty' }),
            ),
            ...uses(10),
          },
          { ...make(call('gated', { text: 'x' })), ...uses(10) },
          { ...make(spawn('early', { token_budget: 180 })), ...uses(10) },
          say('I wait.', uses(10)),
          { ...make(spawn('late', { token_budget: 910 })), ...uses(10) },
          waitForAll,
          say('Done.'),
        ],
        a: [say('A.', { gate, ...uses(20) })],
        b: [say('B.', uses(20))],
        late: [say('Late.')],
      },
    });
    run.shelf.put({ name: 'thrifty', limits: { tokens: 400 } });
    await settled();
    run.bench.gate('x').open();
    await settled();
    assert.match(run.of('spawnDenied')[0]?.reason ?? '', /more than you have left \(170 tokens\)/);
    gate.open();
    await run.ended();
    assert.equal(run.reportOf('late').outcome, 'completed');
  });
});
