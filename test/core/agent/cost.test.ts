import assert from 'node:assert/strict';
import { addCost, costOf, noCost } from '../../../src/core/agent/cost.ts';

const price = { input: 2, output: 10, cachedInput: 0.5 };

suite('what a model call costs', () => {
  test('cached input counts at its own price, and never as more than there is input', () => {
    const usage = { input: 1_000_000, output: 100_000, cachedInput: 400_000 };
    assert.equal(costOf(usage, price), 0.6 * 2 + 0.4 * 0.5 + 0.1 * 10);
    assert.equal(costOf({ input: 1_000_000, output: 0, cachedInput: 9_000_000 }, price), 0.5);
  });

  test('a long prompt makes all of its call dearer, a prompt just at the border does not', () => {
    const long = { ...price, longPrompt: { above: 200_000, input: 2, output: 1.5 } };
    assert.equal(costOf({ input: 200_000, output: 100_000, cachedInput: 0 }, long), 0.4 + 1);
    assert.equal(costOf({ input: 300_000, output: 100_000, cachedInput: 0 }, long), 1.2 + 1.5);
  });

  test('a sum with a part that is not known is never taken for the whole', () => {
    const sum = addCost(addCost(addCost(noCost, 0.25), undefined), 0.5);
    assert.deepEqual(sum, { usd: 0.75, isWhole: false });
  });
});
