import assert from 'node:assert/strict';
import type { Report } from '../../src/core/agent/report.ts';
import type { Event, RunLimits } from '../../src/core/journal/event.ts';
import { foldRun, type RunView } from '../../src/core/journal/runView.ts';

/** When every run of these tests began, as milliseconds since 1970. */
export const start = Date.parse('2026-11-21T10:00:00.000Z');

export const usage = { input: 1000, output: 234, cachedInput: 0 };

export type Facts = readonly (readonly [seconds: number, event: Event])[];

type EventOf<Type extends Event['type']> = Extract<Event, { type: Type }>;

export function runStarted(limits: Partial<RunLimits> = {}): EventOf<'runStarted'> {
  const usual = { children: 20, depth: 1, concurrency: 5, tokens: null, costUsd: null, askFanOutFrom: 10 };
  return { type: 'runStarted', runId: 'r', task: 'T', approval: 'ask', limits: { ...usual, ...limits } };
}

export function queued(
  agentId: string,
  parentId: string | null,
  label: string,
  origin: Pick<EventOf<'agentQueued'>, 'batchId' | 'retryOf'> & { readonly profile?: string } = {},
): EventOf<'agentQueued'> {
  const { profile, ...rest } = origin;
  const limits = { deadlineSeconds: null, turns: 10, tokens: 1000, costUsd: null };
  const brief = { task: 'T', label, model: 'demo/scripted', tools: [], limits };
  const made = profile === undefined ? brief : { ...brief, profile: { name: profile, instructions: '' } };
  return { type: 'agentQueued', agentId, parentId, depth: parentId === null ? 0 : 1, brief: made, ...rest };
}

export function finished(agentId: string, report: Partial<Report> = {}): EventOf<'agentFinished'> {
  const { label = agentId, outcome = 'completed' } = report;
  const rest = { agentId, summary: '', deliverables: [], usage, turns: 1 };
  return { type: 'agentFinished', agentId, report: { ...rest, ...report, label, outcome } };
}

export function replied(agentId: string, costUsd?: number): EventOf<'modelReplied'> {
  const cost = costUsd === undefined ? {} : { costUsd };
  return { type: 'modelReplied', agentId, turn: 1, text: '', calls: [], stop: 'done', usage, ...cost };
}

export function batchStarted(
  agentId: string,
  batchId: string,
  amounts: { readonly items: number; readonly children: number },
): EventOf<'batchStarted'> {
  return { type: 'batchStarted', agentId, batchId, label: 'Summaries', ...amounts };
}

export function at(seconds: number, event: Event, seq = 0) {
  return { v: 1 as const, seq, prev: '', t: new Date(start + seconds * 1000).toISOString(), event };
}

export function linesOf(facts: Facts) {
  return facts.map(([seconds, event], seq) => at(seconds, event, seq));
}

export function viewOf(facts: Facts): RunView {
  const view = foldRun(linesOf(facts));
  assert.ok(view);
  return view;
}
