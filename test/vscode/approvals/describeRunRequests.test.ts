import assert from 'node:assert/strict';
import type { RequestDraft } from '../../../src/core/human/request.ts';
import { describeRequest } from '../../../src/vscode/approvals/describeRequest.ts';
import { asked, drafts, runWith } from '../asked.ts';

const inRun = (draft: RequestDraft) => {
  const request = asked(draft);
  return describeRequest(request, [runWith(request)]);
};

suite('a question about a whole run', () => {
  test('a used budget is told in dollars, with the limit that a yes brings', () => {
    const { sentence, yes, no } = inRun(drafts.budget);
    assert.equal(sentence, '“Sort the notes” has used $5.02 of its $5.00. Agents wait.');
    assert.deepEqual([yes, no], ['Go on to $10.00', 'Stop run']);
  });

  test('a used budget is told in tokens', () => {
    const { sentence, yes } = inRun({
      kind: 'budget',
      what: 'tokens',
      used: 1_030_000,
      limit: 1_000_000,
      newLimit: 2_000_000,
    });
    assert.equal(sentence, '“Sort the notes” has used 1M of its 1M tokens. Agents wait.');
    assert.equal(yes, 'Go on to 2M tokens');
  });

  test('a run whose task is not known is still a run', () => {
    assert.equal(
      describeRequest(asked(drafts.budget), []).sentence,
      'A run has used $5.02 of its $5.00. Agents wait.',
    );
  });

  test('refused spawns are counted, with each reason once and what they may mean', () => {
    const { sentence, yes, no } = inRun(drafts.refusals);
    assert.equal(
      sentence,
      '3 spawns of “Sort the notes” were refused: a: too deep; b: too deep; c: no such profile. That may mean a confused or hijacked parent.',
    );
    assert.deepEqual([yes, no], ['Carry on', 'Stop run']);
    const alike = inRun({ kind: 'refusals', reasons: ['too deep.', 'too deep.', 'too deep.'] });
    assert.match(alike.sentence, /were refused: too deep\. That may/);
  });
});
