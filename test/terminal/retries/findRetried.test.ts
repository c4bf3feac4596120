import assert from 'node:assert/strict';
import type { Event } from '../../../src/core/journal/event.ts';
import { findRetried } from '../../../src/terminal/retries/findRetried.ts';
import { finished, queued, runStarted, viewOf } from '../facts.ts';

const team: readonly Event[] = [
  runStarted(),
  queued('lead', null, 'parent'),
  queued('a', 'lead', 'Code map'),
  finished('a', { outcome: 'failed' }),
  queued('b', 'lead', 'Notes'),
  finished('b'),
  queued('c', 'lead', 'Notes'),
];

const find = (name: string | undefined, facts = team) => {
  const found = findRetried(viewOf(facts.map((event) => [0, event] as const)), name);
  return 'problem' in found ? found.problem : found.first;
};

suite('the agent that a person wants tried again', () => {
  test('is found by its label in any letter case, or by its id', () => {
    const { brief } = queued('a', 'lead', 'Code map');
    const first = { brief, depth: 1, retryOf: { runId: 'r', agentId: 'a' }, depthLimit: 1 };
    assert.deepEqual(find('code MAP'), first);
    assert.deepEqual(find('a'), first);
  });

  test('is asked for with all that could be meant, how each ended, and its id', () => {
    assert.equal(
      find(undefined),
      'Say which agent: --agent NAME. Run r has:\n  Code map  failed  a\n  Notes  completed  b\n  Notes  not finished  c',
    );
    assert.equal(
      find('notes'),
      'Several agents are called "notes". Name one by its id:\n  Notes  completed  b\n  Notes  not finished  c',
    );
  });

  test('goes by the name that people see: of two with one label the other try is called again', () => {
    const facts = [...team.slice(0, 4), queued('d', 'lead', 'Code map', { retryOf: 'a' })];
    const ids = ['Code map', 'again: code map'].map((name) => {
      const found = find(name, facts);
      return typeof found === 'object' && found.retryOf?.agentId;
    });
    assert.deepEqual(ids, ['a', 'd']);
  });

  test('is never the parent, nor anybody of a run that had no children', () => {
    for (const name of ['parent', 'lead']) assert.match(`${find(name)}`, /^Run r has no agent "/);
    assert.match(`${find('parent', team.slice(0, 2))}`, /^Run r started no agent/);
  });

  test('of very many is looked for among the failed first', () => {
    const many = Array.from({ length: 30 }, (_, n) => queued(`x${n}`, 'lead', `Item ${n}`));
    const text = `${find(undefined, [...team.slice(0, 2), ...many, finished('x29', { outcome: 'failed' })])}`;
    assert.match(text, /has:\n {2}Item 29 {2}failed {2}x29\n/);
    assert.match(text, /\n {2}… and 10 more: muster report$/);
  });
});
