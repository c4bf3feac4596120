import { z } from 'zod';
import type { Message, ToolCall } from './message.ts';

/** One model API. `stream` never throws: it ends with exactly one `stop`, also on failure or abort. */
export interface Provider {
  stream(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelEvent>;
}

/** One model call. `model` is the name the API knows, without Muster's `provider/` prefix. */
export interface ModelRequest {
  readonly model: string;
  readonly system: string;
  readonly messages: readonly Message[];
  readonly tools: readonly ToolSpec[];
  /** `none`: the model sees the tools, as its history needs them, but may call none. Left out, it may. */
  readonly toolChoice?: 'none';
}

/** A tool as a model sees it; `inputSchema` is JSON Schema for one object. */
export interface ToolSpec {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: Readonly<Record<string, unknown>>;
}

/**
 * What arrives while a model answers. `toolCall` comes once per call, when its arguments are complete. `costUsd` is what
 * the API says the call cost, in US dollars; left out where it does not say.
 */
export type ModelEvent =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'toolCall'; readonly call: ToolCall }
  | { readonly kind: 'usage'; readonly usage: Usage; readonly costUsd?: number }
  | { readonly kind: 'retry'; readonly attempt: number; readonly delayMs: number; readonly reason: string }
  | { readonly kind: 'stop'; readonly stop: Stop };

/** Tokens of one model call or the sum of several; `cachedInput` is the part of `input` read from a cache. */
export const Usage = z.object({
  input: z.number().int().nonnegative(),
  output: z.number().int().nonnegative(),
  cachedInput: z.number().int().nonnegative(),
});
export type Usage = z.infer<typeof Usage>;

/** Why a model stopped. Calls of a reply are executed only after `done`. */
export type Stop =
  | { readonly reason: 'done' }
  | { readonly reason: 'length' }
  | { readonly reason: 'refused'; readonly message: string }
  | { readonly reason: 'aborted' }
  | { readonly reason: 'failed'; readonly failure: ProviderFailure };

/**
 * A model call that did not work. `message` is for people: it says what to do next and never holds a key,
 * a prompt or file content. `transient` means the same call may work later.
 */
export const ProviderFailure = z.object({
  kind: z.enum([
    'auth',
    'rateLimit',
    'quota',
    'overloaded',
    'network',
    'timeout',
    'badRequest',
    'unknownModel',
    'malformed',
  ]),
  message: z.string(),
  transient: z.boolean(),
});
export type ProviderFailure = z.infer<typeof ProviderFailure>;

export const noUsage: Usage = { input: 0, output: 0, cachedInput: 0 };

export function addUsage(a: Usage, b: Usage): Usage {
  return {
    input: a.input + b.input,
    output: a.output + b.output,
    cachedInput: a.cachedInput + b.cachedInput,
  };
}
