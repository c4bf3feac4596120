import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RunLimits } from '../../../src/core/journal/event.ts';
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
    assert.equal(limitsOf('cost_usd=0.01').costUsd, 0.01);
    const { limits } = runLimits(limitsOf('run_cost_usd=none', 'run_tokens=none'));
    assert.deepEqual([limits.costUsd, limits.tokens], [null, null]);
  });

  test('of two settings for one limit the last counts', () => {
    assert.equal(limitsOf('run_cost_usd=none', 'run_cost_usd=2').runCostUsd, 2);
    assert.equal(limitsOf('run_cost_usd=2', 'run_cost_usd=none').runCostUsd, null);
  });

  for (const row of limitTable) {
    test(`${row.name} has the default and the bounds of its setting in the editor`, () => {
      const setting = settings()[`muster.limits.${row.key}`];
      assert.ok(setting, `there is no setting muster.limits.${row.key}`);
      assert.equal(setting.default, row.byDefault ?? 0);
      assert.equal(setting.maximum ?? Number.MAX_SAFE_INTEGER, row.most);
      // A setting has no word for none: where none is a value, 0 may stand for it.
      const least = row.mayBeNone && setting.minimum === 0 ? 0 : row.least;
      assert.equal(setting.minimum, least);
      if (row.byDefault === null) assert.equal(setting.minimum, 0);
    });
  }

  test('every limit that can be set in the editor can be set here', () => {
    // A process in the terminal has one run, so there is nothing to share.
    const known = [
      'muster.limits.concurrencyAllRuns',
      ...limitTable.map(({ key }) => `muster.limits.${key}`),
    ];
    const strange = Object.keys(settings()).filter(
      (name) => name.startsWith('muster.limits.') && !known.includes(name),
    );
    assert.deepEqual(strange, []);
  });
});

function limitsOf(...given: string[]): Limits {
  const parsed = parseLimits(given);
  assert.ok(parsed.kind === 'limits');
  return parsed.limits;
}

interface Setting {
  readonly default?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

function settings(): Record<string, Setting> {
  const manifest = JSON.parse(readFileSync(join(import.meta.dirname, '../../../package.json'), 'utf8'));
  return Object.assign(
    {},
    ...[manifest.contributes.configuration].flat().map(({ properties }) => properties),
  );
}
