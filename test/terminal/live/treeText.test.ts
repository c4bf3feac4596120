import assert from 'node:assert/strict';
import type { Event } from '../../../src/core/journal/event.ts';
import type { RunView } from '../../../src/core/journal/runView.ts';
import { treeText } from '../../../src/terminal/live/treeText.ts';
import { choosePaint, plainPaint } from '../../../src/terminal/screen/paint.ts';
import { textWidth } from '../../../src/terminal/screen/textWidth.ts';
import { type Facts, finished, queued, replied, runStarted, start, viewOf } from '../facts.ts';

suite('tree of agents', () => {
  test('shows each agent with its status, model, time, tokens and what it does, and the sums with the cost', () => {
    const lines = treeText(teamAtWork(), space(120, 24));
    assert.deepEqual(lines, [
      '◌ parent          demo/scripted (not AI)   1m 00s    1.2k  waits for its children',
      '├ ● Map the code  demo/scripted (not AI)      50s       0  grep src/core',
      '└ ◦ Review docs   demo/scripted (not AI)                   queued',
      '1 working, 1 waiting for children, 1 queued · 1.2k tokens · $0.02 · 1m 00s · Ctrl+C stops',
    ]);
  });

  test('a cost that is known in part says so, and one that is not known at all too', () => {
    const totals = (...facts: Facts) => treeText(team(...facts), space(120, 24)).at(-1) ?? '';
    assert.match(totals([6, replied('c1')]), / · over \$0\.02 · /);
    const unknown = viewOf([
      [0, runStarted()],
      [0, queued('p', null, 'parent')],
      [1, replied('p')],
    ]);
    assert.match(treeText(unknown, space(120, 24)).at(-1) ?? '', / · cost unknown · /);
  });

  test('what an agent says of its progress stands beside what it does', () => {
    const noted = { type: 'progressNoted' as const, agentId: 'c1' };
    assert.match(
      rowOf('Map', [20, { ...noted, note: 'reading the parser', percent: 42.4 }]),
      / 42 % · reading the parser · grep src\/core$/,
    );
    assert.match(rowOf('Map', [20, { ...noted, note: 'reading' }]), / reading · grep src\/core$/);
    const done: Facts = [
      [20, { ...noted, note: 'reading', percent: 90 }],
      [30, finished('c1')],
    ];
    assert.doesNotMatch(rowOf('Map', ...done), /reading/);
  });

  test('a file that is not there is marked, and a word on why the agent ended stands before it', () => {
    const missing = ['output/x.md'];
    assert.match(rowOf('Map', [20, finished('c1', { missing })]), / missing: output\/x\.md$/);
    assert.match(
      rowOf('Map', [20, finished('c1', { missing, outcome: 'partial', reason: 'Out of turns.' })]),
      /◐ Map.* Out of turns\. · missing: output\/x\.md$/,
    );
  });

  test('an agent that does the work of another again says so', () => {
    assert.match(rowOf('Map', [20, queued('c3', 'p', 'Map it', { retryOf: 'c1' })]), /├ ● Map the code/);
    assert.match(rowOf('again', [20, queued('c3', 'p', 'Map it', { retryOf: 'c1' })]), /◦ again: Map it/);
  });

  test('an agent that is held because the budget is used up waits for a person', () => {
    const held: Facts = [[20, { type: 'agentHeld', agentId: 'c1' }]];
    assert.match(rowOf('Map', ...held), /\? Map.* waits for your word on the budget$/);
    assert.match(treeText(team(...held), space(120, 24)).at(-1) ?? '', /^1 waiting for you/);
  });

  test('an agent that asks says what for', () => {
    const draft = {
      ...{ kind: 'spawn' as const, count: 12, models: [{ model: 'demo/scripted', count: 12 }] },
      ...{ forecast: { tokens: null, costUsd: null }, remainingUsd: null },
    };
    const raised: Event = {
      type: 'requestRaised',
      agentId: 'p',
      request: { requestId: 'q', agentId: 'p', draft },
    };
    assert.match(rowOf('parent', [20, raised]), /^\? parent.* asks to start 12 agents$/);
  });

  test('no line is as wide as the terminal, whatever the names are', () => {
    const label = '日本語の長いラベル 👩‍👩‍👧 '.repeat(6);
    for (const columns of [8, 20, 40, 80, 200]) {
      for (const line of treeText(teamAtWork(label), space(columns, 24))) {
        assert.ok(textWidth(line) < columns, `${columns}: ${line}`);
      }
    }
  });

  test('a tree higher than the terminal keeps who works and counts the rest', () => {
    const lines = treeText(bigTeam(200), space(100, 12));
    assert.ok(lines.length < 12);
    assert.match(lines[0] ?? '', /parent/);
    assert.ok(lines.some((line) => line.includes('● child 150')));
    assert.match(lines.at(-2) ?? '', /… 192 more: \d+ queued, \d+ completed/);
  });

  test('107: labels, targets and progress notes cannot steer the terminal', () => {
    const note: Event = { type: 'progressNoted', agentId: 'c1', note: 'x\u001B[2J\u202E', percent: 1 };
    const view = viewOf([...factsOf('a\u001B[31m\u202Eb'), [20, note]]);
    const lines = treeText(view, space(200, 24));
    assert.ok(!/\p{Cc}|\u202E/u.test(lines.join('')));
    assert.match(lines[1] ?? '', /a<U\+001B>\[31m<U\+202E>b/);
    assert.match(lines[1] ?? '', /x<U\+001B>\[2J<U\+202E>/);
  });

  test('colour appears only on a terminal and never with NO_COLOR', () => {
    const coloured = (paint = choosePaint(true, {})) =>
      treeText(teamAtWork(), { ...space(100, 24), paint }).join('');
    assert.ok(coloured().includes('\u001B['));
    assert.ok(!coloured(choosePaint(true, { NO_COLOR: '1' })).includes('\u001B'));
    assert.ok(!coloured(choosePaint(false, {})).includes('\u001B'));
  });
});

function space(columns: number, rows: number) {
  return { columns, rows, now: start + 60_000, paint: plainPaint };
}

function rowOf(name: string, ...facts: Facts): string {
  const row = treeText(team(...facts), space(160, 24)).find((line) => line.includes(name));
  assert.ok(row);
  return row;
}

const teamAtWork = (label?: string): RunView => viewOf(factsOf(label));
const team = (...more: Facts): RunView => viewOf([...factsOf(), ...more]);

function factsOf(label = 'Map the code'): Facts {
  return [
    [0, runStarted({ concurrency: 1 })],
    [0, queued('p', null, 'parent')],
    [0, { type: 'agentStarted', agentId: 'p' }],
    [5, { type: 'turnStarted', agentId: 'p', turn: 1 }],
    [8, replied('p', 0.02)],
    [10, queued('c1', 'p', label)],
    [10, queued('c2', 'p', 'Review docs')],
    [10, { type: 'agentStarted', agentId: 'c1' }],
    [11, { type: 'waitStarted', agentId: 'p', on: ['c1', 'c2'] }],
    [12, { type: 'toolStarted', agentId: 'c1', callId: 'x', tool: 'grep', target: 'src/core' }],
  ];
}

function bigTeam(size: number): RunView {
  const facts: [number, Event][] = [
    [0, runStarted({ children: 1000 })],
    [0, queued('p', null, 'parent')],
  ];
  for (let n = 1; n <= size; n += 1) facts.push([1, queued(`c${n}`, 'p', `child ${n}`)]);
  for (let n = 1; n < 100; n += 1) facts.push([2, finished(`c${n}`)]);
  facts.push([3, { type: 'agentStarted', agentId: 'c150' }]);
  return viewOf(facts);
}
