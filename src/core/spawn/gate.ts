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
  /** Children of the same turn that have started before. */
  readonly startedBefore: number;
  /** Undefined while nobody has looked. */
  readonly ahead: Ahead | undefined;
  readonly limits: RunLimits;
  readonly breaker: BreakerState;
  /** What would be set aside for them, and what their parent has left. */
  readonly setAside: Amount;
  readonly remaining: Amount;
  /** What they may cost until their parent, or the run, is at its limit. */
  readonly leftUsd: number;
  /** The profile is a file whose content no person has approved. */
  readonly isStranger: boolean;
  /** A person's answer to the question of this turn, and to that for a higher limit. */
  readonly maySpread: boolean;
  readonly mayGrow: boolean;
}

/** What a turn would start from one wish on, as things stand. */
export interface Ahead {
  /** Children to the end of the turn, those of the wish included. */
  readonly starting: number;
  /** What they may cost by past runs, in US dollars; null where that is not known. */
  readonly forecastUsd: number | null;
}

/**
 * `look`: only what else the turn would start can tell, with room for so many children after these. `newLimit` is the
 * limit of children that a yes has to bring.
 */
export type SpawnDecision =
  | { readonly kind: 'allow' }
  | { readonly kind: 'look'; readonly room: number }
  | { readonly kind: 'ask'; readonly about: 'profile' }
  | { readonly kind: 'ask'; readonly about: 'children'; readonly newLimit?: number }
  | { readonly kind: 'deny'; readonly reason: string };

/** No person's yes lets a run have more. */
const mostChildren = limitBounds.children.most;
const leastGrant = 5;

/** Whether children may start: yes, only with a person's word, or no. Pure; the caller reserves in the same step. */
export function decideSpawn(state: SpawnState): SpawnDecision {
  const { limits, spawned, count, ahead, startedBefore } = state;
  const reason = denial(state);
  if (reason !== undefined) return { kind: 'deny', reason };
  const needed = spawned + count;
  const isBeyond = !(needed <= limits.children);
  const mayAsk = state.mayGrow && limits.askFanOutFrom !== null && limits.children !== 0;
  const most = mayAsk ? mostChildren : limits.children;
  if (isBeyond && (!mayAsk || needed > most)) {
    const room = most - spawned;
    return { kind: 'deny', reason: room > 0 ? batchDenial(count, room) : budgetDenial };
  }
  if (state.isStranger) return { kind: 'ask', about: 'profile' };
  if (!isBeyond && (limits.askFanOutFrom === null || state.maySpread)) return { kind: 'allow' };
  if (!ahead) return { kind: 'look', room: most - needed };
  const { starting, forecastUsd } = ahead;
  const isFew = limits.askFanOutFrom === null || startedBefore + starting < limits.askFanOutFrom;
  const isDear = forecastUsd !== null && forecastUsd > state.leftUsd;
  if (!isBeyond && isFew && !isDear) return { kind: 'allow' };
  const wished = Math.min(spawned + (isBeyond ? Math.max(starting, leastGrant) : starting), mostChildren);
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
