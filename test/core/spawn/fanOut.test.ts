import assert from 'node:assert/strict';
import type { DraftOf } from '../../../src/core/human/request.ts';
import { Harness, type Setting } from '../harness.ts';
import { call, make, type Step, say, spawn, toolTexts, waitForAll } from '../scriptedProvider.ts';
import { settled } from '../virtualClock.ts';

const tasks = (count: number, prefix = 'c') => Array.from({ length: count }, (_, n) => `${prefix}${n}`);
const fan = (names: readonly string[]) => make(...names.map((name) => spawn(name)));
const childScripts = (names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, [say('Fine.')]]));

/** A known price at which the lead's own turns do not show in what is left. */
const hardlyAnything = { input: 0, output: Number.EPSILON, cachedInput: 0 };

function fanOut(lead: readonly Step[], children: readonly string[], more: Partial<Setting> = {}): Harness {
  const { limits, ...rest } = more;
  return new Harness({
    scripts: { lead, ...childScripts(children) },
    limits: { children: 100, askFanOutFrom: 10, ...limits },
    prices: { 'test/model': hardlyAnything },
    ...rest,
  });
}

const questions = (run: Harness): DraftOf<'spawn'>[] =>
  run.desk.requests.flatMap(({ draft }) => (draft.kind === 'spawn' ? [draft] : []));

const pastUse = async ({ model }: { model: string }) =>
  model === 'test/model' ? { tokens: 1000, costUsd: 0.5 } : { tokens: null, costUsd: null };

suite('many children in one turn', () => {
  test('ten are asked about once, with their models and what they may use; a yes starts all', async () => {
    const names = tasks(10);
    const run = fanOut([fan(names), waitForAll, say('Done.')], names, {
      limits: { costUsd: 100 },
      ports: { pastUse },
    });
    await settled();
    assert.equal(run.of('agentQueued').length, 1);
    run.desk.approve();
    await run.ended();
    assert.deepEqual(questions(run), [
      {
        kind: 'spawn',
        count: 10,
        models: [{ model: 'test/model', count: 10 }],
        forecast: { tokens: 10_000, costUsd: 5 },
        remainingUsd: 100,
      },
    ]);
    assert.equal(run.of('agentQueued').length, 11);
  });

  test('models are told apart, and one that nothing is known of makes the sum unknown', async () => {
    const names = tasks(10);
    const turn = make(
      ...names.map((name, n) => spawn(name, n < 3 ? { model: 'test/other' } : {})),
      call('note', { text: 'x' }),
    );
    const run = fanOut([turn, waitForAll, say('Done.')], names, { ports: { pastUse } });
    await settled();
    run.desk.approve();
    await run.ended();
    const [question] = questions(run);
    assert.deepEqual(question?.models, [
      { model: 'test/other', count: 3 },
      { model: 'test/model', count: 7 },
    ]);
    assert.deepEqual(question?.forecast, { tokens: null, costUsd: null });
    assert.equal(question?.remainingUsd, null);
  });

  test('nine start at once', async () => {
    const names = tasks(9);
    const run = fanOut([fan(names), waitForAll, say('Done.')], names);
    await run.ended();
    assert.equal(questions(run).length, 0);
  });

  test('a no denies all of them with the person’s words, and the next turn is asked about anew', async () => {
    const names = tasks(10);
    const run = fanOut([fan(names), fan(names), waitForAll, say('Done.')], names);
    await settled();
    run.desk.answer({ kind: 'rejected', feedback: 'Too many!' });
    await settled();
    const texts = toolTexts(run.provider.lastRequest('lead'));
    assert.equal(texts.length, 10);
    assert.ok(texts.every((text) => text.includes('"Too many!"')));
    assert.equal(run.of('spawnDenied').length, 10);
    run.desk.approve();
    await run.ended();
    assert.equal(questions(run).length, 2);
    assert.equal(run.desk.requests.length, 2, 'A person’s own no is not counted as a refusal.');
    assert.equal(run.of('agentQueued').length, 11);
  });

  test('a no without words stands for the same question: asked for again and again, a person hears of it once', async () => {
    const names = tasks(10);
    const run = fanOut([fan(names), fan(names), fan(names), fan(tasks(11)), say('Done.')], []);
    await settled();
    run.desk.answer({ kind: 'rejected' });
    await settled();
    assert.deepEqual(
      questions(run).map(({ count }) => count),
      [10, 11],
    );
    run.desk.answer({ kind: 'rejected' });
    await run.ended();
    assert.equal(run.of('spawnDenied').length, 41);
    assert.deepEqual(
      run.of('requestAnswered').map(({ by }) => by),
      ['person', 'policy', 'policy', 'person'],
    );
  });

  test('nobody there denies all, and says what can be done', async () => {
    const run = fanOut([fan(tasks(10)), say('Done.')], []);
    await settled();
    run.desk.answer({ kind: 'expired', reason: 'no terminal' });
    await run.ended();
    assert.equal(questions(run).length, 1);
    assert.match(
      toolTexts(run.provider.lastRequest('lead'))[9] ?? '',
      /\(no terminal\).*fewer than ten.*more than 100 in all/,
    );
  });

  test('even one is asked about when it may cost more than is left', async () => {
    const run = fanOut([fan(['c0']), waitForAll, say('Done.')], ['c0'], {
      limits: { costUsd: 0.4 },
      ports: { pastUse },
    });
    await settled();
    const [question] = questions(run);
    assert.deepEqual([question?.count, question?.forecast.costUsd, question?.remainingUsd], [1, 0.5, 0.4]);
    run.desk.approve();
    await run.ended();
  });

  test('nobody there says how much is left, where they may cost more', async () => {
    const run = fanOut([fan(['c0', 'c1']), say('Done.')], [], {
      limits: { costUsd: 0.4 },
      ports: { pastUse },
    });
    await settled();
    run.desk.answer({ kind: 'expired', reason: 'no terminal' });
    await run.ended();
    assert.match(
      toolTexts(run.provider.lastRequest('lead'))[0] ?? '',
      /together may cost no more than the \$0\.40 left/,
    );
  });

  test('what is left is what the run may still cost, also where a child without a limit of its own leads', async () => {
    const run = new Harness({
      limits: { depth: 2, costUsd: 1, askFanOutFrom: 10 },
      prices: { 'test/model': hardlyAnything },
      ports: { pastUse },
      scripts: {
        lead: [make(spawn('sub')), waitForAll, say('Done.')],
        sub: [fan(tasks(3)), waitForAll, say('Fine.')],
        ...childScripts(tasks(3)),
      },
    });
    await settled();
    const [question] = questions(run);
    assert.deepEqual([question?.count, question?.forecast.costUsd, question?.remainingUsd], [3, 1.5, 1]);
    run.desk.approve();
    await run.ended();
  });

  test('a run whose fan-out was answered beforehand is never asked', async () => {
    const names = tasks(30);
    const run = fanOut([fan(names), waitForAll, say('Done.')], names.slice(0, 20), {
      limits: { children: 20, askFanOutFrom: null, costUsd: 0.1 },
      ports: { pastUse },
    });
    await settled();
    assert.equal(run.desk.approve().draft.kind, 'refusals');
    await run.ended();
    assert.deepEqual(questions(run), []);
    assert.equal(run.of('agentQueued').length, 21);
    assert.equal(run.of('spawnDenied').length, 10);
  });

  test('a yes covers as many as were shown: a list of unknown length in the same turn asks for itself', async () => {
    const names = tasks(9);
    const batch = call('spawn_batch', { items_file: 'list.txt', task: 'do {{item}}', label: 'b' });
    const run = fanOut([make(...(fan(names).calls ?? []), batch), waitForAll, say('Done.')], names);
    run.disk.lists.set(
      'list.txt',
      tasks(50, '').map((text) => ({ text, parts: {} })),
    );
    await settled();
    assert.equal(questions(run)[0]?.count, 10);
    run.desk.approve();
    await settled();
    assert.equal(questions(run)[1]?.count, 50);
    run.desk.answer({ kind: 'rejected' });
    await settled();
    await run.ended();
    assert.equal(run.of('agentQueued').length, 10);
  });

  test('an empty list in the same turn is not shown as children of its model', async () => {
    const names = tasks(10);
    const empty = call('spawn_batch', { items: [], task: '{{item}}', label: 'b', model: 'test/other' });
    const inGroups = call('spawn_batch', { items: ['x', 'y'], task: '{{item}}', label: 'b', batch_size: 2 });
    const turn = make(...names.map((name) => spawn(name)), empty, inGroups);
    const run = fanOut([turn, say('Done.')], []);
    await settled();
    assert.deepEqual(questions(run)[0]?.models, [{ model: 'test/model', count: 11 }]);
    run.desk.answer({ kind: 'rejected' });
    await run.ended();
  });
});

suite('more children than the run may have', () => {
  test('ask for a higher limit; a yes raises it for the run and is recorded', async () => {
    const names = tasks(4);
    const run = fanOut([fan(names), waitForAll, say('Done.')], names, { limits: { children: 2 } });
    await settled();
    const { limit, newLimit } = questions(run)[0] ?? {};
    assert.deepEqual([limit, newLimit], [2, 7]);
    run.desk.approve();
    await run.ended();
    assert.equal(run.of('agentQueued').length, 5);
    assert.deepEqual(
      run.of('limitRaised').map(({ what, limit: raised }) => [what, raised]),
      [['children', 7]],
    );
    assert.equal(run.view().limits.children, 7);
  });

  test('are denied after a person’s no, and never asked about again', async () => {
    const run = fanOut([fan(tasks(4)), waitForAll, fan(['c4']), say('Done.')], tasks(2), {
      limits: { children: 2 },
    });
    await settled();
    run.desk.answer({ kind: 'rejected' });
    await settled();
    await run.ended();
    assert.equal(run.desk.requests.length, 1);
    assert.equal(run.of('limitRaised').length, 0);
    assert.match(toolTexts(run.provider.lastRequest('lead')).at(-1) ?? '', /budget exhausted/);
  });

  test('are asked about again after nobody answered', async () => {
    const run = fanOut(
      [fan(tasks(3)), waitForAll, fan(['c3']), waitForAll, say('Done.')],
      ['c0', 'c1', 'c3'],
      {
        limits: { children: 2 },
      },
    );
    await settled();
    run.desk.answer({ kind: 'expired', reason: 'away' });
    await settled();
    const words = toolTexts(run.provider.lastRequest('lead')).find((text) => text.includes('(away)')) ?? '';
    assert.doesNotMatch(words, /[Ss]tart fewer/, 'None may start, however few.');
    assert.match(words, /Handle the sub-tasks in the current context/);
    run.desk.approve();
    await run.ended();
    assert.equal(questions(run).length, 2);
  });

  test('two leads at once never start more than a person has granted', async () => {
    const below = [...tasks(6, 'a'), ...tasks(6, 'b')];
    const run = new Harness({
      limits: { depth: 2, children: 10, askFanOutFrom: 5 },
      scripts: {
        lead: [make(spawn('left'), spawn('right')), waitForAll, say('Done.')],
        left: [fan(tasks(6, 'a')), waitForAll, say('L.')],
        right: [fan(tasks(6, 'b')), waitForAll, say('R.')],
        ...childScripts(below),
      },
    });
    await settled();
    assert.deepEqual(
      questions(run).map(({ count, newLimit }) => [count, newLimit]),
      [
        [6, undefined],
        [6, undefined],
      ],
    );
    run.desk.approve();
    run.desk.approve();
    await settled();
    for (let round = 0; round < 5 && run.desk.openCount > 0; round += 1) {
      assert.ok(run.of('agentQueued').length - 1 <= run.view().limits.children);
      run.desk.approve();
      await settled();
    }
    await run.ended();
    assert.equal(run.of('agentQueued').length, 15);
    assert.ok(run.view().limits.children >= 14);
  });
});
