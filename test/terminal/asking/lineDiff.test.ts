import assert from 'node:assert/strict';
import fc from 'fast-check';
import { diffLines, hunks } from '../../../src/terminal/asking/lineDiff.ts';
import { cpuClock } from '../../workspace/cpuClock.ts';

suite('line diff', () => {
  test('removing the additions gives the old text, removing the removals the new one', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 14 });
    fc.assert(
      fc.property(text, text, (before, after) => {
        const lines = diffLines(before, after);
        const without = (kind: string) => lines.filter((line) => line.kind !== kind).map((line) => line.text);
        assert.deepEqual(without('added'), before);
        assert.deepEqual(without('removed'), after);
      }),
      { numRuns: 2000 },
    );
  });

  test('a changed line is one removal and one addition, not the whole file', () => {
    const lines = diffLines(['a', 'b', 'c'], ['a', 'x', 'c']);
    assert.deepEqual(
      lines.map((line) => `${line.kind} ${line.text}`),
      ['same a', 'removed b', 'added x', 'same c'],
    );
  });

  test('hunks number their lines and keep three lines of context', () => {
    const before = Array.from({ length: 40 }, (_, index) => `line ${index + 1}`);
    const after = before.with(1, 'second').with(29, 'thirtieth');
    const found = hunks(diffLines(before, after));
    assert.deepEqual(
      found.map(({ oldStart, newStart, lines }) => [oldStart, newStart, lines.length]),
      [
        [1, 1, 6],
        [27, 27, 8],
      ],
    );
  });

  test('105: a change behind 5,000 blank lines is a hunk of its own', () => {
    const before = ['start', ...Array.from({ length: 5000 }, () => ''), 'end'];
    const found = hunks(diffLines(before, before.with(-1, 'evil')));
    assert.equal(found.length, 1);
    assert.equal(found[0]?.oldStart, 4999);
  });

  test('two long texts with nothing in common are compared at once', () => {
    const seconds = cpuClock();
    const lines = (word: string) => Array.from({ length: 30_000 }, (_, index) => `${word} ${index}`);
    assert.equal(diffLines(lines('old'), lines('new')).length, 60_000);
    assert.ok(seconds() < 3);
  });
});
