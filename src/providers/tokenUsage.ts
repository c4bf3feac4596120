import type { Usage } from '../core/agent/provider.ts';

/** No model call takes a billion tokens: above it the count is an error of the server. */
const ABSURD = 1_000_000_000;

/** Usage from counts that nobody checked: what is missing, negative, broken or absurd counts as 0. */
export function usageFrom(counts: { input: unknown; output: unknown; cachedInput: unknown }): Usage {
  const input = tokenCount(counts.input);
  return {
    input,
    output: tokenCount(counts.output),
    cachedInput: Math.min(tokenCount(counts.cachedInput), input),
  };
}

/** A count of tokens, or 0 if the value cannot be one. */
export function tokenCount(value: unknown): number {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 && value < ABSURD ? value : 0;
}
