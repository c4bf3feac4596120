import type { Amount } from '../agent/cost.ts';
import type { RunLimits } from '../journal/event.ts';
import {
  batchDenial,
  budgetDenial,
  depthDenial,
  overBudgetDenial,
  pausedDenial,
} from '../prompts/refusals.ts';
import type { BreakerState } from './circuitBreaker.ts';
import { limitBounds } from './limitBounds.ts';

/** What the gate looks at; every figure is the host's own. */
export interface SpawnState {
  readonly parentDepth: number;
  /** Children that this run has spawned so far. */
  readonly spawned: number;
  /** Children that would start now: one, or all of a batch. */
  readonly count: number;
  /** Children that the model asks for from here to the end of its turn, these included. */
  readonly starting: number;
  readonly limits: RunLimits;
  readonly breaker: BreakerState;
  /** What would be set aside for them, and what their parent has left. */
  readonly setAside: Amount;
  readonly remaining: Amount;
  /** What `starting` children may cost by past runs, in US dollars; null where that is not known. */
  readonly forecastUsd: number | null;
  /** The profile is a file whose content no person has approved. */
  readonly isStranger: boolean;
  /** A person's answer to the question of this turn, and to that for a higher limit. */
  readonly maySpread: boolean;
  readonly mayGrow: boolean;
}

/** `newLimit` is the limit of children that a yes has to bring. */
export type SpawnDecision =
  | { readonly kind: 'allow' }
  | { readonly kind: 'ask'; readonly about: 'profile' }
  | { readonly kind: 'ask'; readonly about: 'children'; readonly newLimit?: number }
  | { readonly kind: 'deny'; readonly reason: string };

/** No person's yes lets a run have more. */
const mostChildren = limitBounds.children.most;
const leastGrant = 5;

/** Whether children may start: yes, only with a person's word, or no. Pure; the caller reserves in the same step. */
export function decideSpawn(state: SpawnState): SpawnDecision {
  const { limits, remaining, starting } = state;
  const reason = denial(state);
  if (reason !== undefined) return { kind: 'deny', reason };
  if (state.isStranger) return { kind: 'ask', about: 'profile' };
  const needed = state.spawned + state.count;
  if (!(needed <= limits.children)) {
    const mayAsk = state.mayGrow && limits.askFanOutFrom !== null && limits.children !== 0;
    if (!mayAsk || needed > mostChildren) {
      const room = (mayAsk ? mostChildren : limits.children) - state.spawned;
      return { kind: 'deny', reason: room > 0 ? batchDenial(state.count, room) : budgetDenial };
    }
    const wished = state.spawned + Math.max(starting, leastGrant);
    return { kind: 'ask', about: 'children', newLimit: Math.min(wished, mostChildren) };
  }
  if (limits.askFanOutFrom === null || state.maySpread) return { kind: 'allow' };
  const isDear = state.forecastUsd !== null && state.forecastUsd > remaining.costUsd;
  if (starting < limits.askFanOutFrom && !isDear) return { kind: 'allow' };
  const wished = Math.min(state.spawned + starting, mostChildren);
  return { kind: 'ask', about: 'children', ...(wished > limits.children ? { newLimit: wished } : {}) };
}

/** Why no person's word could let them start. */
function denial({
  parentDepth,
  limits,
  breaker,
  setAside,
  remaining,
  count,
}: SpawnState): string | undefined {
  if (!(parentDepth < limits.depth)) return depthDenial;
  if (breaker.kind === 'open') return pausedDenial(breaker.secondsLeft);
  if (breaker.kind === 'trial') return pausedDenial(undefined);
  const isThere =
    setAside.tokens * count <= remaining.tokens && setAside.costUsd * count <= remaining.costUsd;
  return isThere ? undefined : overBudgetDenial(remaining);
}
