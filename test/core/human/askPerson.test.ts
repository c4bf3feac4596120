import assert from 'node:assert/strict';
import { decide } from '../../../src/core/human/approvalRules.ts';
import { change, draft } from '../bench.ts';
import { Harness, type Setting } from '../harness.ts';
import { call, make, say, toolTexts } from '../scriptedProvider.ts';
import { settled } from '../virtualClock.ts';

const asksOnce = (more: Partial<Setting>) =>
  new Harness({ scripts: { lead: [make(call('asking', { text: 'x' })), say('Done.')] }, ...more });

suite('asking a person', () => {
  test('the question is recorded before it is put, the answer before it counts', async () => {
    const seen: string[][] = [];
    const run: Harness = asksOnce({
      ask: async () => {
        seen.push(run.events.slice(-2).map(({ type }) => type));
        return { kind: 'approved' };
      },
    });
    await run.ended();
    assert.deepEqual(seen, [['toolStarted', 'requestRaised']]);
    assert.deepEqual(
      run.of('requestAnswered').map(({ by, answer }) => [by, answer.kind]),
      [['person', 'approved']],
    );
    assert.deepEqual(run.bench.effects, ['asking x']);
  });

  test('a question nobody answers in time allows nothing, and says why', async () => {
    const run = asksOnce({ ask: async () => ({ kind: 'expired', reason: 'no terminal' }) });
    assert.equal((await run.ended()).outcome, 'completed');
    assert.deepEqual(run.bench.effects, []);
    assert.match(toolTexts(run.provider.lastRequest('lead'))[0]!, /no terminal/);
    assert.equal(run.of('requestAnswered')[0]?.by, 'host');
  });

  for (const [name, ask] of Object.entries({
    rejects: async () => Promise.reject(new Error('view disposed')),
    throws: () => {
      throw new Error('view disposed');
    },
  })) {
    test(`a question that cannot be shown (${name}) is closed and allows nothing`, async () => {
      const run = asksOnce({ ask });
      assert.equal((await run.ended()).outcome, 'completed');
      assert.deepEqual(run.bench.effects, []);
      assert.equal(run.view().pending.length, 0);
      assert.equal(run.of('requestAnswered')[0]?.answer.kind, 'expired');
    });
  }

  test('a change approved beforehand is recorded like any other, and asks nobody', async () => {
    const run = asksOnce({ approval: 'edits' });
    await run.ended();
    assert.deepEqual(run.bench.effects, ['asking x']);
    assert.equal(run.desk.requests.length, 0);
    assert.deepEqual(run.of('requestAnswered')[0]?.by, 'policy');
  });

  test('a run that approves nothing denies without asking', async () => {
    const run = asksOnce({ approval: 'none' });
    await run.ended();
    assert.deepEqual(run.bench.effects, []);
    assert.equal(run.desk.requests.length, 0);
    assert.equal(run.of('toolFinished')[0]?.outcome, 'denied');
  });

  test('a protected file needs a person, whatever is approved beforehand', () => {
    const mixed = { kind: 'change' as const, changes: [change('a'), change('b', true)] };
    assert.equal(decide(mixed, 'all').kind, 'ask');
    assert.equal(decide(mixed, 'edits').kind, 'ask');
    assert.equal(decide(mixed, 'none').kind, 'deny');
    assert.equal(decide(draft('a'), 'all').kind, 'allow');
    assert.equal(decide(draft('a'), 'ask').kind, 'ask');
  });

  test('a rejection without words still tells the model that it is one', async () => {
    const run = asksOnce({});
    await settled();
    run.desk.answer({ kind: 'rejected' });
    await run.ended();
    assert.equal(run.of('toolFinished')[0]?.outcome, 'rejected');
    assert.match(toolTexts(run.provider.lastRequest('lead'))[0]!, /rejected/);
  });
});
