import type OpenAI from 'openai';
import type { Message, ToolCall, ToolResult } from '../core/agent/message.ts';
import type { ModelRequest } from '../core/agent/provider.ts';
import { imageWords } from '../core/prompts/fileWords.ts';
import { plainName, replayedArguments, wellFormed } from './outgoing.ts';
import { Path, type Recall } from './recall.ts';

export type ChatParams = OpenAI.ChatCompletionCreateParamsStreaming;
type Param = OpenAI.ChatCompletionMessageParam;
/** Google's signature of the thinking behind a call, one entry a call, as it came. */
export type Extras = readonly unknown[];

/** What Google documents for calls whose signature is not known, such as those of another model. */
const UNSIGNED = { google: { thought_signature: 'skip_thought_signature_validator' } };

/** The request in the Chat Completions format. */
export function chatParams(request: ModelRequest, recall: Recall<Extras>): ChatParams {
  const tools = request.tools.map(({ name, description, inputSchema }) => ({
    type: 'function' as const,
    function: { name, description, parameters: { ...inputSchema } },
  }));
  return {
    model: request.model,
    messages: paramsOf(request, recall),
    ...(tools.length > 0 ? { tools } : {}),
    ...(tools.length > 0 && request.toolChoice ? { tool_choice: request.toolChoice } : {}),
    stream: true,
    stream_options: { include_usage: true },
  };
}

/** The place of a reply to this request, by which its signatures are found again. */
export function placeOfReply(request: ModelRequest, recall: Recall<Extras>, reply: Message): string {
  const path = new Path(request.model);
  for (const param of paramsOf(request, recall)) path.step(param);
  return path.placeOf(paramsOfMessage(reply, request.model, undefined));
}

function paramsOf(request: ModelRequest, recall: Recall<Extras>): Param[] {
  const path = recall.isEmpty ? undefined : new Path(request.model);
  const params: Param[] = [];
  const add = (added: readonly Param[]) => {
    for (const param of added) path?.step(param);
    params.push(...added);
  };
  if (request.system.trim() !== '') add([{ role: 'system', content: wellFormed(request.system) }]);
  for (const message of request.messages) {
    const plain = paramsOfMessage(message, request.model, undefined);
    const extras = path && message.role === 'assistant' ? recall.find(path.placeOf(plain)) : undefined;
    add(extras ? paramsOfMessage(message, request.model, extras) : plain);
  }
  return params;
}

function paramsOfMessage(message: Message, model: string, extras: Extras | undefined): Param[] {
  switch (message.role) {
    case 'user':
      return [{ role: 'user', content: wellFormed(message.text) }];
    case 'tool':
      return [
        ...message.results.map(({ callId, text }) => ({
          role: 'tool' as const,
          tool_call_id: callId,
          content: wellFormed(text),
        })),
        ...imagesParam(message.results),
      ];
    case 'assistant': {
      const { text, calls } = message;
      if (calls.length === 0) return text === '' ? [] : [{ role: 'assistant', content: wellFormed(text) }];
      const signatures = extras ?? (needsSignature(model) ? [UNSIGNED] : []);
      const tool_calls = calls.map((call, index) => callParam(call, signatures[index]));
      return [{ role: 'assistant', content: text === '' ? null : wellFormed(text), tool_calls }];
    }
  }
}

/** Results cannot hold pictures in this format: a message right after them does. */
function imagesParam(results: readonly ToolResult[]): Param[] {
  const content = results.flatMap(({ callId, images = [] }) =>
    images.flatMap(({ mediaType, base64 }) => [
      { type: 'text' as const, text: imageWords.imageOf(callId) },
      { type: 'image_url' as const, image_url: { url: `data:${mediaType};base64,${base64}` } },
    ]),
  );
  return content.length === 0 ? [] : [{ role: 'user', content }];
}

function callParam({ id, name, argumentsJson }: ToolCall, extra: unknown) {
  return {
    id,
    type: 'function' as const,
    function: { name: plainName(name), arguments: JSON.stringify(replayedArguments(argumentsJson)) },
    ...(extra === undefined ? {} : { extra_content: extra }),
  };
}

/** Gemini from its third generation on rejects a conversation with unsigned calls. */
function needsSignature(model: string): boolean {
  return /^(?:models\/)?gemini-(?![12]\b)/.test(model);
}
