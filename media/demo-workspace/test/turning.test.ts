import assert from 'node:assert/strict';
import { test } from 'node:test';
import { turningPoints } from '../src/turning.ts';

const hour = 3_600_000;

test('a wave of twelve hours turns four times a day, high and low by turns', () => {
  const wave = (time: number) => Math.cos(((time - hour) / (12 * hour)) * 2 * Math.PI);
  const points = turningPoints(wave, 0, 24 * hour);
  assert.deepEqual(
    points.map((point) => [point.kind, Math.round(point.time / hour)]),
    [['high', 1], ['low', 7], ['high', 13], ['low', 19]],
  );
});

// TODO: test a day on which a turn falls on midnight
