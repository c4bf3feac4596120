import assert from 'node:assert/strict';
import fc from 'fast-check';
import { bothSlots, Slots } from '../../../src/core/spawn/slots.ts';
import { settled } from '../virtualClock.ts';

const never = () => new AbortController().signal;

suite('slots', () => {
  test('go to who came first, and to who resumes before who starts', async () => {
    const slots = new Slots(1);
    const order: string[] = [];
    await slots.acquire(never());
    for (const [name, resuming] of [
      ['a', false],
      ['b', true],
      ['c', false],
      ['d', true],
    ] as const) {
      void slots.acquire(never(), resuming).then(() => order.push(name));
    }
    for (let count = 0; count < 4; count += 1) {
      slots.release();
      await settled();
    }
    assert.deepEqual(order, ['b', 'd', 'a', 'c']);
  });

  test('an aborted waiter leaves the queue, and the next one moves up', async () => {
    const slots = new Slots(1);
    const controller = new AbortController();
    const order: string[] = [];
    await slots.acquire(never());
    const first = slots.acquire(controller.signal).catch((error: unknown) => order.push(String(error)));
    void slots.acquire(never()).then(() => order.push('second'));
    controller.abort('gone');
    await first;
    slots.release();
    await settled();
    assert.deepEqual(order, ['gone', 'second']);
    await assert.rejects(slots.acquire(AbortSignal.abort(new Error('late'))), /late/);
  });

  test('of two sources: who gives up while waiting for the second leaves none of the first behind', async () => {
    const [first, second] = [new Slots(1), new Slots(1)];
    const both = bothSlots(first, second);
    await second.acquire(never());
    const controller = new AbortController();
    const waiter = both.acquire(controller.signal);
    await settled();
    controller.abort(new Error('gone'));
    await assert.rejects(waiter, /gone/);
    second.release();
    await both.acquire(never());
    both.release();
    await first.acquire(never());
    await second.acquire(never());
  });

  test('more of them go at once to those who wait, in their order', async () => {
    const slots = new Slots(1);
    const order: string[] = [];
    for (const name of ['a', 'b', 'c', 'd']) void slots.acquire(never()).then(() => order.push(name));
    await settled();
    assert.deepEqual(order, ['a']);
    slots.resize(3);
    await settled();
    assert.deepEqual(order, ['a', 'b', 'c']);
  });

  test('of fewer of them nobody at work loses one, and nobody gets one until enough are given back', async () => {
    const slots = new Slots(3);
    for (let count = 0; count < 3; count += 1) await slots.acquire(never());
    let isThere = false;
    void slots.acquire(never()).then(() => {
      isThere = true;
    });
    slots.resize(1);
    for (const expected of [false, false, true]) {
      slots.release();
      await settled();
      assert.equal(isThere, expected);
    }
  });

  test('never more than the limit, never one lost, whoever comes, leaves or gives up, also when the limit changes', async () => {
    const step = fc.record({
      what: fc.constantFrom('come', 'resume', 'leave', 'giveUp', 'resize'),
      who: fc.nat(20),
    });
    const property = fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }),
      fc.array(step),
      async (first, steps) => {
        const slots = new Slots(first);
        let limit = first;
        const waiting = new Set<AbortController>();
        let held = 0;
        const come = (resuming: boolean) => {
          const controller = new AbortController();
          waiting.add(controller);
          const taken = () => {
            waiting.delete(controller);
            held += 1;
            assert.ok(held <= limit);
          };
          void slots.acquire(controller.signal, resuming).then(taken, () => waiting.delete(controller));
        };
        for (const { what, who } of steps) {
          if (what === 'come' || what === 'resume') come(what === 'resume');
          else if (what === 'giveUp') [...waiting].at(who % Math.max(1, waiting.size))?.abort();
          else if (what === 'resize') {
            limit = 1 + (who % 4);
            slots.resize(limit);
          } else if (held > 0) {
            held -= 1;
            slots.release();
          }
          await settled();
          assert.ok(waiting.size === 0 || held >= limit, 'Someone waits although a slot is free.');
        }
      },
    );
    await fc.assert(property, { numRuns: 100 });
  });
});
