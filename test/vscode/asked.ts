import assert from 'node:assert/strict';
import type { DraftOf, Request, RequestDraft } from '../../src/core/human/request.ts';
import type { Event } from '../../src/core/journal/event.ts';
import { foldRun, type RunView } from '../../src/core/journal/runView.ts';

type Drafts = { readonly [Kind in RequestDraft['kind']]: DraftOf<Kind> };

/** One question of each kind. */
export const drafts: Drafts = {
  change: {
    kind: 'change',
    changes: [{ path: 'a.txt', before: null, after: { hash: 'x', text: 'text' }, isProtected: false }],
  },
  spawn: {
    kind: 'spawn',
    count: 12,
    models: [
      { model: 'anthropic/large', count: 8 },
      { model: 'openai/small', count: 4 },
    ],
    forecast: { tokens: 240_000, costUsd: 1.2 },
    remainingUsd: 3.8,
  },
  profile: {
    kind: 'profile',
    name: 'researcher',
    path: '.muster/agents/researcher.md',
    hash: 'x',
    text: '---\ndescription: Looks things up\n---\nLook it up.\n',
    notes: [],
  },
  budget: { kind: 'budget', what: 'costUsd', used: 5.02, limit: 5, newLimit: 10 },
  refusals: { kind: 'refusals', reasons: ['a: too deep.', 'b: too deep.', 'c: no such profile'] },
};

export const everyDraft: readonly RequestDraft[] = Object.values(drafts);

export function asked(draft: RequestDraft, requestId = 'r1', agentId = 'agent-1'): Request {
  return { requestId, agentId, callId: 'call-1', draft };
}

/** The run in which the request waits, as its journal tells. */
export function runWith(request: Request, { label = 'parent', task = 'Sort the notes' } = {}): RunView {
  const { agentId } = request;
  const brief = {
    task,
    label,
    model: 'demo/scripted',
    tools: [],
    limits: { deadlineSeconds: null, turns: 5, tokens: null, costUsd: null },
  };
  const limits = {
    children: 20,
    depth: 1,
    concurrency: 5,
    tokens: null,
    costUsd: null,
    askFanOutFrom: null,
  };
  const events: readonly Event[] = [
    { type: 'runStarted', runId: 'run-1', task, limits },
    { type: 'agentQueued', agentId, parentId: null, depth: 0, brief },
    { type: 'requestRaised', agentId, request },
  ];
  const view = foldRun(events.map((event) => ({ t: '2026-01-01T09:00:00.000Z', event })));
  assert.ok(view);
  return view;
}
