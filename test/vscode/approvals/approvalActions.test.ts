import assert from 'node:assert/strict';
import { ApprovalActions } from '../../../src/vscode/approvals/approvalActions.ts';
import { Approvals } from '../../../src/vscode/approvals/approvals.ts';
import { ProposalDocuments } from '../../../src/vscode/approvals/proposalDocuments.ts';
import { asked, drafts, everyDraft } from '../asked.ts';

suite('what a person can do with a request', () => {
  const never = new AbortController().signal;
  const clock = { now: 0 };
  let approvals: Approvals;
  let documents: ProposalDocuments;
  let actions: ApprovalActions;

  setup(() => {
    clock.now = 0;
    approvals = new Approvals(() => clock.now);
    documents = new ProposalDocuments(approvals);
    actions = new ApprovalActions(approvals, documents);
  });
  teardown(() => {
    documents.dispose();
    approvals.dispose();
  });

  test('214: a click that came too soon decides nothing, whatever kind of request it hits', async () => {
    for (const [index, draft] of everyDraft.entries()) {
      const request = asked(draft, `r${index}`);
      const answer = approvals.ask(request, never);
      assert.equal(actions.approve(request), false);
      assert.equal(actions.decline(request), false);
      assert.equal(approvals.find(request.requestId), request);
      clock.now += 300;
      assert.equal(actions.approve(request), true);
      assert.deepEqual(await answer, { kind: 'approved' });
      clock.now += 300;
    }
  });

  test('a no on a notification is a rejection without words', async () => {
    const request = asked(drafts.spawn);
    const answer = approvals.ask(request, never);
    clock.now += 300;
    assert.equal(actions.decline(request), true);
    assert.deepEqual(await answer, { kind: 'rejected' });
  });

  test('a no to a question about the whole run asks for no feedback, since no agent would read it', async () => {
    for (const draft of [drafts.budget, drafts.refusals]) {
      const request = asked(draft, draft.kind);
      const answer = approvals.ask(request, never);
      clock.now += 300;
      await actions.reject(request);
      assert.deepEqual(await answer, { kind: 'rejected' });
      clock.now += 300;
    }
  });

  test('100: a request that is gone cannot be decided', () => {
    for (const draft of everyDraft) {
      const request = asked(draft);
      assert.equal(actions.approve(request), true);
      assert.equal(approvals.answer(request.requestId, { kind: 'approved' }), false);
    }
  });
});
