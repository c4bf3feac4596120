import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { AgentRecord } from '../../../src/core/agent/agentRecord.ts';
import { Gate } from '../gate.ts';
import { Harness } from '../harness.ts';
import { make, type Script, say, spawn } from '../scriptedProvider.ts';
import { settled } from '../virtualClock.ts';
import { numbers } from './batches.ts';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

suite('132: a thousand children', () => {
  test('queued in one turn are worked on a few at a time, and no more than a thousand are queued', async () => {
    const tasks = numbers(1001);
    const answer: Script = () => say('Fine.');
    const run = new Harness({
      limits: { children: 1000, concurrency: 8 },
      scripts: {
        lead: (request) =>
          request.messages.length === 1 ? make(...tasks.map((task) => spawn(task))) : say('Done.'),
        ...Object.fromEntries(tasks.map((task) => [task, answer])),
      },
    });
    for (let round = 0; round < 500 && !(await run.reportNow()); round += 1);
    assert.equal(run.of('agentQueued').length, 1001);
    assert.equal(run.of('spawnDenied').length, 1);
    assert.ok(run.provider.mostActiveBelow <= 8);
  }).timeout(60_000);

  test('128: queued are all cancelled within two seconds', async () => {
    const tasks = numbers(1000);
    const hang: Script = () => say('Never.', { hangs: true });
    const run = new Harness({
      limits: { children: 1000, concurrency: 8 },
      scripts: {
        lead: [make(...tasks.map((task) => spawn(task))), say('x', { gate: new Gate() })],
        ...Object.fromEntries(tasks.map((task) => [task, hang])),
      },
    });
    await settled();
    run.cancel();
    await run.clock.advance(1999);
    assert.equal((await run.reportNow())?.outcome, 'cancelled');
    assert.equal(run.of('agentFinished').length, run.of('agentQueued').length);
    assert.equal(run.clock.pendingTimers, 0);
  }).timeout(60_000);

  test('an agent’s record keeps no more of a long text than its report will show', () => {
    collectGarbage();
    const before = process.memoryUsage().heapUsed;
    const records = Array.from({ length: 100 }, (_, n) => recordOf(`${n} ${'y'.repeat(500_000)}`));
    collectGarbage();
    const kept = process.memoryUsage().heapUsed - before;
    assert.ok(kept < 10_000_000, `${kept} bytes are kept.`);
    const summary = records[7]?.report({ agentId: 'a', label: 'a' }, { outcome: 'completed' }).summary;
    assert.match(summary ?? '', /^7 y+\n\[cut: \d+ more characters\]$/);
  });
});

function recordOf(text: string): AgentRecord {
  const record = new AgentRecord();
  const usage = { input: 1, output: 1, cachedInput: 0 };
  record.note({ type: 'modelReplied', agentId: 'a', turn: 1, text, calls: [], stop: 'done', usage });
  return record;
}
