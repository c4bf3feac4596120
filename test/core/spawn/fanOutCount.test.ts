import assert from 'node:assert/strict';
import type { DraftOf } from '../../../src/core/human/request.ts';
import { Gate } from '../gate.ts';
import { Harness, type Setting } from '../harness.ts';
import { call, make, type Step, say, spawn, type Turn, toolTexts, waitForAll } from '../scriptedProvider.ts';
import { settled } from '../virtualClock.ts';

type Calls = NonNullable<Turn['calls']>;

const names = (count: number) => Array.from({ length: count }, (_, n) => `c${n}`);
const spawns = (count: number, more: object = {}): Calls => names(count).map((name) => spawn(name, more));
const batch = (more: object) => call('spawn_batch', { task: '{{item}}', label: 'b', ...more });
const lists = (count: number) => Array.from({ length: count }, (_, n) => ({ text: `i${n}`, parts: {} }));

/** A lead with these turns; its children say one thing, however many there are. */
function fanOut(lead: readonly Step[], { limits, scripts, ...more }: Partial<Setting> = {}): Harness {
  const children = [...names(20), ...names(20).map((name) => name.replace('c', 'i'))];
  return new Harness({
    scripts: {
      lead,
      ...Object.fromEntries(children.map((name) => [name, () => say('Fine.')])),
      ...scripts,
    },
    limits: { children: 100, askFanOutFrom: 10, ...limits },
    ...more,
  });
}

const questions = (run: Harness): DraftOf<'spawn'>[] =>
  run.desk.requests.flatMap(({ draft }) => (draft.kind === 'spawn' ? [draft] : []));
const counts = (run: Harness) => questions(run).map(({ count }) => count);

suite('a call that would be refused anyway', () => {
  const refused: Readonly<Record<string, Calls[number]>> = {
    'has arguments that are no JSON': { name: 'spawn', argumentsJson: '{"task":' },
    'has no task': spawn(' '),
    'says what cannot be said': spawn('x', { depth: 3 }),
    'names a profile that is not there': spawn('x', { profile: 'nobody' }),
    'names a profile whose file is broken': spawn('x', { profile: 'broken' }),
    'names a model that is not there': spawn('x', { model: 'nowhere/model' }),
    'gives a tool that cannot be given': spawn('x', { tools: ['format_disk'] }),
    'sets a limit on a cost that nobody knows': spawn('x', { cost_budget_usd: 1 }),
    'asks for more tokens than are left': spawn('x', { token_budget: 20_000 }),
    'is a batch whose task names no item': batch({ items: ['x'], task: 'Do it.' }),
    'is a batch of a list and a file': batch({ items: ['x'], items_file: 'list.txt' }),
    'is a batch of more children than a run can have': batch({ items: lists(1001).map(({ text }) => text) }),
  };
  for (const [how, other] of Object.entries(refused)) {
    test(`is not counted where it ${how}`, async () => {
      const run = fanOut([make(...spawns(9), other), waitForAll, say('Done.')], {
        limits: { tokens: 10_000 },
      });
      run.shelf.found.set('broken', { kind: 'broken', name: 'broken', path: 'b.md', message: 'Line 2.' });
      await run.ended();
      assert.deepEqual(run.desk.requests, []);
      assert.equal(run.of('agentQueued').length, 10);
      assert.equal(run.of('toolFinished').filter(({ outcome }) => outcome === 'error').length, 1);
    });
  }

  test('is not counted where the agent has no such tool', async () => {
    const run = fanOut([make(...spawns(9), batch({ items: ['i0', 'i1'] })), waitForAll, say('Done.')], {
      tools: ['spawn', 'wait'],
    });
    await run.ended();
    assert.deepEqual(run.desk.requests, []);
    assert.equal(run.of('agentQueued').length, 10);
  });

  test('is not counted where it is the same one too often', async () => {
    const same = Array.from({ length: 9 }, () => spawn('c19'));
    const run = fanOut([make(...spawns(5), ...same), waitForAll, say('Done.')]);
    await run.ended();
    assert.deepEqual(run.desk.requests, []);
    assert.equal(run.of('agentQueued').length, 10);
  });

  test('is not counted where a person will not have its profile', async () => {
    const strange = (task: string) => spawn(task, { profile: 'stranger' });
    const run = fanOut([make(strange('x'), ...spawns(9), strange('y')), waitForAll, say('Done.')]);
    run.shelf.put({ name: 'stranger' }, 'its file');
    await settled();
    run.desk.answer({ kind: 'rejected' });
    await run.ended();
    assert.deepEqual(counts(run), []);
    assert.equal(run.of('agentQueued').length, 10);
  });

  test('is not shown among those that start', async () => {
    const other = spawn('x', { model: 'test/other', tools: ['format_disk'] });
    const run = fanOut([make(...spawns(10), other), waitForAll, say('Done.')]);
    await settled();
    const { count, models } = questions(run)[0] ?? {};
    assert.deepEqual({ count, models }, { count: 10, models: [{ model: 'test/model', count: 10 }] });
    run.desk.approve();
    await run.ended();
    assert.equal(run.of('agentQueued').length, 11);
  });
});

suite('what many children are counted by', () => {
  test('what those before them leave of the budget, as it will be', async () => {
    const held = new Gate();
    const scripts = Object.fromEntries(names(12).map((name) => [name, () => say('Fine.', { gate: held })]));
    const run = fanOut([make(...spawns(12, { token_budget: 100 })), waitForAll, say('Done.')], {
      limits: { tokens: 700 },
      scripts,
    });
    await settled();
    assert.equal(run.desk.approve().draft.kind, 'refusals');
    await settled();
    held.open();
    await run.ended();
    assert.deepEqual(counts(run), []);
    assert.equal(run.of('agentQueued').length, 7);
  });

  test('a share of what is left, where nothing is asked for: that is always there', async () => {
    const run = fanOut([make(spawn('child', { token_budget: 10_000 })), waitForAll, say('Done.')], {
      limits: { depth: 2 },
      scripts: { child: [make(...spawns(12)), waitForAll, say('Fine.')] },
    });
    await settled();
    assert.deepEqual(counts(run), [12]);
    run.desk.approve();
    await run.ended();
    assert.equal(run.of('agentQueued').length, 14);
  });

  test('the limit, once a person will not have it raised', async () => {
    const turns = [make(batch({ items: names(13) })), make(...spawns(15)), waitForAll, say('Done.')];
    const run = fanOut(turns, { limits: { children: 12 } });
    await settled();
    run.desk.answer({ kind: 'rejected' });
    await settled();
    const { count, newLimit } = questions(run)[1] ?? {};
    assert.deepEqual([count, newLimit], [12, undefined]);
    run.desk.approve();
    await settled();
    assert.equal(run.desk.approve().draft.kind, 'refusals');
    await run.ended();
    assert.equal(run.of('agentQueued').length, 13);
  });

  test('each by the model that its profile gives it', async () => {
    const calls = [...spawns(5), ...names(5).map((name) => spawn(`${name}5`, { profile: 'scout' }))];
    const run = fanOut([make(...calls), say('Done.')]);
    run.shelf.put({ name: 'scout', models: ['test/second'] });
    await settled();
    assert.deepEqual(questions(run)[0]?.models, [
      { model: 'test/model', count: 5 },
      { model: 'test/second', count: 5 },
    ]);
    run.desk.answer({ kind: 'rejected' });
    await run.ended();
  });

  test('each profile and model, however many want it, looked up once', async () => {
    const asked: string[] = [];
    const canUse = async (model: string) => asked.push(model) > 0;
    const calls = make(...spawns(20, { profile: 'scout' }));
    const run = fanOut([calls, say('Done.')], { ports: { canUse } });
    run.shelf.put({ name: 'scout', models: ['test/second'] });
    const { find } = run.shelf;
    run.shelf.find = (name) => {
      asked.push(name);
      return find.call(run.shelf, name);
    };
    await settled();
    assert.deepEqual(counts(run), [20]);
    assert.deepEqual(
      asked,
      ['scout', 'test/second', 'scout', 'test/second'],
      'Of the first, and of all others.',
    );
    run.desk.answer({ kind: 'rejected' });
    await run.ended();
  });

  test('what has started in the turn: a list in a file that makes them ten asks first', async () => {
    const turn = make(batch({ items_file: 'a.txt' }), batch({ items_file: 'b.txt' }));
    const run = fanOut([turn, say('I wait.'), say('I wait.'), say('Done.')]);
    run.disk.lists.set('a.txt', lists(5));
    run.disk.lists.set('b.txt', lists(5));
    await settled();
    assert.equal(run.of('batchStarted').length, 1);
    assert.deepEqual(counts(run), [5]);
    run.desk.answer({ kind: 'rejected' });
    await settled();
    assert.equal(run.of('batchStarted').length, 1);
  });

  test('a yes covers those that were shown, also where another can be paid for by then', async () => {
    const held = new Gate();
    const late = spawn('late', { token_budget: 400 });
    const run = fanOut(
      [make(spawn('holder', { token_budget: 500 })), make(...spawns(10), late), waitForAll, say('Done.')],
      {
        limits: { tokens: 700 },
        scripts: { holder: [say('Fine.', { gate: held })] },
      },
    );
    await settled();
    assert.deepEqual(counts(run), [10]);
    held.open();
    await settled();
    run.desk.approve();
    await settled();
    assert.deepEqual(counts(run), [10, 1]);
    assert.equal(run.of('agentQueued').length, 12);
    run.desk.answer({ kind: 'rejected' });
    await run.ended();
    assert.match(toolTexts(run.provider.lastRequest('lead')).join(), /does not want these children/);
  });

  test('a yes covers those that were shown, and none that comes between them', async () => {
    const held = new Gate();
    const late = spawn('late', { token_budget: 400, model: 'test/other' });
    const turn = make(...spawns(10).toSpliced(5, 0, late));
    const run = fanOut([make(spawn('holder', { token_budget: 500 })), turn, waitForAll, say('Done.')], {
      limits: { tokens: 700 },
      scripts: { holder: [say('Fine.', { gate: held })] },
    });
    await settled();
    held.open();
    await settled();
    run.desk.approve();
    await settled();
    assert.deepEqual(
      questions(run).map(({ models }) => models),
      [
        [{ model: 'test/model', count: 10 }],
        [
          { model: 'test/other', count: 1 },
          { model: 'test/model', count: 5 },
        ],
      ],
    );
    run.desk.answer({ kind: 'rejected' });
    await run.ended();
    assert.equal(run.of('agentQueued').length, 7);
  });
});

suite('children of a model without a known price', () => {
  const calls = [make(...spawns(10)), say('Done.')];
  const limits = { costUsd: 100 };
  const pastUse = async () => ({ tokens: 1000, costUsd: 0.5 });

  test('have an unknown cost, which no limit holds', async () => {
    const run = fanOut(calls, { limits, ports: { pastUse } });
    await settled();
    const { forecast, remainingUsd } = questions(run)[0] ?? {};
    assert.deepEqual([forecast, remainingUsd], [{ tokens: 10_000, costUsd: null }, null]);
    run.desk.answer({ kind: 'rejected' });
    await run.ended();
  });

  test('are counted all the same where the API tells what each call cost', async () => {
    const found = { kind: 'found', model: 'x', tellsCost: true } as const;
    const provider = () => ({ ...found, provider: run.provider });
    const run: Harness = fanOut(calls, { limits, ports: { pastUse, provider } });
    await settled();
    const { forecast, remainingUsd } = questions(run)[0] ?? {};
    assert.deepEqual([forecast, remainingUsd], [{ tokens: 10_000, costUsd: 5 }, 100]);
    run.desk.answer({ kind: 'rejected' });
    await run.ended();
  });
});
