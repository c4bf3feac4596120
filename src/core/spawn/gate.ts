import type { RunLimits } from '../journal/event.ts';
import { budgetDenial, depthDenial, pausedDenial } from '../prompts/refusals.ts';
import type { BreakerState } from './circuitBreaker.ts';

/** What the gate looks at; every figure is the host's own. */
export interface SpawnState {
  readonly parentDepth: number;
  readonly spawned: number;
  readonly limits: RunLimits;
  readonly breaker: BreakerState;
}

export type SpawnDecision = { readonly kind: 'allow' } | { readonly kind: 'deny'; readonly reason: string };

/** Whether one more child may start. Pure; the caller reserves in the same synchronous step. */
export function decideSpawn({ parentDepth, spawned, limits, breaker }: SpawnState): SpawnDecision {
  if (!(parentDepth < limits.depth)) return { kind: 'deny', reason: depthDenial };
  if (!(spawned < limits.children)) return { kind: 'deny', reason: budgetDenial };
  if (breaker.kind === 'open') return { kind: 'deny', reason: pausedDenial(breaker.secondsLeft) };
  if (breaker.kind === 'trial') return { kind: 'deny', reason: pausedDenial(undefined) };
  return { kind: 'allow' };
}
