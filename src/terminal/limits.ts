/** The limits a person can set on the command line, in the order they are listed to people. */
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
}

interface LimitRow {
  readonly name: keyof Limits;
  readonly byDefault: number;
  readonly least: number;
  readonly most: number;
  readonly meaning: string;
}

const noCeiling = Number.MAX_SAFE_INTEGER;

/** Name, default and bounds of each limit. */
export const limitTable: readonly LimitRow[] = [
  { name: 'children', byDefault: 20, least: 0, most: 1000, meaning: 'children in the whole run' },
  { name: 'depth', byDefault: 1, least: 0, most: 3, meaning: 'levels of children below the parent' },
  { name: 'concurrency', byDefault: 5, least: 1, most: 64, meaning: 'children at work at once' },
  { name: 'deadline', byDefault: 600, least: 1, most: noCeiling, meaning: 'seconds for one child' },
  {
    name: 'turns',
    byDefault: 50,
    least: 1,
    most: noCeiling,
    meaning: 'turns for one child; a last word may follow the limit',
  },
  { name: 'tokens', byDefault: 1_000_000, least: 1, most: noCeiling, meaning: 'tokens for one child' },
];

export type ParsedLimits =
  | { readonly kind: 'limits'; readonly limits: Limits }
  | { readonly kind: 'wrong'; readonly message: string };

/** The defaults, changed by `NAME=VALUE` settings; of two for one name the last counts. */
export function parseLimits(settings: readonly string[]): ParsedLimits {
  const values = new Map<string, number>(limitTable.map(({ name, byDefault }) => [name, byDefault]));
  for (const setting of settings) {
    const wrong = applySetting(setting, values);
    if (wrong !== undefined) return { kind: 'wrong', message: wrong };
  }
  const value = (name: keyof Limits) => values.get(name) ?? 0;
  return {
    kind: 'limits',
    limits: {
      children: value('children'),
      depth: value('depth'),
      concurrency: value('concurrency'),
      deadline: value('deadline'),
      turns: value('turns'),
      tokens: value('tokens'),
    },
  };
}

function applySetting(setting: string, values: Map<string, number>): string | undefined {
  const [name = '', text, ...rest] = setting.split('=');
  const row = limitTable.find((candidate) => candidate.name === name);
  const names = limitTable.map((candidate) => candidate.name).join(', ');
  if (!row) return `There is no limit "${name}". Use one of: ${names}.`;
  if (text === undefined || rest.length > 0 || !/^\d+$/.test(text)) {
    return `"${setting}" is not a limit. Write --limit ${name}=NUMBER with a whole number.`;
  }
  const value = Number(text);
  if (value < row.least) return `--limit ${name} must be at least ${row.least}.`;
  if (value > row.most) return `--limit ${name} can be at most ${row.most}.`;
  values.set(name, value);
  return undefined;
}

/** The limits as a run takes them: those of the whole run, and those of each child. */
export function runLimits({ children, depth, concurrency, deadline, turns, tokens }: Limits) {
  return {
    limits: { children, depth, concurrency },
    childLimits: { deadlineSeconds: deadline, turns, tokens },
  };
}
