import type { AgentLimits } from '../../core/agent/brief.ts';
import type { RunLimits } from '../../core/journal/event.ts';
import { askFanOutFrom, type LimitBounds, limitBounds } from '../../core/spawn/limitBounds.ts';

/** The limits a person can set on the command line; null where there is none. */
export interface Limits {
  readonly children: number;
  readonly depth: number;
  readonly concurrency: number;
  /** Seconds one child may work. */
  readonly deadline: number;
  /** Turns one child may take. */
  readonly turns: number;
  /** Tokens one child may use. */
  readonly tokens: number | null;
  /** US dollars one child may use. */
  readonly costUsd: number | null;
  /** Tokens of the whole run, after which it pauses and asks. */
  readonly runTokens: number | null;
  /** US dollars of the whole run, after which it pauses and asks. */
  readonly runCostUsd: number | null;
  /** Whether the limit of children was given by hand: then it is final, and no fan-out within it is asked about. */
  readonly isChildrenGiven: boolean;
}

type LimitKey = Exclude<keyof Limits, 'isChildrenGiven'>;

interface LimitRow extends LimitBounds {
  /** As people type it. */
  readonly name: string;
  readonly key: LimitKey;
  readonly meaning: string;
}

const lastWord = 'a last word may follow the limit';

/** Name, default and bounds of each limit, in the order they are listed to people. */
export const limitTable: readonly LimitRow[] = [
  row('children', 'children in the whole run'),
  row('depth', 'levels of children below the parent'),
  row('concurrency', 'children at work at once'),
  row('deadline', 'seconds for one child'),
  row('turns', `turns for one child; ${lastWord}`),
  row('tokens', 'tokens for one child'),
  row('costUsd', 'US dollars for one child', 'cost_usd'),
  row('runTokens', 'tokens of the whole run; there it pauses and asks', 'run_tokens'),
  row('runCostUsd', 'US dollars of the whole run; there it pauses and asks', 'run_cost_usd'),
];

function row(key: LimitKey, meaning: string, name: string = key): LimitRow {
  return { ...limitBounds[key], key, name, meaning };
}

/** The limits as a run takes them: those of the whole run, and those of each child. */
export function runLimits(limits: Limits): {
  readonly limits: RunLimits;
  readonly childLimits: AgentLimits;
} {
  const { children, depth, concurrency, deadline, turns, tokens, costUsd } = limits;
  return {
    limits: {
      ...{ children, depth, concurrency },
      tokens: limits.runTokens,
      costUsd: limits.runCostUsd,
      askFanOutFrom: limits.isChildrenGiven ? null : askFanOutFrom,
    },
    childLimits: { deadlineSeconds: deadline, turns, tokens, costUsd },
  };
}
