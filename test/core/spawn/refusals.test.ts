import assert from 'node:assert/strict';
import { Harness } from '../harness.ts';
import { make, type Step, say, spawn, toolTexts } from '../scriptedProvider.ts';
import { settled } from '../virtualClock.ts';

const wishes = (count: number) => make(...Array.from({ length: count }, (_, n) => spawn(`c${n}`)));

const refused = (lead: readonly Step[]) => new Harness({ limits: { children: 0 }, scripts: { lead } });

suite('spawns that are refused', () => {
  test('two are told to the model only', async () => {
    const run = refused([wishes(2), say('Done.')]);
    await run.ended();
    assert.equal(run.desk.requests.length, 0);
  });

  test('three ask a person once what to make of it, with every reason; carrying on goes on', async () => {
    const run = refused([wishes(2), wishes(4), wishes(6), say('Done.')]);
    await settled();
    const { draft } = run.desk.approve();
    const reasons = draft.kind === 'refusals' ? draft.reasons : [];
    assert.deepEqual(
      reasons.map((reason) => reason.slice(0, 22)),
      ['c0: Spawn budget exhau', 'c1: Spawn budget exhau', 'c0: Spawn budget exhau'],
    );
    assert.equal((await run.ended()).outcome, 'completed');
    assert.equal(run.desk.requests.length, 1);
    assert.equal(run.of('spawnDenied').length, 12);
    assert.equal(toolTexts(run.provider.lastRequest('lead')).length, 12);
  });

  test('a no ends the whole run', async () => {
    const run = refused([wishes(3)]);
    await settled();
    run.desk.answer({ kind: 'rejected' });
    const report = await run.ended();
    assert.deepEqual(
      [report.outcome, report.reason],
      ['cancelled', 'A person stopped the run after three refused spawns.'],
    );
  });

  test('a no to a question from deep below ends the whole run, too', async () => {
    const run = new Harness({
      limits: { depth: 2, children: 1 },
      scripts: { lead: [make(spawn('a')), say('I wait.')], a: [wishes(3)] },
    });
    await settled();
    run.desk.answer({ kind: 'rejected' });
    assert.equal((await run.ended()).outcome, 'cancelled');
    assert.equal(run.reportOf('a').outcome, 'cancelled');
  });

  test('the run carries on where nobody is there', async () => {
    const run = refused([wishes(5), say('Done.')]);
    await settled();
    run.desk.answer({ kind: 'expired', reason: 'no terminal' });
    assert.equal((await run.ended()).outcome, 'completed');
    assert.equal(run.desk.requests.length, 1);
  });

  test('a cancel while the question is open withdraws it', async () => {
    const run = refused([wishes(3)]);
    await settled();
    run.cancel();
    assert.equal((await run.ended()).outcome, 'cancelled');
    assert.deepEqual(
      run.of('requestAnswered').map(({ answer }) => answer.kind),
      ['expired'],
    );
  });

  test('calls that were written wrongly are no refusals', async () => {
    const wrong = make(...Array.from({ length: 5 }, () => spawn('c', { tools: ['run_shell'] })));
    const run = refused([wrong, say('Done.')]);
    await run.ended();
    assert.equal(run.desk.requests.length, 0);
    assert.equal(run.of('spawnDenied').length, 0);
  });
});
