import assert from 'node:assert/strict';
import { Harness } from '../harness.ts';
import { call, make, say, spawn, toolTexts, waitForAll } from '../scriptedProvider.ts';
import { settled } from '../virtualClock.ts';

suite('a child that notes its progress', () => {
  test('is shown with its last note to people and to the agent that leads it', async () => {
    const run = new Harness({
      scripts: {
        lead: [
          make(spawn('child')),
          make(call('gated', { text: 'x' })),
          make(call('list_agents')),
          waitForAll,
          say('Done.'),
        ],
        child: [
          make(
            call('note_progress', { note: 'Reading.' }),
            call('note_progress', { note: 'Writing.', percent: 60 }),
          ),
          make(call('gated', { text: 'y' })),
          say('Fine.'),
        ],
      },
    });
    await settled();
    assert.deepEqual(run.agent('child').progress, { note: 'Writing.', percent: 60 });
    run.bench.gate('x').open();
    await settled();
    const listed = toolTexts(run.provider.lastRequest('lead')).at(-1) ?? '';
    const { agents } = JSON.parse(listed);
    assert.deepEqual(
      [agents[0].status, agents[0].progress, agents[0].percent, agents[0].tokens],
      ['working', 'Writing.', 60, 30],
    );
    run.bench.gate('y').open();
    await run.ended();
  });

  for (const [name, input] of Object.entries({
    'an empty note': { note: '  ' },
    'a note that is too long': { note: 'x'.repeat(201) },
    'more than all of it': { note: 'x', percent: 101 },
    'less than nothing': { note: 'x', percent: -1 },
    'percent that are no number': { note: 'x', percent: 'half' },
    'somebody else’s id': { note: 'x', agent_id: 'id-1' },
  })) {
    test(`${name} is refused`, async () => {
      const run = new Harness({ scripts: { lead: [make(call('note_progress', input)), say('Done.')] } });
      await run.ended();
      assert.equal(run.of('progressNoted').length, 0);
      assert.equal(run.of('toolFinished')[0]?.outcome, 'error');
    });
  }

  test('may do so at the depth limit and under a profile that does not name it', async () => {
    const run = new Harness({
      scripts: {
        lead: [make(spawn('child', { profile: 'scout' })), waitForAll, say('Done.')],
        child: [make(call('note_progress', { note: 'Here.' })), say('Fine.')],
      },
    });
    run.shelf.put({ name: 'scout', tools: ['note'] });
    await run.ended();
    assert.equal(run.of('progressNoted').length, 1);
  });

  test('may do so when the model that spawned it named other tools, or none', async () => {
    const run = new Harness({
      scripts: {
        lead: [make(spawn('a', { tools: ['note'] }), spawn('b', { tools: [] })), waitForAll, say('Done.')],
        a: [make(call('note_progress', { note: 'Here.' })), say('Fine.')],
        b: [make(call('note_progress', { note: 'Here.' })), say('Fine.')],
      },
    });
    await run.ended();
    assert.equal(run.of('progressNoted').length, 2);
    assert.deepEqual(run.agent('b').brief.tools, ['note_progress']);
  });
});
