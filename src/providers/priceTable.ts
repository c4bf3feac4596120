import type { LongPrompt } from '../core/agent/cost.ts';
import type { ProviderId } from './modelName.ts';

/** What a vendor's price list says of one model: US dollars for a million tokens at its standard tier. */
export interface ListPrice {
  readonly input: number;
  /** Input that the call itself puts into the vendor's cache; left out where that costs no more than other input. */
  readonly cacheWrite?: number;
  /** Input read from the cache. */
  readonly cachedInput: number;
  readonly output: number;
  /** What long prompts cost more. */
  readonly longPrompt?: LongPrompt;
  /** A later price that is already announced, and the UTC day on which it begins. */
  readonly later?: { readonly from: string; readonly price: ListPrice };
}

const flashFrom2027: ListPrice = { input: 1.5, cachedInput: 0.15, output: 7.5 };
const flash: ListPrice = {
  input: 0.75,
  cachedInput: 0.075,
  output: 3.75,
  later: { from: '2027-01-01', price: flashFrom2027 },
};

const haikuLong: LongPrompt = { above: 100_000, input: 5, output: 5 };
const geminiLong: LongPrompt = { above: 200_000, input: 2, output: 1.5 };
const openaiLong: LongPrompt = { above: 272_000, input: 2, output: 1.5 };

/**
 * Prices by vendor and exact model id, as published; looked up on 2026-11-21. A model that is not here has no known
 * price.
 */
export const priceTable: Partial<Record<ProviderId, Readonly<Record<string, ListPrice>>>> = {
  // Claude Platform Docs, “Pricing”; written to the cache for 5 minutes.
  anthropic: {
    'claude-fable-5-1': { input: 10, cacheWrite: 12.5, cachedInput: 0.25, output: 50 },
    'claude-fable-5': { input: 10, cacheWrite: 12.5, cachedInput: 1, output: 50 },
    'claude-opus-5-5': { input: 4, cacheWrite: 5, cachedInput: 0.2, output: 20 },
    'claude-opus-5': { input: 5, cacheWrite: 6.25, cachedInput: 0.5, output: 25 },
    'claude-opus-4-8': { input: 5, cacheWrite: 6.25, cachedInput: 0.5, output: 25 },
    'claude-opus-4-7': { input: 5, cacheWrite: 6.25, cachedInput: 0.5, output: 25 },
    'claude-opus-4-6': { input: 5, cacheWrite: 6.25, cachedInput: 0.5, output: 25 },
    'claude-opus-4-5': { input: 5, cacheWrite: 6.25, cachedInput: 0.5, output: 25 },
    'claude-sonnet-5-5': { input: 2, cacheWrite: 2.5, cachedInput: 0.1, output: 10 },
    'claude-sonnet-5': { input: 2, cacheWrite: 2.5, cachedInput: 0.2, output: 10 },
    'claude-sonnet-4-6': { input: 3, cacheWrite: 3.75, cachedInput: 0.3, output: 15 },
    'claude-sonnet-4-5': { input: 3, cacheWrite: 3.75, cachedInput: 0.3, output: 15 },
    'claude-haiku-5-5': {
      input: 0.1,
      cacheWrite: 0.125,
      cachedInput: 0.01,
      output: 0.5,
      longPrompt: haikuLong,
    },
    'claude-haiku-4-5': { input: 1, cacheWrite: 1.25, cachedInput: 0.1, output: 5 },
  },
  // OpenAI API docs, “Pricing” and the pages of the models; written to the cache for 30 minutes.
  openai: {
    'gpt-6.2-sol': { input: 2, cacheWrite: 2.5, cachedInput: 0.1, output: 10, longPrompt: openaiLong },
    'gpt-6.1-sol': { input: 2, cacheWrite: 2.5, cachedInput: 0.1, output: 10, longPrompt: openaiLong },
    'gpt-6.1-terra': { input: 1, cacheWrite: 1.25, cachedInput: 0.05, output: 5, longPrompt: openaiLong },
    'gpt-6-astra': { input: 10, cacheWrite: 12.5, cachedInput: 1, output: 50, longPrompt: openaiLong },
    'gpt-6-sol': { input: 2, cacheWrite: 2.5, cachedInput: 0.2, output: 10, longPrompt: openaiLong },
    'gpt-6-luna': { input: 0.1, cacheWrite: 0.125, cachedInput: 0.01, output: 0.5, longPrompt: openaiLong },
    'gpt-5.6': { input: 4, cacheWrite: 5, cachedInput: 0.4, output: 20, longPrompt: openaiLong },
    'gpt-5.6-sol': { input: 4, cacheWrite: 5, cachedInput: 0.4, output: 20, longPrompt: openaiLong },
    'gpt-5.6-terra': { input: 2, cacheWrite: 2.5, cachedInput: 0.2, output: 12, longPrompt: openaiLong },
    'gpt-5.6-luna': { input: 0.2, cacheWrite: 0.25, cachedInput: 0.02, output: 1.2, longPrompt: openaiLong },
    'gpt-5.5': { input: 5, cachedInput: 0.5, output: 30, longPrompt: openaiLong },
    'gpt-5.4': { input: 2.5, cachedInput: 0.25, output: 15, longPrompt: openaiLong },
    'gpt-5.4-mini': { input: 0.75, cachedInput: 0.075, output: 4.5 },
    'gpt-5.4-nano': { input: 0.2, cachedInput: 0.02, output: 1.25 },
  },
  // Google AI for Developers, “Gemini Developer API pricing”, paid tier, text.
  google: {
    'gemini-3.8-flash': flash,
    'gemini-3.6-flash': flash,
    'gemini-3.5-flash': { input: 1.5, cachedInput: 0.15, output: 9 },
    'gemini-3.5-flash-lite': { input: 0.3, cachedInput: 0.03, output: 2.5 },
    'gemini-3.1-pro-preview': { input: 2, cachedInput: 0.2, output: 12, longPrompt: geminiLong },
    'gemini-3.1-flash-lite': { input: 0.25, cachedInput: 0.025, output: 1.5 },
    'gemini-3-flash-preview': { input: 0.5, cachedInput: 0.05, output: 3 },
  },
};
