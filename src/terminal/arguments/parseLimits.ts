import { type Limits, limitTable } from './limits.ts';

export type ParsedLimits =
  | { readonly kind: 'limits'; readonly limits: Limits }
  /** The message says what is wrong and what to type instead. */
  | { readonly kind: 'wrong'; readonly message: string };

type Values = Map<string, number | null>;
type LimitRow = (typeof limitTable)[number];

/** The defaults, changed by `NAME=VALUE` settings; of two for one name the last counts. */
export function parseLimits(settings: readonly string[]): ParsedLimits {
  const given: Values = new Map();
  for (const setting of settings) {
    const wrong = applySetting(setting, given);
    if (wrong !== undefined) return { kind: 'wrong', message: wrong };
  }
  return { kind: 'limits', limits: limitsOf(given) };
}

function limitsOf(given: Values): Limits {
  const byDefault: Values = new Map(limitTable.map((row) => [row.key, row.byDefault]));
  const values: Values = new Map([...byDefault, ...given]);
  const value = (key: LimitRow['key']) => values.get(key) ?? null;
  const number = (key: LimitRow['key']) => value(key) ?? 0;
  return {
    children: number('children'),
    depth: number('depth'),
    concurrency: number('concurrency'),
    deadline: number('deadline'),
    turns: number('turns'),
    tokens: value('tokens'),
    costUsd: value('costUsd'),
    runTokens: value('runTokens'),
    runCostUsd: value('runCostUsd'),
    isChildrenGiven: given.has('children'),
  };
}

function applySetting(setting: string, given: Values): string | undefined {
  const [name = '', text, ...rest] = setting.split('=');
  const row = limitTable.find((candidate) => candidate.name === name);
  const names = limitTable.map((candidate) => candidate.name).join(', ');
  if (!row) return `There is no limit "${name}". Use one of: ${names}.`;
  if (row.mayBeNone && text === 'none' && rest.length === 0) {
    given.set(row.key, null);
    return undefined;
  }
  const form = row.isWhole ? /^\d+$/ : /^\d+(\.\d+)?$/;
  if (text === undefined || rest.length > 0 || !form.test(text)) {
    return `"${setting}" is not a limit. Write --limit ${name}=NUMBER with ${formWords(row)}.`;
  }
  const value = Number(text);
  const orNone = row.mayBeNone ? ` Write ${name}=none for no limit.` : '';
  if (value < row.least) return `--limit ${name} must be at least ${row.least}.${orNone}`;
  if (value > row.most) return `--limit ${name} can be at most ${row.most}.${orNone}`;
  given.set(row.key, value);
  return undefined;
}

function formWords({ isWhole, mayBeNone }: LimitRow): string {
  const form = isWhole ? 'a whole number' : 'a number such as 0.50';
  return mayBeNone ? `${form}, or none` : form;
}
