import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatHeight } from '../src/units.ts';

test('metres have two places, feet have one', () => {
  assert.equal(formatHeight(4.15, 'm'), '4.15 m');
  assert.equal(formatHeight(4.15, 'ft'), '13.6 ft');
});
