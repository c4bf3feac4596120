import assert from 'node:assert/strict';
import type { Report } from '../../../src/core/agent/report.ts';
import { boardText } from '../../../src/core/journal/boardText.ts';
import type { Event } from '../../../src/core/journal/event.ts';
import { RunBoard } from '../../../src/core/journal/runBoard.ts';

const updated = '2026-11-21T09:30:05.123Z';

const started: Event = {
  type: 'runStarted',
  runId: 'r1',
  task: 'Compare the libraries',
  limits: { children: 20, depth: 1, concurrency: 5, tokens: null, costUsd: null, askFanOutFrom: null },
};

function queued(
  agentId: string,
  label: string,
  more: Partial<Extract<Event, { type: 'agentQueued' }>> = {},
): Event {
  const limits = { deadlineSeconds: null, turns: 10, tokens: null, costUsd: null };
  const brief = { task: 'Do it', label, model: 'test/m', tools: [], limits };
  return { type: 'agentQueued', agentId, parentId: 'p', depth: 1, brief, ...more };
}

const lead = queued('p', 'parent', { parentId: null, depth: 0 });

function report(agentId: string, more: Partial<Report> = {}): Report {
  const usage = { input: 1, cachedInput: 0, output: 1 };
  return {
    agentId,
    label: 'x',
    outcome: 'completed',
    summary: '',
    deliverables: [],
    usage,
    turns: 1,
    ...more,
  };
}

const finished = (agentId: string, more: Partial<Report> = {}): Event => ({
  type: 'agentFinished',
  agentId,
  report: report(agentId, more),
});

function boardOf(...events: readonly Event[]): RunBoard {
  const board = new RunBoard();
  for (const event of events) board.note(event);
  return board;
}

const textOf = (...events: readonly Event[]) => boardText(boardOf(...events), updated);
const rowsOf = (text: string) => text.split('\n').filter((line) => line.startsWith('| '));
/** A line without its code spans: what a Markdown reader would take as Markdown. */
const outsideCode = (text: string) => text.replace(/`[^`\n]*`/g, '');

suite('what the board says', () => {
  test('the whole of a small run', () => {
    const text = textOf(
      started,
      lead,
      queued('a', 'zod'),
      queued('b', 'yup'),
      queued('c', 'joi'),
      queued('d', 'ajv'),
      { type: 'agentStarted', agentId: 'p' },
      { type: 'waitStarted', agentId: 'p', on: ['a'] },
      { type: 'agentStarted', agentId: 'a' },
      { type: 'agentStarted', agentId: 'b' },
      { type: 'agentStarted', agentId: 'c' },
      { type: 'progressNoted', agentId: 'a', note: 'Reading the docs', percent: 40 },
      { type: 'agentHeld', agentId: 'b' },
      finished('c', {
        outcome: 'partial',
        reason: 'Turn limit.',
        deliverables: ['a', 'b', 'c', 'd'].map((name) => ({
          path: `output/${name}.md`,
          bytes: 1,
          hash: 'h',
        })),
        missing: ['output/e.md'],
      }),
    );
    assert.equal(
      text,
      [
        '## `Compare the libraries`',
        '',
        'Running: 1 of 4 agents ended. Updated 2026-11-21 09:30:05 UTC.',
        '',
        '| Agent | State | Progress |',
        '| --- | --- | --- |',
        '| `parent` | waits for its agents |  |',
        '| ↳ `zod` | running | `Reading the docs`, 40 % |',
        '| ↳ `yup` | waits for a person |  |',
        '| ↳ `joi` | partial | `Turn limit.`; wrote `output/a.md`, `output/b.md`, `output/c.md` and 1 more; 1 file missing |',
        '| ↳ `ajv` | queued |  |',
      ].join('\n'),
    );
  });

  test('agents of agents stand below the one that leads them', () => {
    const text = textOf(
      started,
      lead,
      queued('a', 'first'),
      queued('b', 'second'),
      queued('c', 'inner', { parentId: 'a', depth: 2 }),
    );
    const names = rowsOf(text).slice(2);
    assert.deepEqual(names, [
      '| `parent` | queued |  |',
      '| ↳ `first` | queued |  |',
      '| ↳ ↳ `inner` | queued |  |',
      '| ↳ `second` | queued |  |',
    ]);
  });

  test('a batch is one line with counts, an agent that was tried again counts once', () => {
    const text = textOf(
      started,
      lead,
      { type: 'batchStarted', agentId: 'p', batchId: 'b1', label: 'Pages', items: 1000, children: 4 },
      ...['1', '2', '3'].map((id) => queued(id, `Pages ${id}`, { batchId: 'b1' })),
      ...['1', '2', '3'].map((agentId): Event => ({ type: 'agentStarted', agentId })),
      finished('1'),
      finished('2', { outcome: 'failed' }),
      queued('4', 'Pages 2', { batchId: 'b1', retryOf: '2' }),
      finished('4', { outcome: 'failed' }),
    );
    assert.deepEqual(rowsOf(text).slice(3), [
      '| ↳ `Pages`, batch of 1000 items | running | 2 of 4 agents ended, 1 failed, 1 at work |',
    ]);
    assert.match(text, /^Running: 2 of 3 agents ended\./m);
  });

  test('an agent of a batch that a person had tried again still counts in its batch, as it ended there', () => {
    const text = textOf(
      started,
      lead,
      { type: 'batchStarted', agentId: 'p', batchId: 'b1', label: 'Pages', items: 2, children: 2 },
      ...['1', '2'].map((id) => queued(id, `Pages ${id}`, { batchId: 'b1' })),
      finished('1'),
      finished('2', { outcome: 'failed' }),
      queued('3', 'Pages 2', { retryOf: '2' }),
    );
    assert.deepEqual(rowsOf(text).slice(3), [
      '| ↳ `Pages`, batch of 2 items | running | 2 of 2 agents ended, 1 failed |',
      '| ↳ `Pages 2` | queued |  |',
    ]);
  });

  test('a batch that has reported says how it ended and where its results are', () => {
    const deliverables = [{ path: 'output/pages/results.jsonl', bytes: 9, hash: 'h' }];
    const text = textOf(
      started,
      lead,
      { type: 'batchStarted', agentId: 'p', batchId: 'b1', label: 'Pages', items: 1, children: 1 },
      queued('1', 'Pages 1', { batchId: 'b1' }),
      finished('1'),
      { type: 'batchFinished', agentId: 'p', batchId: 'b1', report: report('b1', { deliverables }) },
    );
    assert.match(
      text,
      /batch of 1 item \| completed \| 1 of 1 agent ended, wrote `output\/pages\/results\.jsonl` \|/,
    );
  });

  test('a run that has ended says how', () => {
    const end = report('r1', { outcome: 'cancelled', reason: 'Cancelled by a person.' });
    const text = textOf(started, lead, queued('a', 'zod'), { type: 'runFinished', report: end });
    assert.match(text, /^Ended: cancelled, `Cancelled by a person\.`\. Updated/m);
  });

  test('a person who answers, and a wait that ends, leave the agent running', () => {
    const board = boardOf(started, lead, queued('a', 'zod'), { type: 'agentStarted', agentId: 'a' });
    const answer: Event = {
      type: 'requestAnswered',
      agentId: 'a',
      requestId: 'q',
      answer: { kind: 'approved' },
      by: 'person',
    };
    board.note({ type: 'agentHeld', agentId: 'a' });
    board.note({ type: 'waitStarted', agentId: 'a', on: [] });
    assert.equal(board.agents.get('a')?.status, 'waitingForPerson');
    board.note(answer);
    assert.equal(board.agents.get('a')?.status, 'waitingForAgents');
    board.note({ type: 'waitFinished', agentId: 'a' });
    assert.equal(board.agents.get('a')?.status, 'running');
    board.note(finished('a'));
    board.note(answer);
    assert.equal(board.agents.get('a')?.status, 'completed');
  });

  const hostile = [
    'x |\n| `forged` | completed | done |',
    'a\n\n# Heading\n\n- list',
    '<!-- /run -->',
    '<script>alert(1)</script><img src=x onerror=y>',
    '![i](https://evil.example/p.png) [l](command:x) https://evil.example www.evil.example',
    '`code` ``more`` \\` \\',
    '$x$ **b** _i_ ~~s~~ &lt; <a@b.example>',
    '\u202ereversed\u2028next\u0007\u001b[31m',
    '```\nfence',
    '   ',
  ];
  for (const words of hostile) {
    test(`${JSON.stringify(words)} stays one harmless cell wherever a model writes it`, () => {
      const text = textOf(
        { ...started, task: words },
        lead,
        queued('a', words),
        queued('b', 'b'),
        { type: 'batchStarted', agentId: 'p', batchId: 'b1', label: words, items: 1, children: 1 },
        { type: 'progressNoted', agentId: 'a', note: words },
        finished('b', {
          outcome: 'failed',
          reason: words,
          deliverables: [{ path: `output/${words}`, bytes: 1, hash: 'h' }],
        }),
        { type: 'runFinished', report: report('r1', { outcome: 'failed', reason: words }) },
      );
      const lines = text.split('\n');
      assert.equal(lines.length, 10);
      for (const line of lines) {
        assert.equal((line.match(/`/g) ?? []).length % 2, 0, line);
        assert.ok(!/[\p{Cc}\u2028\u2029\u202a-\u202e]/u.test(line), line);
      }
      for (const row of rowsOf(text)) assert.equal(outsideCode(row).split('|').length, 5, row);
      assert.ok(!/[<>[\]*_~$&\\]|:\/\/|www|forged|Heading|fence/.test(outsideCode(text)), outsideCode(text));
      assert.ok(!text.includes('``'));
    });
  }

  test('long words are cut, and never inside a character', () => {
    const note = '😀'.repeat(5000);
    const text = textOf(started, lead, queued('a', note), { type: 'progressNoted', agentId: 'a', note });
    assert.ok(text.length < 1200, `${text.length}`);
    assert.doesNotMatch(text, /\p{Cs}/u);
    assert.ok(!text.includes('<U+'));
  });

  test('of many agents the working ones are shown first, then the queued ones, and the rest is counted', () => {
    const ids = Array.from({ length: 1000 }, (_, index) => `a${index}`);
    const text = textOf(
      started,
      lead,
      { type: 'agentStarted', agentId: 'p' },
      ...ids.map((id) => queued(id, id)),
      ...ids.slice(0, 850).map((id) => finished(id)),
      ...ids.slice(-50).map((agentId): Event => ({ type: 'agentStarted', agentId })),
    );
    const rows = rowsOf(text).slice(2);
    assert.equal(rows.length, 201);
    assert.equal(rows.filter((row) => row.includes('| running |')).length, 51);
    assert.equal(rows.filter((row) => row.includes('| queued |')).length, 100);
    assert.equal(rows.at(-1), '| … and 801 more | 801 ended | |');
    assert.equal(rows.at(-2), '| ↳ `a999` | running |  |');
  });

  test('facts that change no line are told apart, so that nothing is written for them', () => {
    const board = boardOf(started, lead, queued('a', 'zod'), { type: 'agentStarted', agentId: 'a' });
    const call = { agentId: 'a', callId: 'c', tool: 'grep' };
    assert.equal(board.note({ type: 'turnStarted', agentId: 'a', turn: 1 }), false);
    assert.equal(board.note({ type: 'toolStarted', ...call }), false);
    assert.equal(board.note({ type: 'agentStarted', agentId: 'unknown' }), false);
    assert.equal(board.note({ type: 'boardUpdated', path: 'output/PROGRESS.md', hash: 'h' }), false);
    assert.equal(board.note({ type: 'progressNoted', agentId: 'a', note: 'x' }), true);
  });
});
