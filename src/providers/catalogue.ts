import type { Provider, ProviderFailure } from '../core/agent/provider.ts';
import type { ProviderChoice } from '../core/ports.ts';
import { anthropicWire } from './anthropic.ts';
import type { Endpoint } from './endpoint.ts';
import { ProviderId, parseModelName } from './modelName.ts';
import { openaiChatWire } from './openaiChat.ts';
import { providerTable } from './providerTable.ts';
import { defaultTiming, streamWithRetry, type Timing } from './retry.ts';
import { seeingWire } from './seeingWire.ts';
import { canSee } from './sight.ts';
import { createTransport, type Transport } from './transport.ts';
import type { Wire } from './wire.ts';

/** Where keys and addresses come from; read anew for each call. */
export interface EndpointSources {
  /** One that rejects counts as no key. */
  readonly key: (provider: ProviderId) => Promise<string | undefined>;
  /** An address that replaces the usual one. */
  readonly baseUrl: (provider: ProviderId) => string | undefined;
  /** Tells a person where to set the key, as a sentence. */
  readonly keyHint: (provider: ProviderId) => string;
}

/** What the providers need from outside. */
export interface ProviderSources extends EndpointSources {
  /** Serves `demo/…`. */
  readonly demo: Provider;
  readonly timing?: Partial<Timing>;
}

/** Finds the API for a `provider/model` name. SDKs load, and connections open, with the first call. */
export function createProviders(sources: ProviderSources): (name: string) => ProviderChoice {
  const transport = createTransport();
  const providers = new Map<ProviderId, Provider>();

  return (name) => {
    const parsed = parseModelName(name);
    if (name.trim() === 'demo/scripted' && parsed)
      return { kind: 'found', provider: sources.demo, model: parsed.model };
    const id = ProviderId.safeParse(parsed?.provider);
    if (!parsed || !id.success) return { kind: 'unknown', message: unknownMessage(name) };
    const provider = providers.get(id.data) ?? providerFor(id.data, sources, transport);
    providers.set(id.data, provider);
    const { tellsCost = false } = providerTable[id.data];
    return { kind: 'found', provider, model: parsed.model, tellsCost };
  };
}

/** Tells whether a `provider/model` name is known and has the key and address a call of it needs; asks no server. */
export function createAvailability(sources: EndpointSources): (name: string) => Promise<boolean> {
  return async (name) => {
    if (name.trim() === 'demo/scripted') return true;
    const parsed = parseModelName(name);
    const id = ProviderId.safeParse(parsed?.provider);
    return id.success && (await resolveEndpoint(id.data, sources)).kind === 'found';
  };
}

function unknownMessage(name: string): string {
  const known = [...ProviderId.options.map((provider) => `${provider}/…`), 'demo/scripted'].join(', ');
  return `"${name.slice(0, 100)}" is not a model Muster knows. Write provider/model with one of: ${known}.`;
}

function providerFor(id: ProviderId, sources: ProviderSources, transport: Transport): Provider {
  const timing = { ...defaultTiming, ...sources.timing };
  let current: { readonly endpoint: Endpoint; readonly wire: Wire } | undefined;

  const wireFor = (endpoint: Endpoint): Wire => {
    const isSame = current?.endpoint.baseUrl === endpoint.baseUrl && current.endpoint.key === endpoint.key;
    if (!current || !isSame) {
      const create = providerTable[id].wire === 'messages' ? anthropicWire : openaiChatWire;
      current = { endpoint, wire: seeingWire(create(endpoint), (model) => canSee(id, model)) };
    }
    return current.wire;
  };

  return {
    async *stream(request, signal) {
      const resolved = await resolveEndpoint(id, sources);
      if (resolved.kind === 'failed') {
        yield { kind: 'stop', stop: { reason: 'failed', failure: resolved.failure } };
        return;
      }
      yield* streamWithRetry(wireFor({ ...resolved.endpoint, transport }), request, timing, signal);
    },
  };
}

type Resolved =
  | { readonly kind: 'found'; readonly endpoint: Omit<Endpoint, 'transport'> }
  | { readonly kind: 'failed'; readonly failure: ProviderFailure };

async function resolveEndpoint(id: ProviderId, sources: EndpointSources): Promise<Resolved> {
  const { label, needsKey, tellsCost = false, baseUrl: usualUrl, baseUrlVariable } = providerTable[id];
  const keyHint = sources.keyHint(id);
  const baseUrl = sources.baseUrl(id)?.trim() || usualUrl;
  if (!baseUrl) {
    return failed(
      'badRequest',
      `${label} has no address. Set ${baseUrlVariable ?? 'it'} in the environment of the terminal, or “muster.compatible.baseUrl” in the editor’s settings.`,
    );
  }
  if (!isHttpUrl(baseUrl))
    return failed('badRequest', `The address of ${label} is no http(s) URL. Correct it.`);
  const key = (await sources.key(id).catch(() => undefined))?.trim() || undefined;
  if (key === undefined && needsKey) return failed('auth', `No API key for ${label}. ${keyHint}`);
  if (key !== undefined && !/^[\x21-\x7e]+$/.test(key)) {
    return failed('auth', `The API key for ${label} holds characters no key has. ${keyHint}`);
  }
  const peer = { label, host: new URL(baseUrl).host, keyHint, secrets: key === undefined ? [] : [key] };
  return { kind: 'found', endpoint: { baseUrl, key, tellsCost, peer } };
}

function failed(kind: 'auth' | 'badRequest', message: string): Resolved {
  return { kind: 'failed', failure: { kind, message, transient: false } };
}

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
