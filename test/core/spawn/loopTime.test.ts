import assert from 'node:assert/strict';
import { LoopTime } from '../../../src/core/spawn/loopTime.ts';
import { settled, VirtualClock } from '../virtualClock.ts';

suite('time on the event loop', () => {
  test('is there at once while the slice lasts', () => {
    const time = new LoopTime(new VirtualClock());
    assert.equal(time.ask(), undefined);
    assert.equal(time.ask(), undefined);
  });

  test('is given a slice at a time, in the order it was asked for', async () => {
    const clock = new SteppingClock();
    const time = new LoopTime(clock);
    const order: number[] = [];
    const work = async (n: number) => {
      const later = time.ask();
      if (later !== undefined) await later;
      order.push(n);
      clock.pass(5);
    };
    const all = Promise.all(Array.from({ length: 20 }, (_, n) => work(n)));
    const first = order.length;
    await settled();
    const second = order.length;
    await all;

    assert.ok(first > 0 && first < 5, `${first} went on at once`);
    assert.ok(second > first && second < first + 10, `${second} went on after one turn of the event loop`);
    assert.deepEqual(
      order,
      order.toSorted((a, b) => a - b),
    );
    assert.equal(order.length, 20);
  });

  test('who asks while others wait goes behind them', async () => {
    const clock = new SteppingClock();
    const time = new LoopTime(clock);
    const order: string[] = [];
    assert.equal(time.ask(), undefined);
    clock.pass(1000);
    const first = time.ask()?.then(() => order.push('first'));
    clock.pass(-1000);
    const second = time.ask()?.then(() => order.push('second'));
    await Promise.all([first, second]);
    assert.deepEqual(order, ['first', 'second']);
  });
});

/** Time that passes only by work. */
class SteppingClock extends VirtualClock {
  #passed = 0;

  override now(): number {
    return this.#passed;
  }

  pass(ms: number): void {
    this.#passed += ms;
  }
}
