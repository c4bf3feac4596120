import assert from 'node:assert/strict';
import type { Event } from '../../src/core/journal/event.ts';
import { foldRun } from '../../src/core/journal/runView.ts';
import { reportText } from '../../src/terminal/reportText.ts';

const usage = { input: 1, output: 1, cachedInput: 0 };

suite('report of a run', () => {
  test('a run without an end is told as not finished, and so are its agents', () => {
    const report = reportOf(undefined);
    assert.match(report, /\*\*Outcome:\*\* not finished \(interrupted, or still at work\)/);
    assert.match(report, /\| parent \| not finished \|/);
    assert.doesNotMatch(report, /running|## Answer/);
  });

  for (const outcome of ['completed', 'partial', 'failed', 'cancelled'] as const) {
    const has = outcome === 'completed' || outcome === 'partial';
    test(`a ${outcome} run has ${has ? 'an' : 'no'} answer`, () => {
      const report = reportOf(outcome);
      assert.equal(report.includes('## Answer\n\nFirst words'), has);
      assert.match(report, new RegExp(`\\| parent \\| ${outcome} \\|`));
    });
  }
});

function reportOf(outcome: 'completed' | 'partial' | 'failed' | 'cancelled' | undefined): string {
  const limits = { deadlineSeconds: null, turns: 10, tokens: 1000 };
  const brief = { task: 'T', label: 'parent', model: 'demo/scripted', tools: [], limits };
  const begun: Event[] = [
    { type: 'runStarted', runId: 'r', task: 'T', limits: { children: 1, depth: 1, concurrency: 1 } },
    { type: 'agentQueued', agentId: 'p', parentId: null, depth: 0, brief },
    { type: 'agentStarted', agentId: 'p' },
    { type: 'modelReplied', agentId: 'p', turn: 1, text: 'First words', calls: [], stop: 'done', usage },
  ];
  const view = foldRun(
    [...begun, ...end(outcome)].map((event) => ({ t: '2026-11-21T10:00:00.000Z', event })),
  );
  assert.ok(view);
  return reportText(view);
}

function end(outcome: 'completed' | 'partial' | 'failed' | 'cancelled' | undefined): Event[] {
  if (outcome === undefined) return [];
  const report = { agentId: 'p', label: 'parent', outcome, summary: '', deliverables: [], usage, turns: 1 };
  return [
    { type: 'agentFinished', agentId: 'p', report },
    { type: 'runFinished', report },
  ];
}
