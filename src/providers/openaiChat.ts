import type OpenAI from 'openai';
import type { ModelRequest } from '../core/agent/provider.ts';
import { apiErrorOf } from './apiError.ts';
import { limitBytes } from './byteLimit.ts';
import { type Endpoint, SDK_TIMEOUT_MS } from './endpoint.ts';
import { explainFailure } from './failure.ts';
import { OpenaiReply } from './openaiReply.ts';
import { chatParams, type Extras, placeOfReply } from './openaiRequest.ts';
import { Recall } from './recall.ts';
import type { ReplyReader, Wire } from './wire.ts';

/**
 * The Chat Completions API, of OpenAI and of all who copied it. Everything the SDK would read from the
 * environment is given here, so that it reads nothing.
 */
export function openaiChatWire(endpoint: Endpoint): Wire {
  const recall = new Recall<Extras>();
  const withoutReasoning = new Set<string>();
  let client: Promise<OpenAI> | undefined;

  return {
    async open(request, { signal, onBytes }) {
      client ??= createClient(endpoint);
      const watched = (await client).withOptions({ fetch: endpoint.transport(limitBytes(onBytes)) });
      const params = chatParams(request, recall);
      const plain = { ...params, reasoning_effort: 'none' as const };
      if (withoutReasoning.has(request.model)) return watched.chat.completions.create(plain, { signal });
      try {
        return await watched.chat.completions.create(params, { signal });
      } catch (error) {
        if (!params.tools || !refusesToolsWithReasoning(error)) throw error;
        withoutReasoning.add(request.model);
        return watched.chat.completions.create(plain, { signal });
      }
    },
    read: (request) => readerFor(request, recall),
    explain: (error) => explainFailure(error, endpoint.peer),
  };
}

/** Some models take tools over this API only with reasoning switched off, and say so on the first call. */
function refusesToolsWithReasoning(error: unknown): boolean {
  const apiError = apiErrorOf(error);
  return (
    apiError?.status === 400 && /tools.*reasoning_effort|reasoning_effort.*tools/i.test(apiError.message)
  );
}

async function createClient({ key, baseUrl }: Endpoint): Promise<OpenAI> {
  const { OpenAI: Client } = await import('openai');
  return new Client({
    apiKey: key ?? 'none',
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    baseURL: baseUrl,
    defaultHeaders: { authorization: key === undefined ? null : `Bearer ${key}` },
    logLevel: 'off',
    maxRetries: 0,
    timeout: SDK_TIMEOUT_MS,
  });
}

function readerFor(request: ModelRequest, recall: Recall<Extras>): ReplyReader {
  const reply = new OpenaiReply(request);
  return {
    accept: (event) => reply.accept(event),
    usage: () => reply.usage(),
    finish() {
      const finished = reply.finish();
      const extras = reply.extras();
      if (extras && (finished.stop.reason === 'done' || finished.calls.length > 0)) {
        const message = { role: 'assistant' as const, text: reply.text(), calls: finished.calls };
        recall.remember(placeOfReply(request, recall, message), extras);
      }
      return finished;
    },
  };
}
