import assert from 'node:assert/strict';
import type { DraftOf } from '../../../src/core/human/request.ts';
import { Slots } from '../../../src/core/spawn/slots.ts';
import { Gate } from '../gate.ts';
import { Harness, type Setting } from '../harness.ts';
import { call, make, say, spawn, type Turn, toolTexts, waitForAll } from '../scriptedProvider.ts';
import { settled } from '../virtualClock.ts';

const uses = (tokens: number): Turn => ({ usage: { input: tokens, output: 0, cachedInput: 0 } });
const note = (text: string): Turn => make(call('note', { text }));

/** Two children at work; the first one's first turn uses up the run's 100 tokens. */
function usedUp(more: Partial<Setting> = {}): Harness {
  return new Harness({
    limits: { tokens: 100, concurrency: 2 },
    scripts: {
      lead: [{ ...make(spawn('a'), spawn('b')), ...uses(10) }, waitForAll, say('Done.')],
      a: [{ ...note('a'), ...uses(60) }, say('A.', uses(1))],
      b: [{ ...note('b'), ...uses(40) }, say('B.', uses(1))],
    },
    ...more,
  });
}

function budgetQuestions(run: Harness): DraftOf<'budget'>[] {
  return run.desk.requests.flatMap(({ draft }) => (draft.kind === 'budget' ? [draft] : []));
}

suite('a run at the limit of its own budget', () => {
  test('holds every agent before its next turn and asks one question for all of them', async () => {
    const run = usedUp();
    await settled();
    assert.deepEqual(budgetQuestions(run), [
      { kind: 'budget', what: 'tokens', used: 125, limit: 100, newLimit: 200 },
    ]);
    const lead = run.of('agentQueued')[0]!.agentId;
    assert.equal(run.desk.requests[0]?.agentId, lead);
    assert.equal(run.of('agentHeld').length, 2);
    assert.equal(run.agent('a').status, 'waitingForPerson');
    assert.equal(run.agent('b').status, 'waitingForPerson');
    assert.equal(run.provider.played('a') + run.provider.played('b'), 2);
    assert.equal(run.clock.pendingTimers, 0, 'A deadline runs on.');
    await run.clock.advance(10_000_000);
    run.desk.approve();
    const report = await run.ended();
    assert.equal(report.outcome, 'completed');
    assert.deepEqual(
      run.of('limitRaised').map(({ what, limit }) => ({ what, limit })),
      [{ what: 'tokens', limit: 200 }],
    );
    assert.equal(run.view().limits.tokens, 200);
  });

  test('that is stopped there answers with what its children had found and written, each told once', async () => {
    const run = usedUp({
      scripts: {
        lead: [{ ...make(spawn('a'), spawn('b')), ...uses(10) }, waitForAll, say('A is done.', uses(1))],
        a: [say('It is in a.md.', uses(60))],
        b: [{ ...make(call('writing', { path: 'output/b.md' })), ...uses(40) }],
      },
    });
    await settled();
    run.desk.answer({ kind: 'rejected' });
    const { outcome, summary } = await run.ended();
    assert.deepEqual([outcome, summary], ['partial', 'A is done.']);
    const { messages, toolChoice } = run.provider.lastRequest('lead');
    assert.equal(toolChoice, 'none');
    const told = JSON.stringify(messages.at(-2));
    assert.equal(told.match(/It is in a\.md\./g)?.length, 1);
    assert.match(told, /output\/b\.md/);
    assert.match(told, /No other child is running/);
  });

  test('gives every slot back while it waits', async () => {
    const shared = new Slots(2);
    const run = usedUp({ ports: { sharedSlots: shared } });
    await settled();
    const { signal } = new AbortController();
    await Promise.all([shared.acquire(signal), shared.acquire(signal)]);
    shared.release();
    shared.release();
    run.desk.approve();
    assert.equal((await run.ended()).outcome, 'completed');
  });

  test('keeps an agent whose deadline passes meanwhile from its last word until there is an answer', async () => {
    const run = usedUp({
      scripts: {
        lead: [
          { ...make(spawn('a'), spawn('b', { deadline_seconds: 10 })), ...uses(10) },
          waitForAll,
          say('Done.', uses(1)),
        ],
        a: [{ ...note('a'), ...uses(90) }, say('A.', uses(1))],
        b: [say('Never.', { gate: new Gate() }), say('My last word.', uses(1))],
      },
    });
    await settled();
    assert.equal(budgetQuestions(run).length, 1);
    await run.clock.advance(20_000);
    assert.equal(run.provider.played('b'), 1);
    run.desk.approve();
    await settled();
    // What the turn that was broken off may have used counts, too.
    run.desk.approve();
    await run.ended();
    const { outcome, summary } = run.reportOf('b');
    assert.deepEqual([outcome, summary], ['partial', 'My last word.']);
  });

  test('asks again at the next limit', async () => {
    const steps = Array.from({ length: 5 }, (_, n) => ({ ...note(`${n}`), ...uses(100) }));
    const run = new Harness({
      limits: { tokens: 100 },
      scripts: { lead: [...steps, say('Done.', uses(1))] },
    });
    await settled();
    run.desk.approve();
    await settled();
    assert.deepEqual(
      budgetQuestions(run).map(({ used, limit, newLimit }) => [used, limit, newLimit]),
      [
        [100, 100, 200],
        [200, 200, 400],
      ],
    );
    run.desk.approve();
    await settled();
    run.desk.approve();
    assert.equal((await run.ended()).outcome, 'completed');
    assert.equal(run.view().limits.tokens, 800);
  });

  test('asks for dollars where prices are known', async () => {
    const run = new Harness({
      limits: { costUsd: 0.01 },
      prices: { 'test/model': { input: 1000, output: 1000, cachedInput: 0 } },
      scripts: { lead: [note('x'), say('Done.')] },
    });
    await settled();
    const [question] = budgetQuestions(run);
    assert.deepEqual([question?.what, question?.used, question?.newLimit], ['costUsd', 0.015, 0.03]);
    run.desk.approve();
    const report = await run.ended();
    assert.deepEqual(report.cost, { usd: 0.03, isWhole: true });
    assert.equal(run.view().limits.costUsd, 0.03);
  });

  test('what an API says a call cost counts, whatever its price', async () => {
    const run = new Harness({
      limits: { costUsd: 0.01 },
      prices: { 'test/model': { input: 1000, output: 1000, cachedInput: 0 } },
      scripts: { lead: [{ ...note('x'), costUsd: 0.009 }, { ...note('y'), costUsd: 0.003 }, say('Done.')] },
    });
    await settled();
    const [question] = budgetQuestions(run);
    assert.deepEqual([question?.what, question?.used], ['costUsd', 0.012]);
    run.desk.approve();
    assert.deepEqual((await run.ended()).cost, { usd: 0.012 + 0.015, isWhole: true });
  });

  test('a limit in tokens is a whole number, also after many a raise', async () => {
    const run = new Harness({
      limits: { tokens: 3 },
      scripts: { lead: [{ ...note('x'), ...uses(7) }, say('Done.', uses(1))] },
    });
    await settled();
    run.desk.approve();
    await run.ended();
    assert.equal(run.view().limits.tokens, 11);
  });

  test('counts no cost where the price is not known, and says that the sum is not whole', async () => {
    const run = new Harness({ limits: { costUsd: 0.01 }, scripts: { lead: [note('x'), say('Done.')] } });
    const report = await run.ended();
    assert.deepEqual(report.cost, { usd: 0, isWhole: false });
    assert.equal(run.desk.requests.length, 0);
  });

  for (const [name, answer, why] of [
    ['a no', { kind: 'rejected' }, /limit of 100 tokens was reached, and a person stopped it/],
    ['nobody there', { kind: 'expired', reason: 'no terminal' }, /nobody raised it: no terminal/],
  ] as const) {
    test(`${name} ends it with the lead’s last words; what children had is kept`, async () => {
      const run = new Harness({
        limits: { tokens: 100 },
        scripts: {
          lead: [make(spawn('a')), waitForAll, say('My last words.')],
          a: [{ ...make(call('writing', { path: 'output/a.md' })), text: 'Half.', ...uses(99) }],
        },
      });
      await settled();
      run.desk.answer(answer);
      const report = await run.ended();
      assert.equal(report.outcome, 'partial');
      assert.match(report.reason ?? '', why);
      assert.equal(report.summary, 'My last words.');
      assert.equal(run.provider.lastRequest('lead').toolChoice, 'none');
      const child = run.reportOf('a');
      assert.deepEqual([child.outcome, child.summary], ['cancelled', 'Half.']);
      assert.deepEqual(
        child.deliverables.map(({ path }) => path),
        ['output/a.md'],
      );
      assert.equal(run.of('limitRaised').length, 0);
    });
  }

  test('a cancel while it asks withdraws the question and leaves nothing behind', async () => {
    const run = usedUp({
      scripts: {
        lead: [{ ...make(spawn('a'), spawn('b')), ...uses(10) }, waitForAll],
        a: [{ ...note('a'), ...uses(60) }],
        b: [{ ...note('b'), ...uses(40) }],
      },
    });
    await settled();
    run.cancel();
    assert.equal((await run.ended()).outcome, 'cancelled');
    assert.equal(run.of('requestAnswered').length, 1);
    assert.deepEqual(run.view().pending, []);
    assert.equal(run.view().limits.tokens, 100);
    run.desk.approve();
    await settled();
    assert.equal(run.of('limitRaised').length, 0);
  });

  test('a cancel of one held child leaves the others and the question as they are', async () => {
    const run = usedUp({
      scripts: {
        lead: [{ ...make(spawn('a'), spawn('b')), ...uses(10) }, waitForAll, say('Done.')],
        a: [{ ...note('a'), ...uses(60) }],
        b: [{ ...note('b'), ...uses(40) }, say('B.')],
      },
    });
    await settled();
    run.run.cancelAgent(run.agent('a').agentId);
    await settled();
    assert.equal(run.reportOf('a').outcome, 'cancelled');
    assert.equal(run.desk.openCount, 1);
    run.desk.approve();
    await run.ended();
    assert.equal(run.reportOf('b').outcome, 'completed');
  });

  test('a lead that fails while the question is open withdraws it', async () => {
    const gate = new Gate();
    const failure = { kind: 'auth', message: 'No key.', transient: false } as const;
    const run = new Harness({
      limits: { tokens: 100 },
      scripts: {
        lead: [make(spawn('a')), { stop: { reason: 'failed', failure }, gate }],
        a: [{ ...note('a'), ...uses(99) }],
      },
    });
    await settled();
    assert.equal(run.desk.openCount, 1);
    gate.open();
    assert.equal((await run.ended()).outcome, 'failed');
    const answers = run.of('requestAnswered').map(({ answer }) => answer.kind);
    assert.deepEqual(answers, ['expired']);
  });

  test('a lead that waits for one slot deep below is not kept from asking', async () => {
    const run = new Harness({
      limits: { tokens: 50, depth: 3, concurrency: 1 },
      scripts: {
        lead: [make(spawn('a')), waitForAll, say('Done.')],
        a: [make(spawn('b')), waitForAll, say('A.')],
        b: [make(spawn('c')), waitForAll, say('B.')],
        c: [note('c'), say('C.')],
      },
    });
    for (let round = 0; round < 10; round += 1) {
      await settled();
      if (run.desk.openCount > 0) run.desk.approve();
    }
    assert.equal((await run.ended()).outcome, 'completed');
    assert.ok(budgetQuestions(run).length >= 2);
    assert.deepEqual(toolTexts(run.provider.lastRequest('c')), ['note c: done']);
  });
});
