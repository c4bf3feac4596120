import assert from 'node:assert/strict';
import type { Request } from '../../../src/core/human/request.ts';
import { Approvals, type RaisedRequest } from '../../../src/vscode/approvals/approvals.ts';
import { asked, drafts } from '../asked.ts';

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

  test('only a change can be asked again: a second question about the budget is a new one', () => {
    const approvals = new Approvals();
    const raised: RaisedRequest[] = [];
    approvals.onDidRaise((event) => raised.push(event));
    for (const id of ['r1', 'r2']) {
      approvals.ask(asked(drafts.budget, id), never).catch(() => {});
      approvals.answer(id, { kind: 'approved' });
    }
    assert.deepEqual(
      raised.map(({ isAgain }) => isAgain),
      [false, false],
    );
    approvals.dispose();
  });

  test('what is waiting already is not asked twice, and one answer counts for all who asked', async () => {
    const approvals = new Approvals();
    const raised: RaisedRequest[] = [];
    approvals.onDidRaise((event) => raised.push(event));
    const answers = [
      approvals.ask(asked(drafts.profile, 'r1', 'agent-1'), never),
      approvals.ask(asked(drafts.profile, 'r1', 'agent-1'), never),
      approvals.ask(asked(drafts.profile, 'r2', 'agent-2'), never),
    ];
    const changed = approvals.ask(asked({ ...drafts.profile, hash: 'y', text: 'other' }, 'r3'), never);
    const spawns = [asked(drafts.spawn, 'r4'), asked(drafts.spawn, 'r5', 'agent-2')];
    const started = spawns.map((request) => approvals.ask(request, never));
    assert.deepEqual(
      raised.map((event) => event.request.requestId),
      ['r1', 'r3', 'r4', 'r5'],
    );
    approvals.answer('r1', { kind: 'approved' });
    for (const answer of await Promise.all(answers)) assert.deepEqual(answer, { kind: 'approved' });
    assert.deepEqual(
      approvals.pending.map(({ requestId }) => requestId),
      ['r3', 'r4', 'r5'],
    );
    for (const id of ['r3', 'r4', 'r5']) approvals.answer(id, { kind: 'rejected' });
    assert.deepEqual(await changed, { kind: 'rejected' });
    await Promise.all(started);
    approvals.dispose();
  });

  test('100: when the agent that asked is stopped, the same question of another agent is asked in its name', async () => {
    const approvals = new Approvals();
    const shown: string[] = [];
    approvals.onDidRaise((event) => shown.push(`+${event.request.requestId}`));
    approvals.onDidSettle(({ requestId }) => shown.push(`-${requestId}`));
    const [first, third] = [new AbortController(), new AbortController()];
    const stopped = [
      approvals.ask(asked(drafts.profile, 'r1', 'agent-1'), first.signal),
      approvals.ask(asked(drafts.profile, 'r3', 'agent-3'), third.signal),
    ];
    const answer = approvals.ask(asked(drafts.profile, 'r2', 'agent-2'), never);
    third.abort(new Error('stopped'));
    assert.deepEqual(shown, ['+r1']);
    first.abort(new Error('stopped'));
    assert.deepEqual(shown, ['+r1', '-r1', '+r2']);
    for (const one of stopped) await assert.rejects(one, /stopped/);
    assert.equal(approvals.answer('r1', { kind: 'approved' }), false);
    assert.equal(approvals.answer('r2', { kind: 'approved' }), true);
    assert.deepEqual(await answer, { kind: 'approved' });
    approvals.dispose();
  });
});
