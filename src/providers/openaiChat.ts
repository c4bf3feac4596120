import type { ModelRequest } from '../core/agent/provider.ts';
import { apiErrorOf } from './apiError.ts';
import { callChat } from './chatCall.ts';
import type { Endpoint } from './endpoint.ts';
import { explainFailure } from './failure.ts';
import { OpenaiReply } from './openaiReply.ts';
import { type ChatParams, chatParams, type Extras, placeOfReply } from './openaiRequest.ts';
import { Recall } from './recall.ts';
import type { Post } from './transport.ts';
import type { ReplyReader, Wire } from './wire.ts';

/**
 * The Chat Completions API, of OpenAI and of all who copied it. Its calls go over our own transport: for a large team a
 * client library would cost several times what the rest of a turn does.
 */
export function openaiChatWire(endpoint: Endpoint): Wire {
  const recall = new Recall<Extras>();
  const withoutReasoning = new Set<string>();
  const post = posterFor(endpoint);

  return {
    async open(request, watch) {
      const params = chatParams(request, recall);
      const call = (sent: ChatParams) => callChat(post, JSON.stringify(sent), watch);
      const plain = { ...params, reasoning_effort: 'none' as const };
      if (withoutReasoning.has(request.model)) return call(plain);
      try {
        return await call(params);
      } catch (error) {
        if (!params.tools || !refusesToolsWithReasoning(error)) throw error;
        withoutReasoning.add(request.model);
        return call(plain);
      }
    },
    read: (request) => readerFor(request, recall, endpoint),
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

function posterFor({ transport, baseUrl, key }: Endpoint): Post {
  return transport.poster(`${baseUrl.replace(/\/+$/, '')}/chat/completions`, {
    accept: 'application/json',
    'content-type': 'application/json',
    'user-agent': 'Muster',
    ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
  });
}

function readerFor(request: ModelRequest, recall: Recall<Extras>, { tellsCost }: Endpoint): ReplyReader {
  const reply = new OpenaiReply(request);
  return {
    accept: (event) => reply.accept(event),
    usage: () => reply.usage(),
    costUsd: () => (tellsCost ? reply.costUsd() : undefined),
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
