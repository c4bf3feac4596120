import assert from 'node:assert/strict';
import { test } from 'node:test';
import { heightAt } from '../src/harmonics.ts';

const still = { amplitude: 0, phase: 0 };

test('without waves the water stays at its mean', () => {
  assert.equal(heightAt(0, 2.5, { M2: still, S2: still, K1: still, O1: still }), 2.5);
});

test('the solar wave comes back after twelve hours', () => {
  const constants = { M2: still, S2: { amplitude: 1, phase: 40 }, K1: still, O1: still };
  const noon = Date.UTC(2026, 2, 21, 12);
  assert.ok(Math.abs(heightAt(noon, 0, constants) - heightAt(noon + 12 * 3_600_000, 0, constants)) < 1e-9);
});
