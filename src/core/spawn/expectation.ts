import type { Forecast } from '../human/request.ts';
import type { Ports } from '../ports.ts';

/** A kind of child, as far as what it will use depends on it. */
export interface ChildKind {
  readonly profile: string | undefined;
  readonly model: string;
}

export interface CountedKind {
  readonly kind: ChildKind;
  readonly count: number;
}

/** Children that are about to start together, and what they may use by what their like used before. */
export interface Expectation {
  readonly starting: number;
  /** How many of each model. */
  readonly models: readonly { readonly model: string; readonly count: number }[];
  readonly forecast: Forecast;
}

/** The sum over all of them; what is not known of one kind is not known of the sum. */
export async function expect(
  children: readonly CountedKind[],
  pastUse: Ports['pastUse'],
): Promise<Expectation> {
  const models = new Map<string, number>();
  let starting = 0;
  let forecast: Forecast = { tokens: 0, costUsd: 0 };
  for (const { kind, count } of together(children)) {
    models.set(kind.model, (models.get(kind.model) ?? 0) + count);
    starting += count;
    forecast = plus(forecast, await pastUse(kind), count);
  }
  return { starting, models: [...models].map(([model, count]) => ({ model, count })), forecast };
}

/** Each kind once. */
function together(children: readonly CountedKind[]): Iterable<CountedKind> {
  const kinds = new Map<string, CountedKind>();
  for (const { kind, count } of children) {
    const key = `${kind.model} ${kind.profile ?? ''}`;
    kinds.set(key, { kind, count: count + (kinds.get(key)?.count ?? 0) });
  }
  return kinds.values();
}

function plus(sum: Forecast, each: Forecast, count: number): Forecast {
  const add = (a: number | null, b: number | null) => (a === null || b === null ? null : a + b * count);
  return { tokens: add(sum.tokens, each.tokens), costUsd: add(sum.costUsd, each.costUsd) };
}
