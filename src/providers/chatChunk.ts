import { BrokenReply } from './replyLimits.ts';
import type { CallPiece } from './toolCallAssembly.ts';

/** What one event of a streamed Chat Completions reply brings; empty texts are missing ones. */
export interface ChatChunk {
  readonly content: string;
  readonly refusal: string;
  readonly pieces: readonly CallPiece[];
  readonly finishReason: string;
  readonly counts: ChatCounts | undefined;
}

/** As the server says; nobody has checked them. */
export interface ChatCounts {
  readonly input: unknown;
  readonly output: unknown;
  readonly total: unknown;
  readonly cachedInput: unknown;
  /**
   * In US dollars, where the server says it: what it takes itself, and what the maker of the model
   * takes besides; undefined where that is nothing.
   */
  readonly routerCost: unknown;
  readonly makerCost: unknown;
}

const nothing: ChatChunk = { content: '', refusal: '', pieces: [], finishReason: '', counts: undefined };

/**
 * Reads an event without trusting its shape, field by field: replies have thousands of them, and a schema would take
 * longer than all else that is done for one. Throws `BrokenReply` for what is not a chunk.
 */
export function readChunk(event: unknown): ChatChunk {
  const chunk = fields(event);
  if (!chunk) throw new BrokenReply('garbled');
  const counts = readCounts(chunk.usage);
  const choices = listOf(chunk.choices).map(required);
  const [choice] = choices;
  if (!choice) return { ...nothing, counts };
  const delta = fields(choice.delta) ?? {};
  return {
    content: textOf(delta.content),
    refusal: textOf(delta.refusal),
    pieces: listOf(delta.tool_calls).map(readPiece),
    finishReason: textOf(choice.finish_reason),
    counts,
  };
}

function readPiece(value: unknown): CallPiece {
  const { index, id, function: called, extra_content: extra } = required(value);
  const { name, arguments: given } = fields(called) ?? {};
  return {
    index: typeof index === 'number' && Number.isInteger(index) ? index : undefined,
    id: textOf(id),
    name: textOf(name),
    // Some servers send the arguments as the object they stand for.
    argumentsText:
      typeof given === 'object' && given !== null ? JSON.stringify(required(given)) : textOf(given),
    extra,
  };
}

function readCounts(value: unknown): ChatCounts | undefined {
  const usage = fields(value);
  if (!usage) return undefined;
  return {
    input: usage.prompt_tokens,
    output: usage.completion_tokens,
    total: usage.total_tokens,
    cachedInput: fields(usage.prompt_tokens_details)?.cached_tokens,
    routerCost: usage.cost,
    makerCost: usage.is_byok === true ? upstreamCost(usage.cost_details) : undefined,
  };
}

/** For the sake of a sum that cannot be read no answer is thrown away. */
function upstreamCost(details: unknown): unknown {
  return isObject(details) ? (details.upstream_inference_cost ?? null) : null;
}

type Fields = Readonly<Record<string, unknown>>;

function fields(value: unknown): Fields | undefined {
  if (value === undefined || value === null) return undefined;
  if (isObject(value)) return value;
  throw new BrokenReply('garbled');
}

function required(value: unknown): Fields {
  if (isObject(value)) return value;
  throw new BrokenReply('garbled');
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value;
  throw new BrokenReply('garbled');
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  throw new BrokenReply('garbled');
}
