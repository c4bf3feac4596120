import type { AgentLimits } from '../../core/agent/brief.ts';
import type { RunLimits } from '../../core/journal/event.ts';

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
  readonly tokens: number;
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

interface LimitRow {
  /** As people type it. */
  readonly name: string;
  readonly key: LimitKey;
  /** Null for no limit. */
  readonly byDefault: number | null;
  readonly least: number;
  readonly most: number;
  readonly isWhole: boolean;
  /** Whether `none` is a value. */
  readonly mayBeNone: boolean;
  readonly meaning: string;
}

const noCeiling = Number.MAX_SAFE_INTEGER;
const count = { least: 1, most: noCeiling, isWhole: true, mayBeNone: false };
const dollars = { least: 0.01, most: noCeiling, isWhole: false, mayBeNone: true };
const lastWord = 'a last word may follow the limit';

/** Name, default and bounds of each limit, in the order they are listed to people. */
export const limitTable: readonly LimitRow[] = [
  { ...row('children', 20, 'children in the whole run'), ...count, least: 0, most: 1000 },
  { ...row('depth', 1, 'levels of children below the parent'), ...count, least: 0, most: 3 },
  { ...row('concurrency', 5, 'children at work at once'), ...count, most: 64 },
  { ...row('deadline', 600, 'seconds for one child'), ...count },
  { ...row('turns', 50, `turns for one child; ${lastWord}`), ...count },
  { ...row('tokens', 1_000_000, 'tokens for one child'), ...count, mayBeNone: true },
  { ...row('costUsd', null, 'US dollars for one child'), name: 'cost_usd', ...dollars },
  {
    ...row('runTokens', 20_000_000, 'tokens of the whole run; there it pauses and asks'),
    ...{ ...count, name: 'run_tokens', mayBeNone: true },
  },
  {
    ...row('runCostUsd', 5, 'US dollars of the whole run; there it pauses and asks'),
    ...{ ...dollars, name: 'run_cost_usd' },
  },
];

function row(key: LimitKey, byDefault: number | null, meaning: string) {
  return { key, name: key, byDefault, meaning };
}

/** So many children at once ask a person first. */
export const askFanOutFrom = 10;

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
