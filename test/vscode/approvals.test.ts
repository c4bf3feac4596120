import assert from 'node:assert/strict';
import type { Request } from '../../src/core/human/request.ts';
import { Approvals, type RaisedRequest } from '../../src/vscode/approvals.ts';

const request = (requestId: string, callId = 'call-1'): Request => ({
  requestId,
  agentId: 'agent-1',
  callId,
  draft: {
    kind: 'change',
    changes: [{ path: 'a.txt', before: null, after: { hash: 'x', text: 'text' }, isProtected: false }],
  },
});

suite('approvals', () => {
  const never = new AbortController().signal;

  test('a request stays pending until it is answered, whatever happens to its notification', () => {
    const approvals = new Approvals();
    approvals.ask(request('r1'), never).catch(() => {});
    assert.deepEqual(
      approvals.pending.map(({ requestId }) => requestId),
      ['r1'],
    );
    approvals.dispose();
  });

  test('98: of two answers the first counts, and the second is told so', async () => {
    const approvals = new Approvals();
    const answer = approvals.ask(request('r1'), never);
    assert.equal(approvals.answer('r1', { kind: 'rejected' }), true);
    assert.equal(approvals.answer('r1', { kind: 'approved' }), false);
    assert.deepEqual(await answer, { kind: 'rejected' });
    assert.equal(approvals.pending.length, 0);
    approvals.dispose();
  });

  test('100: a request of a stopped agent is gone and cannot be approved', async () => {
    const approvals = new Approvals();
    const stop = new AbortController();
    const answer = approvals.ask(request('r1'), stop.signal);
    stop.abort(new Error('stopped'));
    await assert.rejects(answer, /stopped/);
    assert.equal(approvals.answer('r1', { kind: 'approved' }), false);
    approvals.dispose();
  });

  test('214: for a moment after a request came or another one went, a click may not be meant for it', () => {
    const clock = { now: 0 };
    const approvals = new Approvals(() => clock.now);
    for (const id of ['r1', 'r2']) approvals.ask(request(id), never).catch(() => {});
    assert.equal(approvals.isSteady('r1'), false);
    clock.now = 400;
    assert.equal(approvals.isSteady('r1'), true);
    approvals.answer('r1', { kind: 'rejected' });
    assert.equal(approvals.isSteady('r2'), false);
    clock.now = 800;
    assert.equal(approvals.isSteady('r2'), true);
    approvals.dispose();
  });

  test('a call that is asked again after its approval is marked, another call is not', () => {
    const approvals = new Approvals();
    const raised: RaisedRequest[] = [];
    approvals.onDidRaise((event) => raised.push(event));
    approvals.ask(request('r1'), never).catch(() => {});
    approvals.answer('r1', { kind: 'approved' });
    approvals.ask(request('r2'), never).catch(() => {});
    approvals.ask(request('r3', 'call-2'), never).catch(() => {});
    assert.deepEqual(
      raised.map(({ isAgain }) => isAgain),
      [false, true, false],
    );
    approvals.dispose();
  });
});
