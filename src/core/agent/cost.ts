import { z } from 'zod';
import type { Usage } from './provider.ts';

/** US dollars for a million tokens. Input read from a cache costs `cachedInput`. */
export const Price = z.object({
  input: z.number().nonnegative(),
  output: z.number().nonnegative(),
  cachedInput: z.number().nonnegative(),
});
export type Price = z.infer<typeof Price>;

/** A sum in US dollars. Not whole: the price of a part of it is not known, and that part is not in it. */
export const Cost = z.object({ usd: z.number().nonnegative(), isWhole: z.boolean() });
export type Cost = z.infer<typeof Cost>;

/** Tokens and US dollars. */
export interface Amount {
  readonly tokens: number;
  readonly costUsd: number;
}

export const noCost: Cost = { usd: 0, isWhole: true };

/** What a model call of this usage costs, in US dollars. */
export function costOf({ input, output, cachedInput }: Usage, price: Price): number {
  const cached = Math.min(input, cachedInput);
  const perMillion = (input - cached) * price.input + cached * price.cachedInput + output * price.output;
  return perMillion / 1_000_000;
}

/** The sum after one more call; `usd` is undefined where its price is not known. */
export function addCost(cost: Cost, usd: number | undefined): Cost {
  return usd === undefined ? { ...cost, isWhole: false } : { ...cost, usd: cost.usd + usd };
}
