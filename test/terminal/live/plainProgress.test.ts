import assert from 'node:assert/strict';
import type { RequestDraft } from '../../../src/core/human/request.ts';
import type { Event } from '../../../src/core/journal/event.ts';
import { advance, type RunView } from '../../../src/core/journal/runView.ts';
import { plainProgress } from '../../../src/terminal/live/plainProgress.ts';
import { logText } from '../../../src/terminal/report/logText.ts';
import { at, batchStarted, type Facts, finished, linesOf, queued, replied, runStarted } from '../facts.ts';

suite('progress without a terminal', () => {
  test('one line for each fact that people care about', () => {
    const wrote: Event = {
      ...{ type: 'fileChanged', agentId: 'c', callId: 'x', path: 'output/a.md', before: null, after: 'h' },
      ...{ bytes: 1234, deliverable: true },
    };
    assert.deepEqual(
      printed([
        [61, wrote],
        [62, { type: 'turnStarted', agentId: 'c', turn: 2 }],
        [63, { type: 'progressNoted', agentId: 'c', note: 'reading', percent: 42 }],
        [64, { type: 'agentHeld', agentId: 'c' }],
        [65, { type: 'limitRaised', agentId: 'p', what: 'tokens', limit: 40_000_000 }],
        [66, { type: 'boardUpdated', path: 'output/PROGRESS.md', hash: 'h' }],
        [67, queued('d', 'p', 'Map', { retryOf: 'c', profile: 'explorer' })],
        [68, finished('c', { missing: ['output/b.md'], reason: 'Out of turns.', outcome: 'partial' })],
      ]),
      [
        '[1m 01s] Map: wrote output/a.md (1.2 kB)',
        '[1m 03s] Map: 42 % · reading',
        "[1m 04s] Map: waits for a word on the run's budget",
        "[1m 05s] parent: a person raised the run's limit to 40M tokens",
        '[1m 07s] again: Map: queued (demo/scripted (not AI), profile explorer): T',
        '[1m 08s] Map: partial, missing: output/b.md: Out of turns.',
      ],
    );
  });

  const answers: readonly (readonly [string, RequestDraft, RegExp, RegExp])[] = [
    [
      'a fan-out',
      {
        ...{ kind: 'spawn', count: 12, models: [{ model: 'openai/gpt', count: 12 }] },
        ...{ forecast: { tokens: null, costUsd: null }, remainingUsd: null, newLimit: 32 },
      },
      /asks to start 12 agents \(12 × openai\/gpt\) and to raise the limit of children to 32$/,
      /start of 12 agents not approved: no terminal to ask in$/,
    ],
    [
      'a profile',
      { kind: 'profile', name: 'reviewer', path: '.muster/agents/r.md', hash: 'h', text: '', notes: [] },
      /asks to use the profile reviewer of \.muster\/agents\/r\.md, which nobody has trusted yet$/,
      /profile reviewer not trusted: no terminal to ask in$/,
    ],
    [
      'the budget',
      { kind: 'budget', what: 'costUsd', used: 5.02, limit: 5, newLimit: 10 },
      /asks for more, up to \$10\.00: the run has used \$5\.02 of \$5\.00$/,
      /no more granted: no terminal to ask in$/,
    ],
    [
      'refused spawns',
      { kind: 'refusals', reasons: ['a', 'b', 'c'] },
      /is to carry on after 3 refused spawns, or to stop$/,
      /carries on: no terminal to ask in$/,
    ],
  ];
  for (const [what, draft, asks, expired] of answers) {
    test(`a question about ${what} and what came of it are told in its own words`, () => {
      const [asked, answered] = printed(
        question(draft, { kind: 'expired', reason: 'no terminal to ask in' }),
      );
      assert.match(asked ?? '', asks);
      assert.match(answered ?? '', expired);
    });
  }

  test('a yes by --approve is told as such', () => {
    const draft: RequestDraft = { kind: 'refusals', reasons: ['a'] };
    assert.match(
      printed(question(draft, { kind: 'approved' }, 'policy'))[1] ?? '',
      /carries on by --approve$/,
    );
  });

  test('of a batch only its start, each tenth, failures and its end are told', () => {
    const members = Array.from({ length: 20 }, (_, n) => `b${n + 1}`);
    const lines = printed([
      [2, batchStarted('p', 'batch', { items: 20, children: 20 })],
      ...members.flatMap(
        (id): Facts => [
          [3, queued(id, 'p', id, { batchId: 'batch' })],
          [3, { type: 'agentStarted', agentId: id }],
          [3, { type: 'progressNoted', agentId: id, note: 'half' }],
        ],
      ),
      ...members.map((id) => [4, finished(id, { outcome: id === 'b3' ? 'failed' : 'completed' })] as const),
    ]);
    assert.equal(lines[0], '[2s] parent: starts batch Summaries: 20 items, 20 agents');
    assert.equal(lines[1], '[4s] batch Summaries: 2/20 done · 18 working');
    assert.equal(lines[2], '[4s] b3: failed');
    assert.equal(lines.length, 1 + 10 + 1);
    assert.equal(lines.at(-1), '[4s] batch Summaries: 19/20 done · 1 failed');
  });
});

suite('log of a run', () => {
  test('every fact is a line, with the cost of each reply and the words of each answer', () => {
    const facts: Facts = [
      ...begun,
      [2, { ...replied('c', 0.25), text: 'Hi' }],
      ...question({ kind: 'refusals', reasons: ['a'] }, { kind: 'rejected' }),
      [4, { type: 'boardUpdated', path: 'output/PROGRESS.md', hash: 'h' }],
      [5, { type: 'waitStarted', agentId: 'p', on: ['c', 'batch'] }],
    ];
    const log = linesOf(facts).map(logText());
    assert.equal(log.length, facts.length);
    assert.match(log[3] ?? '', /Map: replied \(1\.2k tokens, \$0\.25, done\): Hi$/);
    assert.match(log[5] ?? '', /Map: the run is to stop$/);
    assert.match(log[6] ?? '', /Z {2}progress board written to output\/PROGRESS\.md$/);
    assert.match(log[7] ?? '', /parent: waits for Map, batch$/);
  });
});

const begun: Facts = [
  [0, runStarted()],
  [0, queued('p', null, 'parent')],
  [1, queued('c', 'p', 'Map')],
];

/** What is printed for facts that come after the beginning of a run. */
function printed(facts: Facts): readonly string[] {
  const lines: string[] = [];
  const progress = plainProgress((text) => lines.push(text.trimEnd()));
  let view: RunView | undefined;
  for (const [seconds, event] of [...begun, ...facts]) {
    const line = at(seconds, event);
    view = advance(view, line);
    progress.show(line, view);
  }
  return lines.slice(2);
}

function question(
  draft: RequestDraft,
  answer: Extract<Event, { type: 'requestAnswered' }>['answer'],
  by: 'person' | 'policy' = 'person',
): Facts {
  const request = { requestId: 'q', agentId: 'c', callId: 'x', draft };
  return [
    [2, { type: 'requestRaised', agentId: 'c', request }],
    [3, { type: 'requestAnswered', agentId: 'c', requestId: 'q', answer, by }],
  ];
}
