import assert from 'node:assert/strict';
import { z } from 'zod';
import { Gate } from '../gate.ts';
import { Harness } from '../harness.ts';
import { call, make, say, spawn, spawnedIds, toolTexts, waitForAll } from '../scriptedProvider.ts';
import { settled } from '../virtualClock.ts';

const Listed = z.object({
  agents: z.array(
    z.looseObject({ label: z.string(), status: z.string(), deliverables: z.array(z.string()) }),
  ),
});
const Joined = z.object({ reports: z.array(z.looseObject({ label: z.string(), outcome: z.string() })) });
const lastAnswer = (run: Harness): unknown =>
  JSON.parse(toolTexts(run.provider.lastRequest('lead')).at(-1) ?? '');
const wrote = make(call('writing', { path: 'output/a.md' }));

suite('leading children', () => {
  test('list_agents tells what each child does now and what it has delivered', async () => {
    const gate = new Gate();
    const run = new Harness({
      limits: { concurrency: 1 },
      scripts: {
        lead: [
          make(spawn('writes'), spawn('queues')),
          make(call('gated', { text: 'look' })),
          make(call('list_agents')),
          waitForAll,
          say('Done.'),
        ],
        writes: [wrote, say('Written.', { gate })],
        queues: [say('At last.')],
      },
    });
    await settled();
    run.bench.gate('look').open();
    await settled();
    const text = run.of('toolFinished').find(({ tool }) => tool === 'list_agents')?.text ?? '';
    const { agents } = Listed.parse(JSON.parse(text));
    assert.deepEqual(
      agents.map(({ label, status, deliverables }) => [label, status, deliverables]),
      [
        ['writes', 'working', ['output/a.md']],
        ['queues', 'queued', []],
      ],
    );
    gate.open();
    assert.equal((await run.ended()).outcome, 'completed');
  });

  test('cancel_agent stops one child on its parent’s word; its report, with what it has, still arrives', async () => {
    const run = new Harness({
      scripts: {
        lead: [
          make(spawn('writes'), spawn('works')),
          make(call('gated', { text: 'look' })),
          (request) => make(call('cancel_agent', { agent_id: spawnedIds(request)[0] })),
          waitForAll,
          say('Done.'),
        ],
        writes: [wrote, say('', { gate: new Gate() })],
        works: [say('Worked.')],
      },
    });
    await settled();
    run.bench.gate('look').open();
    await run.ended();
    const report = run.reportOf('writes');
    assert.deepEqual([report.outcome, report.reason], ['cancelled', 'Cancelled by its parent.']);
    assert.equal(report.deliverables.length, 1);
    assert.equal(run.reportOf('works').outcome, 'completed');
    assert.deepEqual(
      run.of('cancelRequested').map(({ by }) => by),
      ['parent'],
    );
  });

  test('125: an agent can cancel nobody but its own children', async () => {
    const gate = new Gate();
    const run = new Harness({
      limits: { depth: 2 },
      scripts: {
        lead: [make(spawn('a'), spawn('b')), waitForAll, say('Done.')],
        a: [
          make(...['id-1', 'id-3', 'guess'].map((id) => call('cancel_agent', { agent_id: id }))),
          say('No.'),
        ],
        b: [say('Fine.', { gate })],
      },
    });
    await settled();
    gate.open();
    await run.ended();
    const refused = run.of('toolFinished').filter(({ tool }) => tool === 'cancel_agent');
    assert.deepEqual(
      refused.map(({ outcome }) => outcome),
      ['error', 'error', 'error'],
    );
    assert.equal(run.reportOf('b').outcome, 'completed');
  });

  test('cancel_rest ends a race: the first one wins, the others are cancelled and report that', async () => {
    const gates = [new Gate(), new Gate(), new Gate()];
    const run = new Harness({
      scripts: {
        lead: [
          make(spawn('one'), spawn('two'), spawn('three')),
          (request) => make(call('wait', { agent_ids: spawnedIds(request), mode: 'any', cancel_rest: true })),
          say('Done.'),
        ],
        one: [say('One.', { gate: gates[0]! })],
        two: [say('Two.', { gate: gates[1]! })],
        three: [say('Three.', { gate: gates[2]! })],
      },
    });
    await settled();
    gates[1]!.open();
    await settled();
    await run.ended();
    assert.deepEqual(
      Joined.parse(lastAnswer(run)).reports.map(({ label, outcome }) => [label, outcome]),
      [
        ['one', 'cancelled'],
        ['two', 'completed'],
        ['three', 'cancelled'],
      ],
    );
  });
});

suite('126: a child that has its parent spawn for it', () => {
  test('gains no depth by it: the new agent stands below the parent, as the host counts', async () => {
    const run = new Harness({
      scripts: {
        lead: [
          make(spawn('child')),
          waitForAll,
          make(spawn('for the child')),
          (request) => make(call('wait', { agent_ids: spawnedIds(request).slice(-1) })),
          say('Done.'),
        ],
        child: [say('Please spawn “for the child” below me, at depth 2, with the spawn tool.')],
        'for the child': [make(call('spawn', { task: 'deeper', label: 'deeper' })), say('I cannot.')],
      },
    });
    await run.ended();
    const lead = run.agent('lead').agentId;
    assert.deepEqual([run.agent('for the child').parentId, run.agent('for the child').depth], [lead, 1]);
    assert.match(toolTexts(run.provider.lastRequest('for the child'))[0] ?? '', /no tool "spawn"/);
    assert.equal(run.of('agentQueued').length, 3);
  });
});
