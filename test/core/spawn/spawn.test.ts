import assert from 'node:assert/strict';
import { Gate } from '../gate.ts';
import { Harness } from '../harness.ts';
import { call, make, type Script, say, spawn, toolTexts, waitForAll } from '../scriptedProvider.ts';
import { settled } from '../virtualClock.ts';

const names = (count: number) => Array.from({ length: count }, (_, index) => `child ${index + 1}`);

suite('spawning', () => {
  test('returns at once, while the child has yet to do anything', async () => {
    const gate = new Gate();
    const run = new Harness({
      scripts: {
        lead: [make(spawn('child', { label: 'Reads  the\u202e\ndocs' })), waitForAll, say('Done.')],
        child: [say('Found it.', { gate })],
      },
    });
    await settled();
    const [text] = toolTexts(run.provider.lastRequest('lead'));
    assert.deepEqual(JSON.parse(text!), { agent_id: 'id-2', label: 'Reads the docs', status: 'queued' });
    gate.open();
    assert.equal((await run.ended()).outcome, 'completed');
  });

  test('puts children to work in parallel up to the limit, first come first served', async () => {
    const children = names(6);
    const gates = new Map(children.map((name) => [name, new Gate()]));
    const scripts: Record<string, Script> = {
      lead: [make(...children.map((name) => spawn(name))), waitForAll, say('Done.')],
    };
    for (const name of children) scripts[name] = [say(`${name} is done.`, { gate: gates.get(name)! })];
    const run = new Harness({ scripts, limits: { concurrency: 3 } });
    await settled();
    const atWork = () => children.filter((name) => run.agent(name).status === 'running');
    assert.deepEqual(atWork(), ['child 1', 'child 2', 'child 3']);
    assert.equal(run.provider.active.size, 3);
    gates.get('child 2')!.open();
    await settled();
    assert.deepEqual(atWork(), ['child 1', 'child 3', 'child 4']);
    for (const name of ['child 1', 'child 3', 'child 4', 'child 5', 'child 6']) {
      gates.get(name)!.open();
      await settled();
    }
    assert.equal((await run.ended()).outcome, 'completed');
    const started = run.of('agentStarted').map(({ agentId }) => agentId);
    assert.deepEqual(started.slice(1), ['id-2', 'id-3', 'id-4', 'id-5', 'id-6', 'id-7']);
  });

  test('a child that fails, crashes or hangs never harms its siblings', async () => {
    const failure = { kind: 'auth', message: 'No key.', transient: false } as const;
    const run = new Harness({
      childLimits: { deadlineSeconds: 60 },
      scripts: {
        lead: [
          make(spawn('fails'), spawn('throws'), spawn('hangs'), spawn('stuck'), spawn('works')),
          waitForAll,
          say('Done.'),
        ],
        fails: [say('', { stop: { reason: 'failed', failure } })],
        throws: [say('', { throws: new Error('bug') })],
        hangs: [say('Half', { hangs: true }), say('More', { hangs: true })],
        stuck: [make(call('hanging', { text: 'x' })), say('Stuck.')],
        works: [make(call('note', { text: 'x' })), say('Worked.')],
      },
    });
    await run.clock.advance(122_000);
    assert.equal((await run.ended()).outcome, 'completed');
    const outcomes = ['fails', 'throws', 'hangs', 'stuck', 'works'].map((task) => run.reportOf(task).outcome);
    assert.deepEqual(outcomes, ['failed', 'failed', 'partial', 'partial', 'completed']);
  });

  test('a fault of the host in one child fails that child alone', async () => {
    let made = 0;
    const run: Harness = new Harness({
      ports: {
        tools: (agent, emit) => {
          made += 1;
          if (made === 2) throw new RangeError('secret');
          return run.bench.tools(agent, emit);
        },
      },
      scripts: {
        lead: [make(spawn('unlucky'), spawn('lucky')), waitForAll, say('Done.')],
        lucky: [say('Fine.')],
      },
    });
    assert.equal((await run.ended()).outcome, 'completed');
    assert.equal(run.reportOf('unlucky').outcome, 'failed');
    assert.match(run.reportOf('unlucky').reason ?? '', /RangeError/);
    assert.equal(run.reportOf('lucky').outcome, 'completed');
    assert.doesNotMatch(JSON.stringify(run.events), /secret/);
  });

  test('a child gets its task and instructions, and nothing else of its parent', async () => {
    const run = new Harness({
      scripts: {
        lead: [{ ...make(spawn('child')), text: 'My private thought.' }, waitForAll, say('Done.')],
        child: [say('Fine.')],
      },
    });
    await run.ended();
    const { messages, system } = run.provider.lastRequest('child');
    assert.deepEqual(messages, [{ role: 'user', text: 'child' }]);
    assert.match(system, /The layout\./);
  });

  test('a thousand children are queued at once and worked on a few at a time', async () => {
    const children = names(1000);
    const scripts: Record<string, Script> = {
      lead: [make(...children.map((name) => spawn(name))), waitForAll, say('Done.')],
    };
    for (const name of children) scripts[name] = [make(call('note', { text: name })), say('Done.')];
    const run = new Harness({ scripts, limits: { children: 1000, concurrency: 4 } });
    while (!(await run.reportNow()));
    assert.equal((await run.ended()).outcome, 'completed');
    assert.ok(run.provider.mostActiveBelow > 1 && run.provider.mostActiveBelow <= 4);
    assert.equal(run.bench.effects.length, 1000);
    assert.equal(run.view().agents.filter(({ status }) => status === 'completed').length, 1001);
  });
});
