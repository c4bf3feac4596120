import type Anthropic from '@anthropic-ai/sdk';
import type { Image, Message, ToolResult } from '../core/agent/message.ts';
import type { ModelRequest } from '../core/agent/provider.ts';
import { plainName, replayedArguments, wellFormed } from './outgoing.ts';
import { Path, type Recall } from './recall.ts';

type Block = Anthropic.ContentBlockParam;
type Turn = { readonly role: 'user' | 'assistant'; readonly content: Block[] };
type Remembered = readonly Block[];

/** The most tokens of one reply, thinking included: enough for a long file, and allowed by all current models. */
export const MAX_OUTPUT_TOKENS = 32_000;

const CACHED = { type: 'ephemeral' as const };

/** The request in the Messages format, with the stable beginning and the end of the conversation marked for caching. */
export function messagesParams(
  request: ModelRequest,
  recall: Recall<Remembered>,
): Anthropic.MessageCreateParamsStreaming {
  const tools = request.tools.map(({ name, description, inputSchema }) => ({
    name,
    description,
    input_schema: { ...inputSchema, type: 'object' as const },
  }));
  const lastTool = tools.at(-1);
  const system = wellFormed(request.system);
  const hasSystem = system.trim() !== '';
  return {
    model: request.model,
    max_tokens: MAX_OUTPUT_TOKENS,
    stream: true,
    ...(hasSystem ? { system: [{ type: 'text', text: system, cache_control: CACHED }] } : {}),
    ...(lastTool
      ? { tools: hasSystem ? tools : [...tools.slice(0, -1), { ...lastTool, cache_control: CACHED }] }
      : {}),
    ...(lastTool && request.toolChoice ? { tool_choice: { type: request.toolChoice } } : {}),
    messages: withCachedEnd(turnsOf(request, recall)),
  };
}

/** The place of a reply to this request, by which its thinking is found again. */
export function placeOfReply(request: ModelRequest, recall: Recall<Remembered>, reply: Message): string {
  const path = pathOf(request);
  for (const turn of turnsOf(request, recall)) path.step(turn);
  return path.placeOf(nameOf(reply));
}

function nameOf(message: Message): unknown {
  if (message.role !== 'assistant') return message;
  return [message.text, message.calls.map(({ id, name, argumentsJson }) => [id, name, argumentsJson])];
}

function pathOf({ model, system, tools }: ModelRequest): Path {
  return new Path([model, system, tools]);
}

function turnsOf(request: ModelRequest, recall: Recall<Remembered>): Turn[] {
  const path = recall.isEmpty ? undefined : pathOf(request);
  const turns: Turn[] = [];
  let stepped = 0;
  const stepTo = (count: number) => {
    for (const turn of turns.slice(stepped, count)) path?.step(turn);
    stepped = count;
  };
  for (const message of request.messages) {
    if (message.role === 'assistant') stepTo(turns.length);
    const remembered =
      message.role === 'assistant' ? path && recall.find(path.placeOf(nameOf(message))) : undefined;
    append(turns, message.role === 'assistant' ? 'assistant' : 'user', remembered ?? blocksOf(message));
  }
  return turns;
}

/** Turns alternate: neighbours with the same role become one, and empty ones disappear. */
function append(turns: Turn[], role: Turn['role'], blocks: readonly Block[]): void {
  if (blocks.length === 0) return;
  const last = turns.at(-1);
  if (last?.role === role) last.content.push(...blocks);
  else turns.push({ role, content: [...blocks] });
}

function blocksOf(message: Message): Block[] {
  switch (message.role) {
    case 'user':
      return textBlocks(message.text);
    case 'tool':
      return message.results.map(resultBlock);
    case 'assistant':
      return [
        ...textBlocks(message.text),
        ...message.calls.map(({ id, name, argumentsJson }) => ({
          type: 'tool_use' as const,
          id: plainName(id),
          name: plainName(name),
          input: replayedArguments(argumentsJson),
        })),
      ];
  }
}

/** The API rejects text blocks without text. */
function textBlocks(text: string): Block[] {
  return text.trim() === '' ? [] : [{ type: 'text', text: wellFormed(text) }];
}

function resultBlock({ callId, text, isError, images = [] }: ToolResult): Block {
  const said = text === '' && isError ? 'The tool failed and said nothing.' : wellFormed(text);
  const content = images.length === 0 ? said : [...textParts(said), ...images.map(imagePart)];
  return {
    type: 'tool_result',
    tool_use_id: plainName(callId),
    ...(content === '' ? {} : { content }),
    ...(isError ? { is_error: true } : {}),
  };
}

function textParts(text: string) {
  return text.trim() === '' ? [] : [{ type: 'text' as const, text }];
}

function imagePart({ mediaType, base64 }: Image) {
  return { type: 'image' as const, source: { type: 'base64' as const, media_type: mediaType, data: base64 } };
}

function withCachedEnd(turns: readonly Turn[]): Turn[] {
  const last = turns.at(-1);
  const block = last?.content.at(-1);
  if (!last || !block || (block.type !== 'text' && block.type !== 'tool_result')) return [...turns];
  return [
    ...turns.slice(0, -1),
    { role: last.role, content: [...last.content.slice(0, -1), { ...block, cache_control: CACHED }] },
  ];
}
