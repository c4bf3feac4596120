import assert from 'node:assert/strict';
import { decideSpawn, type SpawnState } from '../../../src/core/spawn/gate.ts';
import { Harness } from '../harness.ts';
import { make, type Step, say, spawn, toolTexts, waitForAll } from '../scriptedProvider.ts';
import { settled } from '../virtualClock.ts';

const limits = { children: 2, depth: 1, concurrency: 1, tokens: null, costUsd: null, askFanOutFrom: null };

/** One child of a parent that has everything, with no question open. */
const state = (more: Partial<SpawnState>): SpawnState => ({
  parentDepth: 0,
  spawned: 0,
  count: 1,
  startedBefore: 0,
  ahead: undefined,
  limits,
  breaker: { kind: 'closed' },
  setAside: { tokens: 0, costUsd: 0 },
  remaining: { tokens: Number.POSITIVE_INFINITY, costUsd: Number.POSITIVE_INFINITY },
  leftUsd: Number.POSITIVE_INFINITY,
  isStranger: false,
  maySpread: false,
  mayGrow: true,
  ...more,
});

suite('the gate of spawn', () => {
  test('denies at the depth limit and at the budget, and where a figure is not a number', () => {
    assert.equal(decideSpawn(state({ spawned: 1 })).kind, 'allow');
    assert.equal(decideSpawn(state({ parentDepth: 1 })).kind, 'deny');
    assert.equal(decideSpawn(state({ spawned: 2 })).kind, 'deny');
    assert.equal(decideSpawn(state({ parentDepth: Number.NaN })).kind, 'deny');
    const broken = { ...limits, children: Number.NaN };
    assert.equal(decideSpawn(state({ limits: broken })).kind, 'deny');
  });

  test('117: lets exactly one of fifty spawns of one turn through a budget of one', async () => {
    const tasks = Array.from({ length: 50 }, (_, index) => `child ${index}`);
    const run = new Harness({
      limits: { children: 1 },
      scripts: {
        lead: [make(...tasks.map((task) => spawn(task))), waitForAll, say('Done.')],
        'child 0': [say('Fine.')],
      },
    });
    await settled();
    assert.equal(run.desk.approve().draft.kind, 'refusals');
    await run.ended();
    assert.equal(run.of('agentQueued').length, 2);
    assert.equal(run.of('spawnDenied').length, 49);
    const texts = toolTexts(run.provider.lastRequest('lead'));
    assert.equal(texts.filter((text) => /budget exhausted/.test(text)).length, 49);
  });

  test('gives no budget back when a child ends', async () => {
    const run = new Harness({
      limits: { children: 1 },
      scripts: {
        lead: [make(spawn('first')), waitForAll, make(spawn('second')), say('Done.')],
        first: [say('Fine.')],
      },
    });
    await run.ended();
    assert.equal(run.of('spawnDenied').length, 1);
  });

  test('is not even seen by a child at the depth limit', async () => {
    const run = new Harness({
      scripts: {
        lead: [make(spawn('child')), waitForAll, say('Done.')],
        child: [make(spawn('grandchild')), say('Fine.')],
      },
    });
    await run.ended();
    const seen = run.provider.lastRequest('child').tools.map(({ name }) => name);
    assert.ok(seen.includes('note') && !seen.includes('spawn') && !seen.includes('wait'));
    assert.match(toolTexts(run.provider.lastRequest('child'))[0]!, /no tool "spawn"/);
    assert.equal(run.of('agentQueued').length, 2);
  });

  for (const [name, more] of Object.entries({
    'a negative deadline': { deadline_seconds: -1 },
    'no time at all': { deadline_seconds: 0 },
    'a deadline beyond counting': { deadline_seconds: 1e308 },
    'a deadline in words': { deadline_seconds: '60' },
    'null turns': { max_turns: null },
    'half a turn': { max_turns: 0.5 },
    'endless turns': { max_turns: 1e308 },
    'a negative budget': { token_budget: -5 },
    'a parent of its choice': { parentId: 'id-1' },
    'a depth of its choice': { depth: 0 },
    'an id of its choice': { agent_id: 'id-1' },
    'a blank task': { task: '  \n' },
    'an empty label': { label: '' },
    'a tool its parent lacks': { tools: ['note', 'run_shell'] },
    'a tool in another case': { tools: ['Note'] },
    'a tool at its depth limit': { tools: ['spawn'] },
  })) {
    test(`refuses ${name}, and the parent reads why`, async () => {
      const run = new Harness({ scripts: { lead: [make(spawn('child', more)), say('Done.')] } });
      assert.equal((await run.ended()).outcome, 'completed');
      assert.equal(run.of('agentQueued').length, 1);
      assert.equal(run.of('toolFinished')[0]?.outcome, 'error');
    });
  }

  test('takes what is asked for only within the run’s own limits', async () => {
    const more = { tools: ['note'], deadline_seconds: 5000, max_turns: 3, token_budget: 9_000_000 };
    const run = new Harness({
      scripts: { lead: [make(spawn('child', more)), waitForAll, say('Done.')], child: [say('Fine.')] },
    });
    await run.ended();
    const { brief } = run.agent('child');
    assert.deepEqual(brief.limits, { deadlineSeconds: 600, turns: 3, tokens: 1_000_000, costUsd: null });
    assert.deepEqual(
      run.provider.lastRequest('child').tools.map(({ name }) => name),
      ['note', 'note_progress'],
    );
  });

  test('a grandchild has at most the tools of the child', async () => {
    const run = new Harness({
      limits: { depth: 2 },
      scripts: {
        lead: [make(spawn('child', { tools: ['note', 'spawn'] })), waitForAll, say('Done.')],
        child: [make(spawn('greedy', { tools: ['writing'] }), spawn('modest')), waitForAll, say('Fine.')],
        modest: [say('Fine.')],
      },
    });
    await run.ended();
    assert.deepEqual(run.agent('modest').brief.tools, ['note', 'note_progress']);
    assert.equal(run.agent('modest').depth, 2);
    assert.ok(!run.view().agents.some(({ brief }) => brief.task === 'greedy'));
  });

  for (const joins of ['waits', 'ends its turn']) {
    test(`with one slot for all, a child that ${joins} lets its own child work`, async () => {
      const join: Step = joins === 'waits' ? waitForAll : say('I wait.');
      const run = new Harness({
        limits: { depth: 2, concurrency: 1 },
        scripts: {
          lead: [make(spawn('child'), spawn('sibling')), waitForAll, say('Done.')],
          child: [make(spawn('grandchild')), join, say('Fine.')],
          grandchild: [say('Deep.')],
          sibling: [say('Wide.')],
        },
      });
      const report = await run.ended();
      assert.equal(report.outcome, 'completed');
      for (const task of ['child', 'grandchild', 'sibling']) {
        assert.equal(run.reportOf(task).outcome, 'completed', task);
      }
    });
  }

  test('a child’s model is of a provider that the run uses, whatever others have a key', async () => {
    const found = { kind: 'found', model: 'x' } as const;
    const run: Harness = new Harness({
      ports: { provider: () => ({ ...found, provider: run.provider }) },
      scripts: {
        lead: [
          make(spawn('a', { model: 'elsewhere/model' }), spawn('b', { model: 'test/other' })),
          waitForAll,
          say('Done.'),
        ],
        b: [say('Fine.')],
      },
    });
    await run.ended();
    assert.deepEqual(
      run.of('agentQueued').map(({ brief }) => brief.model),
      ['test/model', 'test/other'],
    );
    assert.match(run.of('toolFinished')[0]?.text ?? '', /models of test only/);
  });
});
