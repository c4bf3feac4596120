import assert from 'node:assert/strict';
import { Ending } from '../../../src/core/agent/ending.ts';
import { Batch, type BatchParts } from '../../../src/core/spawn/batch.ts';
import { inlineItem } from '../../../src/core/spawn/batchItems.ts';
import { Budget } from '../../../src/core/spawn/budget.ts';
import { Member } from '../../../src/core/spawn/member.ts';
import { Disk } from '../disk.ts';
import { settled, VirtualClock } from '../virtualClock.ts';

function made(start: BatchParts['start'], signal = new AbortController().signal): Batch {
  const disk = new Disk();
  return new Batch({
    batchId: 'batch',
    label: 'List',
    groups: ['a', 'b', 'c'].map((text) => [inlineItem(text)]),
    width: 1,
    start,
    takeOneMore: () => true,
    hasGivenUp: () => false,
    files: disk.hostFiles('lead', () => {}),
    clock: new VirtualClock(),
    callId: 'call',
    signal,
  });
}

/** A child that never begins. */
function idle(): Member {
  const limits = { deadlineSeconds: null, turns: 1, tokens: null, costUsd: null };
  const brief = { task: 'b', label: 'b', model: 'test/model', tools: [], limits };
  return new Member({ agentId: 'b', brief, clock: new VirtualClock(), budget: Budget.of(limits) });
}

suite('a batch that is stopped', () => {
  test('in the very step in which it got its first place makes no child', async () => {
    let started = 0;
    const batch = made(() => {
      started += 1;
      throw new Error('Started.');
    });
    const run = batch.run();
    batch.stop(new Ending('cancelled', 'Enough.'));
    const report = await run;
    assert.deepEqual([started, report.outcome, report.summary], [0, 'cancelled', '3 not started.']);
  });

  test('before it begins makes no child', async () => {
    const controller = new AbortController();
    controller.abort();
    const batch = made(() => {
      throw new Error('Started.');
    }, controller.signal);
    assert.equal((await batch.run()).outcome, 'cancelled');
  });

  test('by a fault of the host rejects once, and leaves no rejection that nobody sees', async () => {
    const unseen: unknown[] = [];
    const note = (error: unknown) => unseen.push(error);
    process.on('unhandledRejection', note);
    try {
      const member = idle();
      const batch = made((group) => {
        if (group === 0) throw new Error('No ids.');
        return member;
      });
      const run = batch.run();
      await settled();
      batch.stop(new Ending('cancelled', 'Enough.'));
      member.end(member.record.report({ agentId: 'b', label: 'b' }, { outcome: 'cancelled' }));
      member.hasReported();
      await assert.rejects(run, /No ids\./);
      await settled();
    } finally {
      process.off('unhandledRejection', note);
    }
    assert.deepEqual(unseen, []);
  });
});
