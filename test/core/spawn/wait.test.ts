import assert from 'node:assert/strict';
import { Gate } from '../gate.ts';
import { Harness } from '../harness.ts';
import { call, make, type Step, say, spawn, spawnedIds, toolTexts } from '../scriptedProvider.ts';
import { settled } from '../virtualClock.ts';

const summaries = (text: string): string[] =>
  JSON.parse(text).reports.map(
    (report: { summary?: string; note?: string }) => report.summary ?? report.note,
  );

/** Two children behind gates, and a lead that goes on as told once they are spawned. */
function pair(lead: readonly Step[]) {
  const gates = { a: new Gate(), b: new Gate() };
  const run = new Harness({
    scripts: {
      lead: [make(spawn('a'), spawn('b')), ...lead],
      a: [say('A is done.', { gate: gates.a })],
      b: [say('B is done.', { gate: gates.b })],
    },
  });
  return { run, gates };
}

const waitFor =
  (more: object = {}) =>
  (request: Parameters<typeof spawnedIds>[0]) =>
    make(call('wait', { agent_ids: spawnedIds(request), ...more }));

suite('waiting for children', () => {
  test('all: returns when the last has reported, in the order of the ids', async () => {
    const { run, gates } = pair([waitFor(), say('Done.')]);
    gates.b.open();
    assert.equal(await run.reportNow(), undefined);
    assert.equal(run.agent('lead').status, 'waitingForAgents');
    gates.a.open();
    await run.ended();
    const text = toolTexts(run.provider.lastRequest('lead')).at(-1)!;
    assert.deepEqual(summaries(text), ['A is done.', 'B is done.']);
    assert.equal(run.of('messageReceived').length, 0);
  });

  test('any: returns with the next report; the other comes as a message', async () => {
    const { run, gates } = pair([waitFor({ mode: 'any' }), say('I wait.'), say('Done.')]);
    await settled();
    gates.b.open();
    await settled();
    const text = toolTexts(run.provider.lastRequest('lead')).at(-1)!;
    assert.deepEqual(summaries(text), ['B is done.']);
    assert.deepEqual(JSON.parse(text).still_working, ['id-2']);
    gates.a.open();
    await run.ended();
    assert.deepEqual(
      run.of('messageReceived').map(({ from }) => from),
      [['id-2']],
    );
  });

  test('any, again: skips the reports that the parent already has', async () => {
    const { run, gates } = pair([waitFor({ mode: 'any' }), waitFor({ mode: 'any' }), say('Done.')]);
    await settled();
    gates.a.open();
    assert.equal(await run.reportNow(), undefined);
    gates.b.open();
    await run.ended();
    const text = toolTexts(run.provider.lastRequest('lead')).at(-1)!;
    assert.deepEqual(summaries(text), ['You already have this report.', 'B is done.']);
  });

  test('with a timeout: names those still at work, who go on and report later', async () => {
    const { run, gates } = pair([waitFor({ timeout_seconds: 30 }), say('I wait.'), say('Done.')]);
    await settled();
    gates.a.open();
    await run.clock.advance(29_999);
    assert.equal(run.provider.played('lead'), 2);
    await run.clock.advance(1);
    const text = toolTexts(run.provider.lastRequest('lead')).at(-1)!;
    assert.deepEqual(summaries(text), ['A is done.']);
    assert.deepEqual(JSON.parse(text).still_working, ['id-3']);
    gates.b.open();
    await run.ended();
    assert.deepEqual(
      run.of('messageReceived').map(({ from }) => from),
      [['id-3']],
    );
  });

  test('a lead that set no time reads of none that ran out', async () => {
    const { run, gates } = pair([waitFor({ mode: 'any' }), say('I wait.'), say('Done.')]);
    await settled();
    gates.a.open();
    await settled();
    const [report, ...rest] = toolTexts(run.provider.lastRequest('lead')).toReversed();
    assert.ok(rest.length > 0);
    assert.doesNotMatch(report!, /time/);
    gates.b.open();
    await run.ended();
  });

  test('with nobody left at work, none is said to be', async () => {
    const { run, gates } = pair([waitFor({ mode: 'any' }), say('Done.')]);
    gates.a.open();
    gates.b.open();
    await run.ended();
    const text = toolTexts(run.provider.lastRequest('lead')).at(-1)!;
    assert.deepEqual(JSON.parse(text).still_working, []);
  });

  test('for a child that ended while the model was answering, the report comes as the result only', async () => {
    const { run, gates } = pair([(request) => ({ ...waitFor()(request), gate: answering }), say('Done.')]);
    const answering = new Gate();
    await settled();
    gates.a.open();
    gates.b.open();
    await settled();
    answering.open();
    await run.ended();
    assert.equal(run.of('messageReceived').length, 0);
    assert.deepEqual(summaries(toolTexts(run.provider.lastRequest('lead')).at(-1)!), [
      'A is done.',
      'B is done.',
    ]);
  });

  test('for a child that ended between two turns, the report comes as a message only', async () => {
    const { run, gates } = pair([make(call('gated', { text: 'x' })), waitFor(), say('Done.')]);
    await settled();
    gates.a.open();
    gates.b.open();
    await settled();
    run.bench.gate('x').open();
    await run.ended();
    assert.deepEqual(
      run.of('messageReceived').map(({ from }) => from),
      [['id-2', 'id-3']],
    );
    const text = toolTexts(run.provider.lastRequest('lead')).at(-1)!;
    assert.deepEqual(summaries(text), Array(2).fill('You already have this report.'));
  });

  test('a child that reports while its parent gives its last answer is still read', async () => {
    const answering = new Gate();
    const { run, gates } = pair([say('Done?', { gate: answering }), say('Done.')]);
    await settled();
    gates.a.open();
    gates.b.open();
    await settled();
    answering.open();
    const report = await run.ended();
    assert.equal(report.summary, 'Done.');
    assert.deepEqual(run.of('messageReceived')[0]?.from, ['id-2', 'id-3']);
    assert.equal(run.of('waitStarted').length, 0);
  });

  test('a parent that ends its turn makes no model call until a child reports', async () => {
    const { run, gates } = pair([say('I wait.'), say('One more.'), say('Done.')]);
    await run.clock.advance(60_000);
    assert.equal(run.provider.played('lead'), 2);
    assert.deepEqual(run.of('waitStarted')[0]?.on, ['id-2', 'id-3']);
    gates.b.open();
    await settled();
    assert.equal(run.provider.played('lead'), 3);
    const last = run.provider.lastRequest('lead').messages.at(-1);
    assert.ok(
      last?.role === 'user' &&
        /1 more still running: "a" \(id-2\)\./.test(last.text) &&
        /B is done/.test(last.text),
    );
    gates.a.open();
    assert.equal((await run.ended()).summary, 'Done.');
  });

  test('an empty answer while children work is a wait as well', async () => {
    const { run, gates } = pair([say(''), say('Done.')]);
    await settled();
    gates.a.open();
    gates.b.open();
    assert.equal((await run.ended()).outcome, 'completed');
  });

  test('two waits for one child in one reply hand its report over once', async () => {
    const { run, gates } = pair([
      (request) => make(...[0, 1].map(() => call('wait', { agent_ids: spawnedIds(request) }))),
      say('Done.'),
    ]);
    gates.a.open();
    gates.b.open();
    await run.ended();
    const texts = toolTexts(run.provider.lastRequest('lead')).slice(-2);
    assert.deepEqual(texts.flatMap(summaries).sort(), [
      'A is done.',
      'B is done.',
      'You already have this report.',
      'You already have this report.',
    ]);
  });

  test('for an id that is not its own child’s is refused', async () => {
    const run = new Harness({
      limits: { depth: 2 },
      scripts: {
        lead: [make(spawn('child')), say('I wait.'), say('Done.')],
        child: [
          make(
            call('wait', { agent_ids: ['id-1'] }),
            call('wait', { agent_ids: ['id-2'] }),
            call('wait', { agent_ids: ['guessed', '__proto__'] }),
            call('wait', { agent_ids: [] }),
            call('wait', { agent_ids: ['id-1'], timeout_seconds: 1e308 }),
          ),
          say('Fine.'),
        ],
      },
    });
    await run.ended();
    const texts = toolTexts(run.provider.lastRequest('child'));
    assert.match(texts[0]!, /Not children of yours: id-1\./);
    assert.match(texts[2]!, /Not children of yours: guessed, __proto__\./);
    assert.deepEqual(
      run
        .of('toolFinished')
        .filter(({ tool }) => tool === 'wait')
        .map(({ outcome }) => outcome),
      Array(5).fill('error'),
    );
  });

  test('for more reports than one result holds leaves the rest for a message, each exactly once', async () => {
    const tasks = Array.from({ length: 80 }, (_, index) => `child ${index}`);
    const gate = new Gate();
    const scripts = Object.fromEntries(
      tasks.map((task) => [task, [say(`${task} ${'x'.repeat(3900)}`, { gate })]]),
    );
    const run = new Harness({
      limits: { children: 80, concurrency: 64 },
      scripts: { ...scripts, lead: [make(...tasks.map((task) => spawn(task))), waitFor(), say('Done.')] },
    });
    await settled();
    gate.open();
    await run.ended();
    const read = JSON.stringify(run.provider.lastRequest('lead').messages);
    for (const task of tasks) assert.equal(read.split(`${task} xxx`).length, 2, task);
    assert.ok(read.includes('Its report follows as a message'));
  });
});
