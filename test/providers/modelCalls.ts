import assert from 'node:assert/strict';
import type { ModelEvent, ModelRequest, Provider, Stop } from '../../src/core/agent/provider.ts';
import { createProviders, type ProviderSources } from '../../src/providers/catalogue.ts';
import type { Timing } from '../../src/providers/retry.ts';

/** A key that must never be seen anywhere but in the header of a request. */
export const canaryKey = 'sk-canary-7f3Q9xLw2Vb8';

export const question: ModelRequest = {
  model: '',
  system: 'You are terse.',
  messages: [{ role: 'user', text: 'hello' }],
  tools: [{ name: 'look', description: 'Looks.', inputSchema: { type: 'object', properties: {} } }],
};

export const noDemo: Provider = {
  stream() {
    throw new Error('the demo was not asked for');
  },
};

export interface Call {
  readonly url: string;
  readonly request?: Partial<ModelRequest>;
  readonly timing?: Partial<Timing>;
  readonly sources?: Partial<ProviderSources>;
  readonly signal?: AbortSignal;
}

/** Finds providers for a server, with the canary as key and without real waiting between retries. */
export function providersFor({ url, timing, sources }: Call) {
  return createProviders({
    key: async () => canaryKey,
    baseUrl: () => url,
    keyHint: (provider) => `Set the key for ${provider}.`,
    demo: noDemo,
    timing: { sleep: async () => undefined, random: () => 1, ...timing },
    ...sources,
  });
}

/** Makes one model call and returns all its events, of which the last and only the last must be a `stop`. */
export async function callModel(model: string, call: Call): Promise<ModelEvent[]> {
  const choice = providersFor(call)(model);
  assert.equal(choice.kind, 'found');
  return collect(choice.provider, { ...question, ...call.request, model: choice.model }, call.signal);
}

export async function collect(
  provider: Provider,
  request: ModelRequest,
  signal = new AbortController().signal,
): Promise<ModelEvent[]> {
  const events: ModelEvent[] = [];
  for await (const event of provider.stream(request, signal)) events.push(event);
  const stops = events.filter((event) => event.kind === 'stop');
  assert.equal(stops.length, 1);
  assert.equal(events.at(-1), stops[0]);
  return events;
}

export function stopOf(events: readonly ModelEvent[]): Stop {
  const last = events.at(-1);
  assert.equal(last?.kind, 'stop');
  return last.stop;
}

export function failureOf(events: readonly ModelEvent[]) {
  const stop = stopOf(events);
  assert.equal(stop.reason, 'failed');
  return stop.failure;
}

export function textOf(events: readonly ModelEvent[]): string {
  return events.map((event) => (event.kind === 'text' ? event.text : '')).join('');
}

export function callsOf(events: readonly ModelEvent[]) {
  return events.flatMap((event) => (event.kind === 'toolCall' ? [event.call] : []));
}

export function retriesOf(events: readonly ModelEvent[]) {
  return events.flatMap((event) => (event.kind === 'retry' ? [event] : []));
}

export function usageOf(events: readonly ModelEvent[]) {
  return events.flatMap((event) => (event.kind === 'usage' ? [event.usage] : []));
}
