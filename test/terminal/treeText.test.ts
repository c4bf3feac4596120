import assert from 'node:assert/strict';
import type { Event } from '../../src/core/journal/event.ts';
import { foldRun, type RunView } from '../../src/core/journal/runView.ts';
import { choosePaint, plainPaint } from '../../src/terminal/paint.ts';
import { plainLine } from '../../src/terminal/plainProgress.ts';
import { textWidth } from '../../src/terminal/textWidth.ts';
import { treeText } from '../../src/terminal/treeText.ts';

const start = Date.parse('2026-11-21T10:00:00.000Z');
const usage = { input: 1000, output: 234, cachedInput: 0 };

suite('tree of agents', () => {
  test('shows each agent with its status, model, time, tokens and what it does', () => {
    const lines = treeText(teamAtWork(), space(120, 24));
    assert.deepEqual(lines, [
      '◌ parent          demo/scripted (not AI)   1m 00s    1.2k  waits for its children',
      '├ ● Map the code  demo/scripted (not AI)      50s       0  grep src/core',
      '└ ◦ Review docs   demo/scripted (not AI)                   queued',
      '1 working, 1 waiting for children, 1 queued · 1.2k tokens · 1m 00s · Ctrl+C stops',
    ]);
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

  test('107: labels and targets cannot steer the terminal', () => {
    const lines = treeText(teamAtWork('a\u001B[31m\u202Eb'), space(200, 24));
    assert.ok(!/\p{Cc}|\u202E/u.test(lines.join('')));
    assert.match(lines[1] ?? '', /a<U\+001B>\[31m<U\+202E>b/);
  });

  test('colour appears only on a terminal and never with NO_COLOR', () => {
    const coloured = (paint = choosePaint(true, {})) =>
      treeText(teamAtWork(), { ...space(100, 24), paint }).join('');
    assert.ok(coloured().includes('\u001B['));
    assert.ok(!coloured(choosePaint(true, { NO_COLOR: '1' })).includes('\u001B'));
    assert.ok(!coloured(choosePaint(false, {})).includes('\u001B'));
  });
});

suite('progress without a terminal', () => {
  test('one line for each fact that people care about', () => {
    const event: Event = {
      ...{ type: 'fileChanged', agentId: 'c1', callId: 'x', path: 'output/a.md', before: null, after: 'h' },
      ...{ bytes: 1234, deliverable: true },
    };
    assert.equal(plainLine(at(61, event), teamAtWork()), '[1m 01s] Map the code: wrote output/a.md (1.2 kB)');
    assert.equal(plainLine(at(61, { type: 'turnStarted', agentId: 'c1', turn: 2 }), teamAtWork()), undefined);
  });
});

function space(columns: number, rows: number) {
  return { columns, rows, now: start + 60_000, paint: plainPaint };
}

function teamAtWork(label = 'Map the code'): RunView {
  return viewOf([
    [0, { type: 'runStarted', runId: 'r', task: 'T', limits: { children: 20, depth: 1, concurrency: 1 } }],
    [0, queued('p', null, 'parent')],
    [0, { type: 'agentStarted', agentId: 'p' }],
    [5, { type: 'turnStarted', agentId: 'p', turn: 1 }],
    [8, { type: 'modelReplied', agentId: 'p', turn: 1, text: '', calls: [], stop: 'done', usage }],
    [10, queued('c1', 'p', label)],
    [10, queued('c2', 'p', 'Review docs')],
    [10, { type: 'agentStarted', agentId: 'c1' }],
    [11, { type: 'waitStarted', agentId: 'p', on: ['c1', 'c2'] }],
    [12, { type: 'toolStarted', agentId: 'c1', callId: 'x', tool: 'grep', target: 'src/core' }],
  ]);
}

function bigTeam(size: number): RunView {
  const limits = { children: 1000, depth: 1, concurrency: 5 };
  const facts: [number, Event][] = [
    [0, { type: 'runStarted', runId: 'r', task: 'T', limits }],
    [0, queued('p', null, 'parent')],
  ];
  for (let n = 1; n <= size; n += 1) facts.push([1, queued(`c${n}`, 'p', `child ${n}`)]);
  for (let n = 1; n < 100; n += 1) {
    const report = { agentId: `c${n}`, label: `child ${n}`, outcome: 'completed' as const };
    const rest = { summary: '', deliverables: [], usage, turns: 1 };
    facts.push([2, { type: 'agentFinished', agentId: `c${n}`, report: { ...report, ...rest } }]);
  }
  facts.push([3, { type: 'agentStarted', agentId: 'c150' }]);
  return viewOf(facts);
}

function queued(agentId: string, parentId: string | null, label: string): Event {
  const limits = { deadlineSeconds: null, turns: 10, tokens: 1000 };
  const brief = { task: 'T', label, model: 'demo/scripted', tools: [], limits };
  return { type: 'agentQueued', agentId, parentId, depth: parentId === null ? 0 : 1, brief };
}

function at(seconds: number, event: Event) {
  return { v: 1 as const, seq: 0, prev: '', t: new Date(start + seconds * 1000).toISOString(), event };
}

function viewOf(facts: readonly (readonly [number, Event])[]): RunView {
  const view = foldRun(facts.map(([seconds, event]) => at(seconds, event)));
  assert.ok(view);
  return view;
}
