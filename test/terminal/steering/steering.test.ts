import assert from 'node:assert/strict';
import { plainPaint } from '../../../src/terminal/screen/paint.ts';
import { textWidth } from '../../../src/terminal/screen/textWidth.ts';
import { Steering, settleMs } from '../../../src/terminal/steering/steering.ts';
import { Gate } from '../../core/gate.ts';
import { Harness, type Setting } from '../../core/harness.ts';
import { make, type Script, say, spawn, waitForAll } from '../../core/scriptedProvider.ts';
import { batch, childScripts } from '../../core/spawn/batches.ts';
import { settled } from '../../core/virtualClock.ts';
import { viewOf } from '../facts.ts';

const failure = { kind: 'auth', message: 'No key.', transient: false } as const;
const fails = say('', { stop: { reason: 'failed', failure } });
const works = (gate = new Gate()): Script => [say('Did it.', { gate })];

suite('steering a run by keys', () => {
  test('only the keys that would do something now are told', async () => {
    const desk = await openDesk({ lead: works() });
    assert.deepEqual(desk.lines(), []);
    const team = await openTeam();
    assert.deepEqual(team.lines(), ['c cancel an agent · r retry an agent']);
  });

  test('an agent is chosen by its number, taken, confirmed and cancelled, and nobody else', async () => {
    const { run, press, lines } = await openTeam();
    await press('c', '2', 'enter');
    assert.deepEqual(lines(), ['Cancel two? What was written stays.', '[y]es  [n]o']);
    assert.deepEqual(run.of('cancelRequested'), []);
    await press('y');
    const cancelled = run.of('cancelRequested').map(({ agentId, by }) => [agentId, by]);
    assert.deepEqual(cancelled, [[run.agent('two').agentId, 'person']]);
    assert.deepEqual([run.agent('one').status, run.agent('two').status], ['running', 'cancelled']);
    assert.deepEqual(lines(), ['Cancelled: two.', 'c cancel an agent · r retry an agent']);
  });

  test('the list tells the number, the label and what each one does, and marks the one that is chosen', async () => {
    const { press, lines } = await openTeam();
    await press('c', 'down');
    const [title, one, two, keys] = lines();
    assert.equal(title, 'Cancel which agent?');
    assert.match(one ?? '', /^ {2}1 {2}● one .* thinks/);
    assert.match(two ?? '', /^› 2 {2}● two .* thinks/);
    assert.match(keys ?? '', /Enter.*Esc/);
  });

  test('the run’s first agent is not in the list: it ends with the run', async () => {
    const { press, text } = await openTeam();
    await press('c');
    assert.doesNotMatch(text(), /parent/);
  });

  for (const leave of [['escape'], ['enter', 'n', 'escape'], ['enter', 'escape', 'escape']]) {
    test(`left by ${leave.join(', ')}, nothing is cancelled`, async () => {
      const { run, press, lines } = await openTeam();
      await press('c', ...leave);
      assert.deepEqual(lines(), ['c cancel an agent · r retry an agent']);
      await press('y', 'enter');
      assert.deepEqual(run.of('cancelRequested'), []);
    });
  }

  test('keys pressed before their answer could be read cancel nothing', async () => {
    const { run, press, hurry, text } = await openTeam();
    await press('c');
    await hurry('enter');
    assert.match(text(), /Cancel which agent/);
    await press('enter');
    await hurry('y');
    assert.deepEqual(run.of('cancelRequested'), []);
    await press('y');
    assert.equal(run.of('cancelRequested').length, 1);
  });

  test('one that waits for a place has no work to lose, and goes without a question', async () => {
    const { run, press } = await openTeam({ limits: { concurrency: 1 } });
    assert.equal(run.agent('two').status, 'queued');
    await press('c', '2', 'enter');
    assert.equal(run.of('cancelRequested').length, 1);
    assert.equal(run.agent('two').status, 'cancelled');
  });

  test('when an agent ends meanwhile no number changes its meaning, and its own cancels nobody', async () => {
    const { run, press, text, gates } = await openTeam();
    await press('c');
    gates.one.open();
    await settled();
    await press('1', 'enter');
    assert.match(text(), /one has ended already\./);
    assert.match(text(), /› 1 {2}✓ one.*\n {2}2 {2}● two/);
    await press('2', 'enter');
    assert.match(text(), /Cancel two\?/);
    gates.two.open();
    await settled();
    await press('y');
    assert.deepEqual(run.of('cancelRequested'), []);
    assert.match(text(), /There is nothing left to cancel\./);
  });

  test('with an agent those below it are cancelled, and the question says how many', async () => {
    const { run, press, text } = await openDesk(
      {
        lead: [make(spawn('middle')), waitForAll, say('Done.')],
        middle: [make(spawn('x'), spawn('y')), waitForAll, say('Both did.')],
        x: works(),
        y: works(),
      },
      { limits: { depth: 2 } },
    );
    await press('c', '1', 'enter');
    assert.match(text(), /Cancel middle and the 2 agents below it\?/);
    await press('y');
    assert.deepEqual(
      ['middle', 'x', 'y'].map((task) => run.agent(task).status),
      ['cancelled', 'cancelled', 'cancelled'],
    );
  });

  test('a name too long for the window leaves room for how many are cancelled with it', async () => {
    const label = 'A long name of an agent that leads two others in its work';
    const { press, lines } = await openDesk(
      {
        lead: [make(spawn('middle', { label })), waitForAll, say('Done.')],
        middle: [make(spawn('x'), spawn('y')), waitForAll, say('Both did.')],
        x: works(),
        y: works(),
      },
      { limits: { depth: 2 } },
    );
    await press('c', '1', 'enter');
    assert.equal(lines(60)[0], 'Cancel A long name of an agent… and the 2 agents below it?…');
    assert.match(lines(20)[0] ?? '', /^Cancel A long … /);
  });

  test('a yes counts once it could be read that more would be cancelled than was asked', async () => {
    const gate = new Gate();
    const { run, press, hurry, settle, text } = await openDesk(
      {
        lead: [make(spawn('middle')), waitForAll, say('Done.')],
        middle: [{ ...make(spawn('x')), gate }, waitForAll, say('It did.')],
        x: works(),
      },
      { limits: { depth: 2 } },
    );
    await press('c', '1', 'enter');
    assert.match(text(), /Cancel middle\?/);
    gate.open();
    await settled();
    settle();
    await press();
    await hurry('y');
    assert.deepEqual(run.of('cancelRequested'), []);
    assert.match(text(), /Cancel middle and the agent below it\?/);
    await press('y');
    assert.equal(run.of('cancelRequested').length, 1);
  });

  test('a batch is one row beside its agents at work, and is cancelled as a whole', async () => {
    const items = ['1', '2', '3'];
    const { run, press, lines } = await openDesk(
      {
        lead: [make(batch({ items })), say('Done.', { gate: new Gate() })],
        ...childScripts(items, [say('Did.', { gate: new Gate() })]),
      },
      { limits: { concurrency: 2 } },
    );
    await press('c');
    assert.match(lines()[1] ?? '', /^› 1 {2}● batch List .*0\/3 done/);
    await press('enter');
    assert.match(lines()[0] ?? '', /^Cancel batch List and the \d agents below it\?/);
    await press('y');
    assert.equal(run.of('batchFinished')[0]?.report.outcome, 'cancelled');
  });

  test('one that failed stands before those that did their work, and is tried again by a new agent', async () => {
    const { run, press, lines, gates } = await openTeam();
    gates.one.open();
    await settled();
    await press('r');
    assert.match(lines()[1] ?? '', /^› 1 {2}✗ bad .*No key\./);
    assert.match(lines()[2] ?? '', /^ {2}2 {2}✓ one /);
    await press('enter');
    const again = run.of('agentQueued').at(-1);
    assert.equal(again?.retryOf, run.of('agentQueued')[1]?.agentId);
    assert.deepEqual(lines()[0], 'bad is tried again by a new agent.');
    await press('r');
    assert.doesNotMatch(lines().join('\n'), /✗ bad/);
  });

  test('a retry that is refused says why', async () => {
    const { run, steering, press, text, settle } = await openTeam();
    await press('r');
    settle();
    run.cancel();
    await settled();
    steering.press('enter');
    assert.match(text(), /bad cannot be retried\. The run is ending\./);
  });

  test('agents that failures have paused start again on a key, and it means nothing at other times', async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    const { run, press, lines } = await openDesk(
      {
        lead: [make(...names.map((name) => spawn(name))), waitForAll, say('Done.')],
        ...Object.fromEntries(names.map((name) => [name, name === 'f' ? works() : [fails]])),
      },
      { limits: { concurrency: 1 } },
    );
    assert.match(lines().at(-1) ?? '', / · s start agents again$/);
    await press('s');
    assert.equal(run.of('spawningResumed').length, 1);
    assert.equal(run.agent('f').status, 'running');
    assert.equal(lines()[0], 'Agents may start again.');
    assert.doesNotMatch(lines().join('\n'), /start agents again/);
    await press('s');
    assert.equal(run.of('spawningResumed').length, 1);
  });

  test('after somebody else had the terminal a choice is there again, and what was asked is asked anew', async () => {
    const { run, steering, press, hurry, text } = await openTeam();
    await press('c', '2', 'enter');
    steering.comeBack();
    assert.match(text(), /› 2 {2}● two/);
    await hurry('enter', 'y');
    await press('y');
    assert.deepEqual(run.of('cancelRequested'), []);
  });

  test('a number of two digits is typed digit by digit; what names nobody does not move the choice', async () => {
    const names = Array.from({ length: 12 }, (_, n) => `child ${n + 1}`);
    const { press, text } = await openDesk(
      {
        lead: [make(...names.map((name) => spawn(name))), waitForAll, say('Done.')],
        ...Object.fromEntries(names.map((name) => [name, works()])),
      },
      { limits: { concurrency: 12 } },
    );
    await press('c', '1', '2');
    assert.match(text(), /Cancel which agent\? \(4 to 12 of 12\)\n(.*\n)+› 12 {2}● child 12/);
    await press('7');
    assert.match(text(), /› {1,2}7 {2}● child 7/);
    await press('0', '9', 'backspace', '1');
    assert.match(text(), /› {1,2}1 {2}● child 1 /);
    await press('up');
    assert.match(text(), /› {1,2}1 {2}● child 1 /);
  });

  test('107: no line is as wide as the terminal, and no label steers it', async () => {
    const label = 'a\u001B[2J\u202Eb 日本語 '.repeat(8);
    const { press, lines } = await openDesk({
      lead: [make(spawn('one', { label })), waitForAll, say('Done.')],
      one: works(),
    });
    for (const key of ['c', 'enter', 'y']) {
      await press(key);
      for (const columns of [8, 20, 80]) {
        for (const line of lines(columns)) {
          assert.ok(textWidth(line) < columns, `${columns}: ${line}`);
          assert.ok(!/\p{Cc}|\u202E/u.test(line), line);
        }
      }
    }
  });

  test('once the run is over there is nothing to press', async () => {
    const { run, press, lines } = await openTeam();
    await press('c');
    run.cancel();
    await settled();
    await press('enter', 'y');
    assert.deepEqual(lines(), []);
    assert.deepEqual(run.of('cancelRequested'), []);
  });
});

/** One that failed, two at work until their gates open, and a lead that stays. */
async function openTeam(more: Partial<Setting> = {}) {
  const gates = { one: new Gate(), two: new Gate() };
  const desk = await openDesk(
    {
      lead: [make(spawn('bad'), spawn('one'), spawn('two')), waitForAll, say('Done.', { gate: new Gate() })],
      bad: [fails, say('Did it.', { gate: new Gate() })],
      one: works(gates.one),
      two: works(gates.two),
    },
    more,
  );
  return { ...desk, gates };
}

/** A real run with scripted models, steered by a person who waits until what they see has settled. */
async function openDesk(scripts: Setting['scripts'], more: Partial<Setting> = {}) {
  let now = 0;
  const run = new Harness({ scripts, ...more });
  const steering = new Steering(run.run, () => now);
  await settled();
  steering.follow(viewOf(run.events.map((event) => [0, event])));
  const pressAfter = async (ms: number, keys: readonly string[]) => {
    for (const key of keys) {
      now += ms;
      steering.follow(viewOf(run.events.map((event) => [0, event])));
      steering.press(key);
      await settled();
    }
    steering.follow(viewOf(run.events.map((event) => [0, event])));
  };
  const lines = (columns = 100) =>
    steering.lines({ columns, rows: 24, now: Date.parse('2026-11-21'), paint: plainPaint });
  return {
    run,
    steering,
    lines,
    /** Lets so much time pass that the next key counts. */
    settle: () => {
      now += settleMs;
    },
    text: () => lines().join('\n'),
    press: (...keys: readonly string[]) => pressAfter(settleMs, keys),
    /** Presses keys faster than anybody can read. */
    hurry: (...keys: readonly string[]) => pressAfter(1, keys),
  };
}
