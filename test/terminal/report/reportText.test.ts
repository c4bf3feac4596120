import assert from 'node:assert/strict';
import type { RequestDraft } from '../../../src/core/human/request.ts';
import type { Event } from '../../../src/core/journal/event.ts';
import { reportText } from '../../../src/terminal/report/reportText.ts';
import {
  batchStarted,
  type Facts,
  finished,
  linesOf,
  queued,
  replied,
  runStarted,
  viewOf,
} from '../facts.ts';

suite('report of a run', () => {
  test('a run without an end is told as not finished, and so are its agents', () => {
    const report = reportOf(begun);
    assert.match(report, /\*\*Outcome:\*\* not finished \(interrupted, or still at work\)/);
    assert.match(report, /\| parent \| not finished \|/);
    assert.doesNotMatch(report, /running|## Answer/);
  });

  for (const outcome of ['completed', 'partial', 'failed', 'cancelled'] as const) {
    const has = outcome === 'completed' || outcome === 'partial';
    test(`a ${outcome} run has ${has ? 'an' : 'no'} answer`, () => {
      const report = reportOf([...begun, ...end(outcome)]);
      assert.equal(report.includes('## Answer\n\nFirst words'), has);
      assert.match(report, new RegExp(`\\| parent \\| ${outcome} \\|`));
    });
  }

  test('the cost stands beside the tokens, of the run and of each agent', () => {
    const report = reportOf([...begun, [2, queued('c', 'p', 'Map')], [3, replied('c', 0.25)], ...end()]);
    assert.match(report, /\*\*Started:\*\* .*, 9s, 2\.5k tokens, over \$0\.25$/m);
    assert.match(report, /^\| parent \| .* \| 1\.2k \| cost unknown \|/m);
    assert.match(report, /^\| – Map \| .* \| 1\.2k \| \$0\.25 \|/m);
  });

  test('a batch is one row; of its agents those are listed that did not do all of their work', () => {
    const members: Facts = ['b1', 'b2', 'b3'].map((id) => [2, queued(id, 'p', id, { batchId: 'batch' })]);
    const report = reportOf([
      ...begun,
      [1, batchStarted('p', 'batch', { items: 3, children: 3 })],
      ...members,
      [3, replied('b1', 0.5)],
      ...[finished('b1'), finished('b2', { outcome: 'failed', reason: 'Lost.' }), finished('b3')].map(
        (event) => [4, event] as const,
      ),
    ]);
    assert.match(report, /^\| – batch Summaries \| not finished \|.* \$0\.50 \|.*2\/3 done · 1 failed \|$/m);
    assert.match(report, /^\| – – b2 \| failed \| .* Lost\. \|$/m);
    assert.doesNotMatch(report, /– b1|– b3/);
  });

  test('a file that was named and is not there is listed with who named it', () => {
    const lost = finished('c', { missing: ['output/x.md'] });
    const report = reportOf([...begun, [2, queued('c', 'p', 'Map')], [3, lost], ...end()]);
    assert.match(report, /^## Missing\n\n- output\/x\.md \(named by Map\)$/m);
    assert.match(report, /^\| – Map \|.* missing: output\/x\.md \|$/m);
    const again = finished('d', { deliverables: [{ path: 'output/x.md', bytes: 1, hash: 'h' }] });
    const made = reportOf([
      ...begun,
      [2, queued('c', 'p', 'Map')],
      [3, lost],
      [4, queued('d', 'p', 'D')],
      [5, again],
    ]);
    assert.doesNotMatch(made, /## Missing/);
  });
});

suite('what a run was allowed, in its report', () => {
  test('how it was approved, and each limit as it ended', () => {
    const limits = { tokens: 20_000_000, costUsd: 5 };
    assert.equal(
      sectionOf('Allowed', [[0, runStarted(limits)]]),
      [
        '- Approval: ask (a person is asked before a change outside the open areas)',
        '- Children: at most 20, 5 at work at once, 1 level deep',
        '- Many children at once: from 10 with a question to a person',
        '- Tokens of the run: 20M',
        '- Cost of the run: $5.00',
      ].join('\n'),
    );
  });

  test('what a person granted on the way', () => {
    const raised = { type: 'limitRaised' as const, agentId: 'p' };
    const allowed = sectionOf('Allowed', [
      [0, runStarted({ costUsd: 5, askFanOutFrom: null })],
      [1, { ...raised, what: 'children', limit: 32 }],
      [2, { ...raised, what: 'costUsd', limit: 10 }],
      [3, { ...raised, what: 'costUsd', limit: 20 }],
    ]);
    assert.match(allowed, /Children: at most 32 \(20 children → 32 children, granted by a person\)/);
    assert.match(allowed, /Many children at once: without a question/);
    assert.match(allowed, /Tokens of the run: no limit$/m);
    assert.match(allowed, /Cost of the run: \$20\.00 \(\$5\.00 → \$10\.00 → \$20\.00, granted by a person\)/);
  });

  test('an old run that did not record its approval says so', () => {
    const { approval: _, ...old } = runStarted();
    assert.match(sectionOf('Allowed', [[0, old]]), /^- Approval: not recorded$/m);
  });

  test('what a person rejected with their words, what nobody answered, and nothing that was approved', () => {
    const refused = sectionOf('Not approved', [
      ...begun,
      ...asked('one', change('a.md'), { kind: 'rejected', feedback: 'use a table' }),
      ...asked('two', change('b.md'), { kind: 'approved' }),
      ...asked('three', change('c.md'), { kind: 'expired', reason: 'no terminal to ask in' }),
    ]);
    assert.equal(
      refused,
      [
        '- parent asks to change a.md: change rejected: use a table',
        '- parent asks to change c.md: change not approved: no terminal to ask in',
      ].join('\n'),
    );
  });

  test('which spawns were refused and why, the same one once', () => {
    const denied = { type: 'spawnDenied' as const, agentId: 'p', callId: 'x', label: 'Map' };
    const refused = sectionOf('Refused spawns', [
      ...begun,
      [2, { ...denied, reason: 'Spawn budget exhausted.' }],
      [2, { ...denied, reason: 'Spawn budget exhausted.' }],
      [3, { ...denied, label: 'Edit\u001B[2J', reason: 'Too deep.' }],
    ]);
    assert.equal(
      refused,
      '- parent: "Map": Spawn budget exhausted. (2 times)\n- parent: "Edit<U+001B>[2J": Too deep.',
    );
  });

  test('which profiles were used, and which a person trusted on the way', () => {
    const reviewer: RequestDraft = {
      ...{ kind: 'profile', name: 'reviewer', path: '.muster/agents/reviewer.md', hash: 'h', text: 't' },
      notes: [],
    };
    const profiles = sectionOf('Profiles', [
      ...begun,
      ...asked('q', reviewer, { kind: 'approved' }),
      [2, queued('a', 'p', 'A', { profile: 'reviewer' })],
      [2, queued('b', 'p', 'B', { profile: 'explorer' })],
      [2, queued('c', 'p', 'C', { profile: 'explorer' })],
    ]);
    assert.equal(
      profiles,
      '- reviewer (1 agent, trusted by a person during this run)\n- explorer (2 agents)',
    );
  });

  test('sections with nothing in them are left out', () => {
    assert.doesNotMatch(reportOf(begun), /## (Not approved|Refused spawns|Profiles|Missing)/);
  });
});

const begun: Facts = [
  [0, runStarted()],
  [0, queued('p', null, 'parent')],
  [0, { type: 'agentStarted', agentId: 'p' }],
  [1, { ...replied('p'), text: 'First words' }],
];

function end(outcome: 'completed' | 'partial' | 'failed' | 'cancelled' = 'completed'): Facts {
  const last = finished('p', { label: 'parent', outcome });
  return [
    [8, last],
    [9, { type: 'runFinished', report: last.report }],
  ];
}

const reportOf = (facts: Facts): string => reportText(viewOf(facts), linesOf(facts));

function sectionOf(heading: string, facts: Facts): string {
  const found = reportOf(facts).split(`## ${heading}\n\n`)[1];
  assert.ok(found, `no section ${heading}`);
  return found.split('\n\n## ')[0] ?? '';
}

function asked(
  requestId: string,
  draft: RequestDraft,
  answer: Extract<Event, { type: 'requestAnswered' }>['answer'],
): Facts {
  const request = { requestId, agentId: 'p', callId: 'x', draft };
  return [
    [2, { type: 'requestRaised', agentId: 'p', request }],
    [3, { type: 'requestAnswered', agentId: 'p', requestId, answer, by: 'person' }],
  ];
}

function change(path: string): RequestDraft {
  const after = { hash: 'h', text: 'a' };
  return { kind: 'change', changes: [{ path, before: null, after, isProtected: false }] };
}
