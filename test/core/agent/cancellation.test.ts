import assert from 'node:assert/strict';
import { Gate } from '../gate.ts';
import { Harness } from '../harness.ts';
import { call, make, say } from '../scriptedProvider.ts';
import { settled } from '../virtualClock.ts';

suite('cancelling a run', () => {
  test('ends at once while the model streams, also under a provider that hangs', async () => {
    const run = new Harness({ scripts: { lead: [say('I was sayi', { hangs: true })] } });
    await settled();
    run.cancel();
    const report = await run.ended();
    assert.deepEqual([report.outcome, report.summary], ['cancelled', 'I was sayi']);
    assert.equal(run.of('modelReplied')[0]?.stop, 'aborted');
  });

  test('ends at once under a provider that answers the abort itself', async () => {
    const run = new Harness({ scripts: { lead: [say('Half', { gate: new Gate() })] } });
    await settled();
    run.cancel();
    assert.equal((await run.ended()).outcome, 'cancelled');
  });

  test('counts before what the provider says of it', async () => {
    const gate = new Gate();
    const failure = { kind: 'network', message: 'The connection broke.', transient: true } as const;
    const run = new Harness({
      scripts: {
        lead: [
          () => {
            run.cancel();
            return say('', { stop: { reason: 'failed', failure } });
          },
        ],
      },
    });
    gate.open();
    assert.equal((await run.ended()).outcome, 'cancelled');
  });

  test('130: ends within two seconds under a tool that ignores it, whose late effect is refused', async () => {
    const run = new Harness({
      scripts: { lead: [make(call('hanging', { text: 'x' }), call('hanging', { text: 'y' }))] },
    });
    await settled();
    run.cancel();
    assert.equal(await run.reportNow(), undefined);
    await run.clock.advance(2000);
    assert.equal((await run.ended()).outcome, 'cancelled');
    const before = run.events.length;
    run.bench.hang.open();
    await settled();
    assert.deepEqual(run.bench.lateEmits, ['refused', 'refused']);
    assert.equal(run.events.length, before);
  });

  test('ends within two seconds under a tool that hangs before it says what it would do, and never does it', async () => {
    const run = new Harness({ scripts: { lead: [make(call('pondering', { text: 'x' }))] } });
    await settled();
    run.cancel();
    await run.clock.advance(2000);
    assert.equal((await run.ended()).outcome, 'cancelled');
    run.bench.hang.open();
    await settled();
    assert.deepEqual(run.bench.effects, []);
  });

  test('lets a tool that is nearly done finish, and keeps what it made', async () => {
    const run = new Harness({ scripts: { lead: [make(call('gated', { text: 'x' }))] } });
    await settled();
    run.cancel();
    await run.clock.advance(500);
    run.bench.gate('x').open();
    assert.equal((await run.ended()).outcome, 'cancelled');
    assert.equal(run.of('toolFinished')[0]?.outcome, 'ok');
  });

  test('starts no further call of the reply', async () => {
    const run = new Harness({
      scripts: { lead: [make(call('asking', { text: 'x' }), call('note', { text: 'y' }))] },
    });
    await settled();
    run.cancel();
    assert.equal((await run.ended()).outcome, 'cancelled');
    assert.deepEqual(run.bench.effects, []);
  });

  test('expires the question a person has not answered, and a late approval changes nothing', async () => {
    const run = new Harness({ scripts: { lead: [make(call('asking', { text: 'x' }))] } });
    await settled();
    assert.equal(run.view().pending.length, 1);
    run.cancel();
    assert.equal((await run.ended()).outcome, 'cancelled');
    const answered = run.of('requestAnswered');
    assert.equal(answered.length, 1);
    assert.deepEqual([answered[0]?.by, answered[0]?.answer.kind], ['host', 'expired']);
    assert.equal(run.view().pending.length, 0);
    run.desk.approve();
    await settled();
    assert.deepEqual(run.bench.effects, []);
    assert.equal(run.of('requestAnswered').length, 1);
  });

  test('an approval that comes with the cancel changes nothing', async () => {
    const run = new Harness({ scripts: { lead: [make(call('asking', { text: 'x' }))] } });
    await settled();
    run.desk.approve();
    run.cancel();
    assert.equal((await run.ended()).outcome, 'cancelled');
    assert.deepEqual(run.bench.effects, []);
  });

  test('while an approval is being recorded keeps the change from being made', async () => {
    const run = new Harness({
      scripts: { lead: [make(call('asking', { text: 'x' }))] },
      onAppend: (_, { desk, cancel }) => {
        if (desk.requests.length > 0 && desk.openCount === 0) cancel();
      },
    });
    await settled();
    run.desk.approve();
    assert.equal((await run.ended()).outcome, 'cancelled');
    assert.equal(run.of('requestAnswered')[0]?.answer.kind, 'approved');
    assert.deepEqual(run.bench.effects, []);
  });

  test('before it started leaves no model call', async () => {
    const run = new Harness({ scripts: {} });
    run.cancel();
    assert.equal((await run.ended()).outcome, 'cancelled');
  });

  test('of one agent by its id stops that agent; of one that is not at work, nothing', async () => {
    const run = new Harness({ scripts: { lead: [say('', { gate: new Gate() })] } });
    await settled();
    assert.equal(run.run.cancelAgent('id-99'), false);
    assert.equal(run.run.cancelAgent('id-1'), true);
    assert.equal((await run.ended()).outcome, 'cancelled');
    assert.equal(run.run.cancelAgent('id-1'), false);
    assert.equal(run.of('cancelRequested').length, 1);
  });
});
