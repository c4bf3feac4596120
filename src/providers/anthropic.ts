import type Anthropic from '@anthropic-ai/sdk';
import type { ModelRequest } from '../core/agent/provider.ts';
import { AnthropicReply } from './anthropicReply.ts';
import { messagesParams, placeOfReply } from './anthropicRequest.ts';
import { limitBytes } from './byteLimit.ts';
import { type Endpoint, SDK_TIMEOUT_MS } from './endpoint.ts';
import { explainFailure } from './failure.ts';
import { Recall } from './recall.ts';
import type { ReplyReader, Wire } from './wire.ts';

/** The Messages API. Everything the SDK would read from the environment is given here, so that it reads nothing. */
export function anthropicWire(endpoint: Endpoint): Wire {
  const recall = new Recall<readonly Anthropic.ContentBlockParam[]>();
  let client: Promise<Anthropic> | undefined;

  return {
    async open(request, { signal, onBytes }) {
      client ??= createClient(endpoint);
      const watched = (await client).withOptions({ fetch: endpoint.transport.fetch(limitBytes(onBytes)) });
      return oneByOne(await watched.messages.create(messagesParams(request, recall), { signal }));
    },
    read: (request) => readerFor(request, recall),
    explain: (error) => explainFailure(error, endpoint.peer),
  };
}

async function* oneByOne(events: AsyncIterable<unknown>): AsyncIterable<readonly unknown[]> {
  for await (const event of events) yield [event];
}

/** The SDK appends `/v1/messages`, so an address that already ends in `/v1` means the same without it. */
async function createClient({ key, baseUrl }: Endpoint): Promise<Anthropic> {
  const { Anthropic: Client } = await import('@anthropic-ai/sdk');
  return new Client({
    apiKey: key ?? '',
    authToken: null,
    webhookKey: null,
    baseURL: baseUrl.replace(/\/+$/, '').replace(/\/v1$/, ''),
    defaultHeaders: { authorization: `Bearer ${key}` },
    logLevel: 'off',
    maxRetries: 0,
    openTelemetry: { traces: false, propagation: false },
    timeout: SDK_TIMEOUT_MS,
  });
}

function readerFor(
  request: ModelRequest,
  recall: Recall<readonly Anthropic.ContentBlockParam[]>,
): ReplyReader {
  const reply = new AnthropicReply();
  return {
    accept: (event) => reply.accept(event),
    usage: () => reply.usage(),
    costUsd: () => undefined,
    finish() {
      const finished = reply.finish();
      const parts = reply.thinkingParts();
      if (parts && (finished.stop.reason === 'done' || finished.calls.length > 0)) {
        const message = { role: 'assistant' as const, text: reply.text(), calls: finished.calls };
        recall.remember(placeOfReply(request, recall, message), parts);
      }
      return finished;
    },
  };
}
