import type { Forecast } from '../human/request.ts';
import type { Ports } from '../ports.ts';
import { isCostKnown } from './costKnown.ts';

/** A kind of child, as far as what it will use depends on it. */
export interface ChildKind {
  readonly profile: string | undefined;
  readonly model: string;
}

interface CountedKind {
  readonly kind: ChildKind;
  readonly count: number;
}

/** The children that one call starts. */
export interface CalledFor extends CountedKind {
  readonly callId: string;
}

/** Children that are about to start together, and what they may use by what their like used before. */
export interface Expectation {
  readonly starting: number;
  /** How many each call starts, by its id. */
  readonly byCall: ReadonlyMap<string, number>;
  /** How many of each model. */
  readonly models: readonly { readonly model: string; readonly count: number }[];
  readonly forecast: Forecast;
  /** Whether what each of them costs will be counted; if not, no limit can hold their cost. */
  readonly isCostCounted: boolean;
}

/** The sum over all of them; what is not known of one kind is not known of the sum. */
export async function expect(
  children: readonly CalledFor[],
  ports: Pick<Ports, 'pastUse' | 'price' | 'provider'>,
): Promise<Expectation> {
  const models = new Map<string, number>();
  let starting = 0;
  let forecast: Forecast = { tokens: 0, costUsd: 0 };
  for (const { kind, count } of together(children)) {
    models.set(kind.model, (models.get(kind.model) ?? 0) + count);
    starting += count;
    forecast = plus(forecast, await forecastOf(kind, ports), count);
  }
  return {
    starting,
    byCall: new Map(children.map(({ callId, count }) => [callId, count])),
    models: [...models].map(([model, count]) => ({ model, count })),
    forecast,
    isCostCounted: [...models.keys()].every((model) => isCostKnown(model, ports)),
  };
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

/** What one child of this kind may use. A price that is not known now makes its cost unknown, whatever it was before. */
async function forecastOf(
  kind: ChildKind,
  ports: Pick<Ports, 'pastUse' | 'price' | 'provider'>,
): Promise<Forecast> {
  const past = await ports.pastUse(kind);
  if (!isCostKnown(kind.model, ports)) return { ...past, costUsd: null };
  const price = ports.price(kind.model);
  const isFree = price?.input === 0 && price.output === 0;
  return isFree ? { ...past, costUsd: 0 } : past;
}

function plus(sum: Forecast, each: Forecast, count: number): Forecast {
  const add = (a: number | null, b: number | null) => (a === null || b === null ? null : a + b * count);
  return { tokens: add(sum.tokens, each.tokens), costUsd: add(sum.costUsd, each.costUsd) };
}
