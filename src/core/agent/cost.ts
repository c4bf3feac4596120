import { z } from 'zod';
import type { Usage } from './provider.ts';

/** Factors for all of a call whose input is longer than `above` tokens. */
export const LongPrompt = z.object({
  above: z.number().positive(),
  input: z.number().positive(),
  output: z.number().positive(),
});
export type LongPrompt = z.infer<typeof LongPrompt>;

/** US dollars for a million tokens. Input read from a cache costs `cachedInput`. */
export const Price = z.object({
  input: z.number().nonnegative(),
  output: z.number().nonnegative(),
  cachedInput: z.number().nonnegative(),
  longPrompt: LongPrompt.optional(),
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

/** What one model call of this usage costs, in US dollars. */
export function costOf({ input, output, cachedInput }: Usage, price: Price): number {
  const cached = Math.min(input, cachedInput);
  const { longPrompt } = price;
  const factor = longPrompt && input > longPrompt.above ? longPrompt : { input: 1, output: 1 };
  const read = (input - cached) * price.input + cached * price.cachedInput;
  return (read * factor.input + output * price.output * factor.output) / 1_000_000;
}

/** Both together; whole if both are. */
export function sumOf(a: Cost, b: Cost): Cost {
  return { usd: a.usd + b.usd, isWhole: a.isWhole && b.isWhole };
}

/** The sum after one more call; `usd` is undefined where its price is not known. */
export function addCost(cost: Cost, usd: number | undefined): Cost {
  return usd === undefined ? { ...cost, isWhole: false } : { ...cost, usd: cost.usd + usd };
}
