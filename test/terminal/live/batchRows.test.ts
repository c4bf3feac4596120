import assert from 'node:assert/strict';
import type { Event } from '../../../src/core/journal/event.ts';
import { treeText } from '../../../src/terminal/live/treeText.ts';
import { plainPaint } from '../../../src/terminal/screen/paint.ts';
import { batchStarted, type Facts, finished, queued, replied, runStarted, start, viewOf } from '../facts.ts';

suite('a batch in the tree', () => {
  test('is one row with its counts, time and tokens; its agents are not shown', () => {
    const lines = tree([...begun(1000), ...members(1, 347), ...ended(1, 340), ...failed(341, 342)]);
    assert.deepEqual(lines.slice(0, 3), [
      '● parent             demo/scripted (not AI)   1m 00s       0  thinks',
      '├ ● batch Summaries  demo/scripted (not AI)      50s    1.2k  340/1000 done · 5 working · 2 failed',
      '└ ◦ Edit             demo/scripted (not AI)                   queued',
    ]);
    assert.equal(lines.length, 4);
    assert.match(lines[3] ?? '', /^6 working, 1 queued, 340 completed, 2 failed · /);
  });

  test('shows below it only those agents that a person has to answer', () => {
    const question: Event = { type: 'requestRaised', agentId: 'b3', request: changeOf('b3') };
    const lines = tree([...begun(10), ...members(1, 5), [20, question]]);
    assert.match(lines[1] ?? '', /^├ ● batch Summaries .* 0\/10 done · 1 waiting for you · 4 working$/);
    assert.match(lines[2] ?? '', /^│ └ \? item 3 .* asks for your approval$/);
    assert.match(lines[3] ?? '', /^└ ◦ Edit/);
  });

  test('agents held for the budget are counted, not shown', () => {
    const lines = tree([...begun(10), ...members(1, 2), [20, { type: 'agentHeld', agentId: 'b1' }]]);
    assert.match(lines[1] ?? '', /0\/10 done · 1 waiting for you · 1 working$/);
    assert.match(lines[2] ?? '', /^└ ◦ Edit/);
  });

  test('an agent that was tried again counts by its last try', () => {
    const again = queued('b9', 'p', 'item 1', { batchId: 'batch', retryOf: 'b1' });
    const facts: Facts = [...begun(2), ...members(1, 2), ...failed(1, 1), ...ended(2, 2), [30, again]];
    assert.match(tree(facts)[1] ?? '', /1\/2 done$/);
    assert.match(tree([...facts, [40, finished('b9')]])[1] ?? '', /2\/2 done$/);
  });

  test('with several items for each agent it counts agents and names the items', () => {
    const facts: Facts = [
      [0, runStarted()],
      [0, queued('p', null, 'parent')],
      [1, batchStarted('p', 'batch', { items: 1000, children: 10 })],
      ...members(1, 1),
    ];
    assert.match(tree(facts)[1] ?? '', /0\/10 done · 1 working · 1000 items$/);
  });

  test('its end is shown as the outcome, with the time it took and what is missing', () => {
    const { report } = finished('batch', {
      label: 'Summaries',
      outcome: 'partial',
      missing: ['output/r.jsonl'],
    });
    const end: Event = { type: 'batchFinished', agentId: 'p', batchId: 'batch', report };
    const row = tree([...begun(1), ...members(1, 1), ...failed(1, 1), [45, end]])[1] ?? '';
    assert.match(row, /^├ ◐ batch Summaries .* 20s .* 0\/1 done · 1 failed · missing: output\/r\.jsonl$/);
  });

  test('a batch that has no agents yet stands below its parent', () => {
    assert.match(tree(begun(1000))[2] ?? '', /^└ ● batch Summaries\s+0\/1000 done$/);
  });

  test('rows that have no room are counted, batches too', () => {
    const batches = Array.from({ length: 20 }, (_, n): [number, Event] => [
      2,
      batchStarted('p', `batch${n}`, { items: 5, children: 5 }),
    ]);
    assert.match(tree([...begun(5), ...batches], 10).at(-2) ?? '', /^… \d+ more: 1 queued, \d+ batches$/);
  });
});

/** With a child of the usual kind after all the rest. */
function tree(facts: Facts, rows = 24): readonly string[] {
  const view = viewOf([...facts, [50, queued('c', 'p', 'Edit')]]);
  return treeText(view, { columns: 140, rows, now: start + 60_000, paint: plainPaint });
}

/** A parent that has started a batch. */
function begun(children: number): Facts {
  return [
    [0, runStarted({ children: 1000 })],
    [0, queued('p', null, 'parent')],
    [0, { type: 'agentStarted', agentId: 'p' }],
    [1, batchStarted('p', 'batch', { items: children, children })],
  ];
}

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => from + n);

function members(from: number, to: number): Facts {
  return numbers(from, to).flatMap(
    (n): Facts => [
      [10, queued(`b${n}`, 'p', `item ${n}`, { batchId: 'batch' })],
      [10, { type: 'agentStarted', agentId: `b${n}` }],
      ...(n === 1 ? [[11, replied('b1')] as const] : []),
    ],
  );
}

const ended = (from: number, to: number): Facts =>
  numbers(from, to).map((n) => [30, finished(`b${n}`)] as const);

const failed = (from: number, to: number): Facts =>
  numbers(from, to).map((n) => [30, finished(`b${n}`, { outcome: 'failed' })] as const);

function changeOf(agentId: string) {
  const change = { path: 'a.md', before: null, after: { hash: 'h', text: 'a' }, isProtected: false };
  return { requestId: 'q', agentId, callId: 'x', draft: { kind: 'change' as const, changes: [change] } };
}
