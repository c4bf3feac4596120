import assert from 'node:assert/strict';
import { Event } from '../../../src/core/journal/event.ts';
import { Harness, type Setting } from '../harness.ts';
import { call, make, type Step, say, spawn, waitForAll } from '../scriptedProvider.ts';
import { settled } from '../virtualClock.ts';

/** A run that has every kind of effect: parallel calls, questions, children, waits. */
const representative: Setting = {
  limits: { depth: 2, concurrency: 2 },
  scripts: {
    lead: [
      make(
        call('writing', { path: 'output/1' }),
        call('asking', { text: 'lead' }),
        call('note', { text: 'lead' }),
      ),
      make(spawn('a'), spawn('b'), spawn('c')),
      waitForAll,
      say('Done.'),
    ],
    a: [make(spawn('deep')), waitForAll, say('A.')],
    b: [make(call('writing', { path: 'output/2' }), call('asking', { text: 'b' })), say('B.')],
    c: [make(call('failing', { text: 'x' }), call('forbidden', { text: 'x' })), say('C.')],
    deep: [make(call('writing', { path: 'output/3' })), say('Deep.')],
  },
};

async function play(run: Harness): Promise<void> {
  for (let round = 0; round < 8; round += 1) {
    await settled();
    if (run.desk.openCount > 0) run.desk.approve();
  }
  await run.clock.advance(2000);
}

async function wholeRun(): Promise<Harness> {
  const run = new Harness(representative);
  await play(run);
  await run.ended();
  return run;
}

/** What a run does when the journal fails at its k-th event: once only, or from then on. */
async function failingAt(k: number, once: boolean) {
  let effectsBefore = 0;
  let hasFailed = false;
  const run = new Harness({
    ...representative,
    onAppend: (count, { bench }) => {
      if (count !== k || (once && hasFailed)) return;
      if (!hasFailed) effectsBefore = bench.effects.length;
      hasFailed = true;
      throw new Error('ENOSPC: no space left on device');
    },
  });
  await play(run);
  return { run, effectsBefore, hasFailed };
}

suite('when the journal cannot be written', () => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => void unhandled.push(reason);
  setup(() => process.on('unhandledRejection', note));
  teardown(() => void process.off('unhandledRejection', note));

  for (const once of [true, false]) {
    test(`${once ? 'once' : 'ever again'}, at whichever event, the run fails and has no further effect`, async () => {
      const { events } = await wholeRun();
      assert.ok(events.length > 60);
      for (let k = 1; k <= events.length; k += 1) {
        const { run, effectsBefore, hasFailed } = await failingAt(k, once);
        const where = `at event ${k}, ${events[k - 1]?.type}`;
        assert.ok(hasFailed, where);
        const report = await run.reportNow();
        assert.ok(report, `hangs ${where}`);
        assert.equal(report.outcome, 'failed', where);
        assert.match(report.reason ?? '', /journal could not be written/, where);
        assert.equal(run.bench.effects.length, effectsBefore, `effect ${where}`);
        assert.equal(run.events.length, k - 1, `recorded more ${where}`);
        assert.equal(run.clock.pendingTimers, 0, where);
        assert.equal(run.provider.active.size, 0, where);
      }
      assert.deepEqual(unhandled, []);
    });
  }

  test('the report still names what was made and used by then', async () => {
    const { events } = await wholeRun();
    const { run } = await failingAt(events.length, true);
    const report = await run.reportNow();
    assert.equal(report?.outcome, 'failed');
    assert.deepEqual(
      report?.deliverables.map(({ path }) => path),
      ['output/1'],
    );
    assert.ok(report.usage.input > 0);
  });

  const failAfterGate = (lead: Step) =>
    new Harness({
      scripts: { lead: [lead], stuck: () => make(call('hanging', { text: 'x' })) },
      onAppend: (_, { bench }) => {
        if (bench.effects.includes('gated x')) throw new Error('EIO');
      },
    });

  test('while another call still gets ready, nothing is left unhandled and that call is not made', async () => {
    const run = failAfterGate(make(call('gated', { text: 'x' }), call('pondering', { text: 'y' })));
    await settled();
    run.bench.gate('x').open();
    assert.equal(await run.reportNow(), undefined);
    await run.clock.advance(2000);
    assert.equal((await run.ended()).outcome, 'failed');
    run.bench.hang.open();
    await settled();
    assert.deepEqual(run.bench.effects, ['gated x']);
    assert.deepEqual(unhandled, []);
  });

  test('a person can still cancel', async () => {
    const run = new Harness({
      scripts: { lead: [make(call('gated', { text: 'x' }))] },
      onAppend: (count) => {
        if (count > 6) throw new Error('EIO');
      },
    });
    await settled();
    assert.equal(run.events.length, 6);
    assert.equal(run.run.cancelAgent('id-1'), true);
    await run.clock.advance(2000);
    assert.equal((await run.ended()).outcome, 'failed');
  });

  test('the run ends after its children, and within two seconds though their tools ignore it', async () => {
    const run = failAfterGate(make(spawn('stuck'), call('gated', { text: 'x' })));
    await settled();
    run.bench.gate('x').open();
    assert.equal(await run.reportNow(), undefined);
    await run.clock.advance(2000);
    assert.equal((await run.ended()).outcome, 'failed');
    run.bench.hang.open();
    await settled();
    assert.deepEqual(run.bench.lateEmits, ['refused']);
  });
});

suite('the events of a run', () => {
  test('keep every key and value through JSON and the schema, also what no text should hold', async () => {
    const odd = '\u0000\u2028\ud800 "\\\n\u202e😀';
    const run = new Harness({
      scripts: { lead: [{ ...make(call('note', { text: odd })), text: odd }, say(odd)] },
    });
    await run.ended();
    assert.equal(run.of('modelReplied')[0]?.text, odd);
  });

  test('of an unknown type are refused', () => {
    assert.equal(Event.safeParse({ type: 'agentPromoted', agentId: 'a' }).success, false);
  });
});
