import assert from 'node:assert/strict';
import { Harness } from '../harness.ts';
import { call, make, say, toolTexts } from '../scriptedProvider.ts';
import { settled } from '../virtualClock.ts';

suite('the calls of one reply', () => {
  test('run together, and their results come back in the order asked', async () => {
    const run = new Harness({
      scripts: {
        lead: [
          make(
            call('gated', { text: 'slow' }),
            call('gated', { text: 'quick' }),
            call('note', { text: 'x' }),
          ),
          say('Done.'),
        ],
      },
    });
    await settled();
    assert.equal(run.agent('lead').activeCalls.length, 2);
    run.bench.gate('quick').open();
    await settled();
    run.bench.gate('slow').open();
    assert.equal((await run.ended()).outcome, 'completed');
    assert.deepEqual(run.bench.effects, ['note x', 'gated quick', 'gated slow']);
    assert.deepEqual(toolTexts(run.provider.lastRequest('lead')), [
      'gated slow: done',
      'gated quick: done',
      'note x: done',
    ]);
  });

  test('ask a person one after the other, in order, each change done before the next is asked', async () => {
    const run = new Harness({
      scripts: {
        lead: [
          make(
            call('asking', { text: 'first' }),
            call('note', { text: 'after' }),
            call('asking', { text: 'second' }),
          ),
          say('Done.'),
        ],
      },
    });
    await settled();
    assert.equal(run.desk.requests.length, 1);
    assert.deepEqual(run.bench.effects, []);
    run.desk.approve();
    await settled();
    assert.deepEqual(run.bench.effects, ['asking first', 'note after']);
    assert.equal(run.desk.requests.length, 2);
    run.desk.answer({ kind: 'rejected', feedback: 'Not that file.' });
    await run.ended();
    const texts = toolTexts(run.provider.lastRequest('lead'));
    assert.equal(texts[0], 'asking first: done');
    assert.match(texts[2]!, /rejected.*Not that file\./);
    assert.deepEqual(
      run.of('toolFinished').map(({ outcome }) => outcome),
      ['ok', 'ok', 'rejected'],
    );
  });

  test('a tool that fails tells the model why, and the loop goes on', async () => {
    const run = new Harness({
      scripts: { lead: [make(call('failing', { text: 'fly' }), call('note', { text: 'x' })), say('Done.')] },
    });
    assert.equal((await run.ended()).outcome, 'completed');
    assert.deepEqual(toolTexts(run.provider.lastRequest('lead')), ['Cannot fly.', 'note x: done']);
  });

  test('a tool that crashes gives away nothing of its fault', async () => {
    const run = new Harness({
      scripts: { lead: [make(call('crashing', { text: 'key' })), say('Done.')] },
    });
    assert.equal((await run.ended()).outcome, 'completed');
    assert.match(toolTexts(run.provider.lastRequest('lead'))[0]!, /unexpected/);
    assert.doesNotMatch(JSON.stringify(run.events), /secret/);
  });

  test('a tool the layout forbids is denied without asking', async () => {
    const run = new Harness({ scripts: { lead: [make(call('forbidden', { text: 'x' })), say('Done.')] } });
    await run.ended();
    assert.equal(run.desk.requests.length, 0);
    assert.equal(run.of('toolFinished')[0]?.outcome, 'denied');
    assert.match(toolTexts(run.provider.lastRequest('lead'))[0]!, /the layout says so/);
  });

  test('a change whose file moved on is prepared and asked again, as a new request', async () => {
    const run = new Harness({ scripts: { lead: [make(call('asking', { text: 'x' })), say('Done.')] } });
    run.bench.staleRounds = 2;
    for (let round = 0; round < 3; round += 1) {
      await settled();
      run.desk.approve();
    }
    await run.ended();
    assert.deepEqual(run.bench.effects, ['asking x']);
    assert.equal(new Set(run.desk.requests.map(({ requestId }) => requestId)).size, 3);
  });

  test('what a person once judged is never decided by a rule when it is prepared again', async () => {
    const run = new Harness({
      approval: 'edits',
      scripts: { lead: [make(call('asking', { text: 'x' })), say('Done.')] },
    });
    run.bench.staleRounds = 1;
    run.bench.places.push('protected', 'ordinary');
    await settled();
    run.desk.approve();
    await settled();
    assert.equal(run.desk.openCount, 1);
    assert.deepEqual(run.bench.effects, []);
    run.desk.approve();
    await run.ended();
    assert.deepEqual(run.bench.effects, ['asking x']);
  });

  test('what a person once judged is not done unseen because its place is open by now', async () => {
    const run = new Harness({ scripts: { lead: [make(call('asking', { text: 'x' })), say('Done.')] } });
    run.bench.staleRounds = 1;
    run.bench.places.push('ordinary', 'open');
    await settled();
    run.desk.approve();
    await run.ended();
    assert.deepEqual(run.bench.effects, []);
    assert.equal(run.of('toolFinished')[0]?.outcome, 'error');
  });

  test('a file that never stops changing is given up on', async () => {
    const run = new Harness({
      approval: 'all',
      scripts: { lead: [make(call('asking', { text: 'x' })), say('Done.')] },
    });
    run.bench.staleRounds = 1000;
    assert.equal((await run.ended()).outcome, 'completed');
    assert.equal(run.of('requestRaised').length, 10);
    assert.deepEqual(run.bench.effects, []);
    assert.match(toolTexts(run.provider.lastRequest('lead'))[0]!, /kept changing/);
  });

  test('203: a result beyond any use is cut, and says so', async () => {
    const run = new Harness({
      scripts: { lead: [make(call('note', { text: 'x'.repeat(500_000) })), say('Done.')] },
    });
    await run.ended();
    const text = toolTexts(run.provider.lastRequest('lead'))[0]!;
    assert.ok(text.length < 400_100);
    assert.match(text, /\[cut: 100\d\d\d more characters\]$/);
  });
});
