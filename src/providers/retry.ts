import { setTimeout as delay } from 'node:timers/promises';
import {
  addUsage,
  type ModelEvent,
  type ModelRequest,
  noUsage,
  type ProviderFailure,
  type Stop,
} from '../core/agent/provider.ts';
import { type AttemptEnd, runAttempt } from './attempt.ts';
import { Interrupted } from './guard.ts';
import type { CallFailure, Wire } from './wire.ts';

/** How long a model call may take and how it is tried again. Tests replace `sleep` and `random`. */
export interface Timing {
  /** Waits; resolves early when the signal aborts. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly random: () => number;
  readonly maxRetries: number;
  /** A server that asks to wait longer than this is not waited for. */
  readonly longestWaitMs: number;
  /** The longest time without a byte from the server. */
  readonly idleMs: number;
  /** The longest time for one call, all retries together. */
  readonly totalMs: number;
}

export const defaultTiming: Timing = {
  sleep: (ms, signal) => delay(ms, undefined, { signal }).catch(() => undefined),
  random: Math.random,
  maxRetries: 4,
  longestWaitMs: 60_000,
  idleMs: 120_000,
  totalMs: 15 * 60_000,
};

/**
 * A whole model call: transient failures are tried again as long as nothing was passed on; after output they
 * end the call as failed, and the agent decides. Never throws; ends with at most one `usage` and one `stop`.
 */
export async function* streamWithRetry(
  wire: Wire,
  request: ModelRequest,
  timing: Timing,
  signal: AbortSignal,
): AsyncGenerator<ModelEvent, void, void> {
  const endsAt = performance.now() + timing.totalMs;
  let usage = noUsage;
  let cost: { readonly costUsd?: number } = {};
  for (let attempt = 1; ; attempt += 1) {
    const limits = { idleMs: timing.idleMs, totalMs: Math.max(0, endsAt - performance.now()) };
    const end = yield* runAttempt(wire, request, limits, signal);
    usage = addUsage(usage, end.usage);
    if (end.costUsd !== undefined) cost = { costUsd: (cost.costUsd ?? 0) + end.costUsd };
    const verdict = judge(end, attempt, wire, timing);
    if (verdict.kind === 'stop') {
      if (usage.input > 0 || usage.output > 0 || cost.costUsd !== undefined)
        yield { kind: 'usage', usage, ...cost };
      yield { kind: 'stop', stop: verdict.stop };
      return;
    }
    const { delayMs, reason } = verdict;
    yield { kind: 'retry', attempt, delayMs, reason };
    if (!signal.aborted) await timing.sleep(delayMs, signal);
  }
}

type Verdict =
  | { readonly kind: 'stop'; readonly stop: Stop }
  | { readonly kind: 'retry'; readonly delayMs: number; readonly reason: string };

function judge(end: AttemptEnd, attempt: number, wire: Wire, timing: Timing): Verdict {
  if (end.kind === 'stopped') return { kind: 'stop', stop: end.stop };
  const { error } = end;
  if (error instanceof Interrupted && error.reason === 'aborted') {
    return { kind: 'stop', stop: { reason: 'aborted' } };
  }
  const explained = wire.explain(error);
  const { failure } = explained;
  const delayMs = waitBefore(attempt, explained, timing);
  const isOver = error instanceof Interrupted && error.reason === 'total';
  const mayRetry = failure.transient && !end.hasOutput && !isOver && attempt <= timing.maxRetries;
  if (mayRetry && delayMs <= timing.longestWaitMs) {
    return { kind: 'retry', delayMs, reason: reasonOf[failure.kind] };
  }
  return { kind: 'stop', stop: { reason: 'failed', failure: withLongWait(explained, timing) } };
}

/** What the server asks for; else 1, 2, 4, 8 seconds, each shortened by chance to at least half. */
function waitBefore(attempt: number, { retryAfterMs }: CallFailure, timing: Timing): number {
  if (retryAfterMs !== undefined) return Math.round(retryAfterMs);
  return Math.round(1_000 * 2 ** (attempt - 1) * (0.5 + timing.random() / 2));
}

function withLongWait({ failure, retryAfterMs }: CallFailure, timing: Timing): ProviderFailure {
  if (retryAfterMs === undefined || retryAfterMs <= timing.longestWaitMs) return failure;
  const minutes = Math.ceil(retryAfterMs / 60_000);
  return {
    ...failure,
    message: `${failure.message} The server asks to wait ${minutes} min before the next call.`,
  };
}

const reasonOf: Readonly<Record<ProviderFailure['kind'], string>> = {
  auth: 'key refused',
  rateLimit: 'rate limit',
  quota: 'quota',
  overloaded: 'overloaded',
  network: 'connection lost',
  timeout: 'no answer',
  badRequest: 'bad request',
  unknownModel: 'unknown model',
  malformed: 'unreadable answer',
};
