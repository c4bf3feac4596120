/** What one limit may be set to. Where `mayBeNone`, there need be none, which is null. */
export interface LimitBounds {
  readonly byDefault: number | null;
  readonly least: number;
  readonly most: number;
  readonly isWhole: boolean;
  readonly mayBeNone: boolean;
}

const noCeiling = Number.MAX_SAFE_INTEGER;
const count = { least: 1, most: noCeiling, isWhole: true, mayBeNone: false };
const tokens = { ...count, mayBeNone: true };
const dollars = { least: 0.001, most: noCeiling, isWhole: false, mayBeNone: true };

/** Every limit a person can set, in the editor's settings and on the command line: its default and its bounds. */
export const limitBounds = {
  /** Children in the whole run. */
  children: { ...count, byDefault: 20, least: 0, most: 1000 },
  /** Levels of children below the first agent. */
  depth: { ...count, byDefault: 1, least: 0, most: 3 },
  /** Children of a run at work at once. */
  concurrency: { ...count, byDefault: 5, most: 64 },
  /** Children of all runs at work at once. */
  concurrencyAllRuns: { ...count, byDefault: 20, most: 256 },
  /** Seconds one child may work. */
  deadline: { ...count, byDefault: 600, isWhole: false },
  /** Turns one child may take. */
  turns: { ...count, byDefault: 50 },
  /** What one child may use. */
  tokens: { ...tokens, byDefault: 1_000_000 },
  costUsd: { ...dollars, byDefault: null },
  /** What the whole run may use before it pauses and asks. */
  runTokens: { ...tokens, byDefault: 20_000_000 },
  runCostUsd: { ...dollars, byDefault: 5 },
} satisfies Record<string, LimitBounds>;

/** So many children at once ask a person first. */
export const askFanOutFrom = 10;
