import assert from 'node:assert/strict';
import { lineDiff } from '../../../src/workspace/editing/changedRanges.ts';
import { mergeTexts } from '../../../src/workspace/editing/mergeTexts.ts';

import { cpuClock } from '../cpuClock.ts';

suite('merging two changes of one text', () => {
  const base = 'a\nb\nc\nd\ne\n';
  const cases: readonly (readonly [string, mine: string, theirs: string, merged: string | undefined])[] = [
    ['changes apart are brought together', 'A\nb\nc\nd\ne\n', 'a\nb\nc\nd\nE\n', 'A\nb\nc\nd\nE\n'],
    ['one line between is enough', 'A\nb\nc\nd\ne\n', 'a\nb\nC\nd\ne\n', 'A\nb\nC\nd\ne\n'],
    ['the same line is a conflict', 'A\nb\nc\nd\ne\n', 'x\nb\nc\nd\ne\n', undefined],
    ['lines next to one another are a conflict', 'A\nb\nc\nd\ne\n', 'a\nB\nc\nd\ne\n', undefined],
    ['insertions at one place are a conflict', 'a\nx\nb\nc\nd\ne\n', 'a\ny\nb\nc\nd\ne\n', undefined],
    ['an insertion beside a change is a conflict', 'a\nx\nb\nc\nd\ne\n', 'A\nb\nc\nd\ne\n', undefined],
    ['a deletion of what the other changed is a conflict', 'a\nc\nd\ne\n', 'a\nB\nc\nd\ne\n', undefined],
    ['the same change twice is made once', 'A\nb\nc\nd\ne\n', 'A\nb\nc\nd\ne!\n', 'A\nb\nc\nd\ne!\n'],
    ['insertions apart', 'x\na\nb\nc\nd\ne\n', 'a\nb\nc\nd\ne\ny\n', 'x\na\nb\nc\nd\ne\ny\n'],
    ['additions at the end by both are a conflict', `${base}x\n`, `${base}y\n`, undefined],
    [
      'a change of line endings touches every line',
      'a\nB\nc\nd\ne\n',
      base.replaceAll('\n', '\r\n'),
      undefined,
    ],
  ];
  for (const [name, mine, theirs, merged] of cases) {
    test(name, () => {
      assert.equal(mergeTexts(base, mine, theirs), merged);
      assert.equal(mergeTexts(base, theirs, mine), merged);
    });
  }

  test('a text without a final newline is merged like any other', () => {
    assert.equal(mergeTexts('a\nb\nc', 'A\nb\nc', 'a\nb\nC'), 'A\nb\nC');
    assert.equal(mergeTexts('', 'x', 'y'), undefined);
  });

  test('random changes of separate lines always merge to both of them', () => {
    let state = 7;
    const random = (below: number) => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
      return (state >> 8) % below;
    };
    for (let round = 0; round < 500; round += 1) {
      // Every third line may change, so that no change touches another; lines repeat, as they do in files.
      const lines = Array.from({ length: 3 * (1 + random(40)) }, (_, n) =>
        n % 3 === 1 ? `line ${n}` : `${n % 3}`,
      );
      const [mine, theirs, both] = [[...lines], [...lines], [...lines]];
      for (let at = 1; at < lines.length; at += 3) {
        const [owner, other] = random(2) === 0 ? [mine, theirs] : [theirs, mine];
        if (random(3) === 0) continue;
        assert.notEqual(owner, other);
        const line = `new ${random(9)}`;
        owner[at] = line;
        both[at] = line;
      }
      const text = (all: readonly string[]) => all.map((line) => `${line}\n`).join('');
      assert.equal(mergeTexts(text(lines), text(mine), text(theirs)), text(both));
    }
  });

  test('what a comparison tells turns one list into the other', () => {
    const before = Array.from({ length: 3000 }, (_, n) => `${n % 50 === 0 ? n : n % 7}`);
    const after = before.flatMap((line, n) => (n % 211 === 0 ? ['new', line] : n % 173 === 0 ? [] : [line]));
    const diff = lineDiff(before, after);
    const without = (kind: string) => diff.filter((line) => line.kind !== kind).map(({ text }) => text);
    assert.deepEqual(without('added'), before);
    assert.deepEqual(without('removed'), after);
    assert.ok(diff.length < before.length + 100);
  });

  const large: readonly (readonly [string, (n: number) => string])[] = [
    ['different lines', (n) => `line ${n}\n`],
    ['lines that are all the same', () => 'the same line\n'],
    ['few different lines', (n) => `${n % 3}\n`],
  ];
  for (const [name, line] of large) {
    test(`a text of 300,000 ${name} is merged, or refused, within two seconds`, () => {
      const lines = Array.from({ length: 300_000 }, (_, n) => line(n));
      const mine = lines.with(5, 'mine\n').with(200_000, 'mine, too\n').join('');
      const theirs = lines.with(100_000, 'theirs\n').with(299_990, 'theirs, too\n').join('');
      const seconds = cpuClock();
      const merged = mergeTexts(lines.join(''), mine, theirs);
      assert.ok(seconds() < 2, `${seconds()} s`);
      if (name === 'different lines')
        assert.equal(merged?.split('\n').filter((text) => /mine|theirs/.test(text)).length, 4);
    });
  }
});
