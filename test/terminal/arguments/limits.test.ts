import assert from 'node:assert/strict';
import { AgentLimits } from '../../../src/core/agent/brief.ts';
import { RunLimits } from '../../../src/core/journal/event.ts';
import { limitBounds } from '../../../src/core/spawn/limitBounds.ts';
import { type Limits, limitTable, runLimits } from '../../../src/terminal/arguments/limits.ts';
import { parseLimits } from '../../../src/terminal/arguments/parseLimits.ts';

suite('limits on the command line', () => {
  test('a run without settings pauses at 5 dollars or 20 million tokens, and asks from ten children at once', () => {
    const { limits, childLimits } = runLimits(limitsOf());
    assert.deepEqual(RunLimits.parse(limits), {
      ...{ children: 20, depth: 1, concurrency: 5 },
      ...{ tokens: 20_000_000, costUsd: 5, askFanOutFrom: 10 },
    });
    assert.deepEqual(childLimits, { deadlineSeconds: 600, turns: 50, tokens: 1_000_000, costUsd: null });
  });

  test('a limit of children given by hand answers every fan-out question, also when it is the default', () => {
    assert.equal(runLimits(limitsOf('children=20')).limits.askFanOutFrom, null);
    assert.equal(runLimits(limitsOf('concurrency=20')).limits.askFanOutFrom, 10);
  });

  test('dollars may have decimals, and none takes a limit away', () => {
    assert.equal(limitsOf('run_cost_usd=0.50').runCostUsd, 0.5);
    assert.equal(limitsOf('cost_usd=0.001').costUsd, 0.001);
    const { limits } = runLimits(limitsOf('run_cost_usd=none', 'run_tokens=none'));
    assert.deepEqual([limits.costUsd, limits.tokens], [null, null]);
  });

  test('what is none on the command line is no limit for a run either, and nothing else is', () => {
    for (const { name, mayBeNone } of limitTable) {
      const parsed = parseLimits([`${name}=none`]);
      assert.equal(parsed.kind === 'limits', mayBeNone, name);
      if (parsed.kind !== 'limits') continue;
      const { limits, childLimits } = runLimits(parsed.limits);
      assert.deepEqual(
        [RunLimits.parse(limits), AgentLimits.parse(childLimits)],
        [limits, childLimits],
        name,
      );
    }
    assert.equal(runLimits(limitsOf('tokens=none')).childLimits.tokens, null);
  });

  test('of two settings for one limit the last counts', () => {
    assert.equal(limitsOf('run_cost_usd=none', 'run_cost_usd=2').runCostUsd, 2);
    assert.equal(limitsOf('run_cost_usd=2', 'run_cost_usd=none').runCostUsd, null);
  });

  test('every limit of a run can be set here', () => {
    // A process in the terminal has one run, so there is nothing to share.
    const own = Object.keys(limitBounds).filter((name) => name !== 'concurrencyAllRuns');
    assert.deepEqual(limitTable.map(({ key }) => key).sort(), own.sort());
  });
});

function limitsOf(...given: string[]): Limits {
  const parsed = parseLimits(given);
  assert.ok(parsed.kind === 'limits');
  return parsed.limits;
}
