import assert from 'node:assert/strict';
import type { Event } from '../../../src/core/journal/event.ts';
import { interruptedReverts } from '../../../src/core/journal/interruptedReverts.ts';
import { cpuClock } from '../../workspace/cpuClock.ts';

const started = (revertId: string, ofAgent?: string): Event => ({ type: 'revertStarted', revertId, ofAgent });
const fact = (revertId: string, path: string) => ({ revertId, path, before: '2', after: '1' });
const restoring = (revertId: string, ...paths: readonly string[]): Event[] =>
  paths.map((path) => ({ type: 'fileRestoring', ...fact(revertId, path) }));
const restored = (revertId: string, path: string): Event => ({
  type: 'fileRestored',
  ...fact(revertId, path),
});
const failed = (revertId: string, path: string): Event => ({
  type: 'fileRestoreFailed',
  ...fact(revertId, path),
  reason: 'the disk is full',
});

/** `r of a: x y, open y` */
const told = (...events: readonly Event[]) =>
  interruptedReverts(events).map(({ revertId, ofAgent, files, open }) => {
    const names = (some: typeof files) => some.map(({ path }) => path).join(' ');
    return `${revertId} of ${ofAgent ?? 'all'}: ${names(files)}, open ${names(open)}`;
  });

suite('reverts that a crash may have cut off', () => {
  test('are those of which a file was announced and its end never recorded', () => {
    assert.deepEqual(told(started('r', 'a'), ...restoring('r', 'x', 'y')), ['r of a: x y, open x y']);
    const ends = [restored('r', 'x'), restored('r', 'y')];
    assert.deepEqual(told(started('r'), ...restoring('r', 'x', 'y'), ...ends.slice(0, 1)), [
      'r of all: x y, open y',
    ]);
    assert.deepEqual(told(started('r'), ...restoring('r', 'x', 'y'), ...ends), []);
    assert.deepEqual(told(started('r')), []);
  });

  test('have nothing to do with files that are known to have stayed as they were', () => {
    assert.deepEqual(told(started('r'), ...restoring('r', 'x', 'y'), failed('r', 'x')), [
      'r of all: y, open y',
    ]);
    assert.deepEqual(told(started('r'), ...restoring('r', 'x', 'y'), failed('r', 'x'), failed('r', 'y')), []);
  });

  test('are no longer open where a later revert has restored the file, but are where that failed', () => {
    const first = [started('r'), ...restoring('r', 'x', 'y')];
    const second = [started('s'), ...restoring('s', 'y')];
    assert.deepEqual(told(...first, ...second, restored('s', 'y')), ['r of all: x y, open x']);
    assert.deepEqual(told(...first, ...second, failed('s', 'y')), ['r of all: x y, open x y']);
  });

  test('are not changes that were settled after a crash, which look alike', () => {
    assert.deepEqual(told(...restoring('commit', 'x', 'y')), []);
    assert.deepEqual(
      told(started('r'), ...restoring('r', 'x'), ...restoring('commit', 'x'), restored('commit', 'x')),
      ['r of all: x, open x'],
    );
  });

  test('a revert of very many files takes no longer for each of them than one of few', () => {
    const paths = Array.from({ length: 20_000 }, (_, n) => `output/some/folder/${n}.md`);
    const ends = paths.slice(1).map((path) => restored('r', path));
    const events = [started('r'), ...restoring('r', ...paths), ...ends];
    const seconds = cpuClock();
    const [found] = interruptedReverts(events);
    const taken = seconds();
    assert.deepEqual([found?.files.length, found?.open.map(({ path }) => path)], [20_000, paths.slice(0, 1)]);
    assert.ok(taken < 1.5, `${taken} s`);
  });
});
