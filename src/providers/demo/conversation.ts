import { z } from 'zod';
import type { Message } from '../../core/agent/message.ts';
import type { ModelRequest, ToolSpec } from '../../core/agent/provider.ts';
import type { PlannedCall } from './step.ts';

/** All the demo model knows: its task, the tools it may use, and the calls that have been answered so far. */
export interface Conversation {
  readonly task: string;
  /** The names of those tools, each with the names of its arguments. */
  readonly offered: ReadonlyMap<string, ReadonlySet<string>>;
  readonly turns: number;
  readonly calls: readonly PastCall[];
  /** What was said to it after its task, such as reports of its children. */
  readonly inbox: readonly string[];
}

/** One answered call. */
export interface PastCall extends PlannedCall {
  readonly text: string;
  readonly isError: boolean;
}

const ObjectSchema = z.looseObject({ properties: z.record(z.string(), z.unknown()) });
const CallInput = z.record(z.string(), z.unknown());

/** Reads a request as a conversation; the calls come in the order they were asked. */
export function readConversation(request: ModelRequest): Conversation {
  const { messages } = request;
  return {
    task: messages.find((message) => message.role === 'user')?.text ?? '',
    offered: new Map(request.tools.map((tool) => [tool.name, argumentsOf(tool)])),
    turns: messages.filter((message) => message.role === 'assistant').length,
    inbox: messages.flatMap((message) => (message.role === 'user' ? [message.text] : [])).slice(1),
    calls: messages.flatMap((message, index) =>
      message.role === 'assistant' ? answeredCalls(message, messages.slice(index + 1)) : [],
    ),
  };
}

/** Those of `planned` that can be made with the offered tools and have not been answered yet. */
export function notYetMade(conversation: Conversation, planned: readonly PlannedCall[]): PlannedCall[] {
  return planned.filter(
    (call) => conversation.offered.has(call.name) && resultOf(conversation, call) === undefined,
  );
}

/** The newest answer to exactly this call. */
export function resultOf(conversation: Conversation, planned: PlannedCall): PastCall | undefined {
  const input = JSON.stringify(planned.input);
  return conversation.calls.findLast(
    (call) => call.name === planned.name && JSON.stringify(call.input) === input,
  );
}

/** The conversation with only the calls that came after the newest call for which `isBoundary` holds. */
export function callsAfter(
  conversation: Conversation,
  isBoundary: (call: PastCall) => boolean,
): Conversation {
  return {
    ...conversation,
    calls: conversation.calls.slice(conversation.calls.findLastIndex(isBoundary) + 1),
  };
}

function argumentsOf({ inputSchema }: ToolSpec): ReadonlySet<string> {
  const schema = ObjectSchema.safeParse(inputSchema);
  return new Set(schema.success ? Object.keys(schema.data.properties) : []);
}

function answeredCalls(
  message: Extract<Message, { role: 'assistant' }>,
  later: readonly Message[],
): PastCall[] {
  const nextReply = later.findIndex((other) => other.role === 'assistant');
  const results = (nextReply < 0 ? later : later.slice(0, nextReply)).flatMap((other) =>
    other.role === 'tool' ? other.results : [],
  );
  return message.calls.flatMap((call) => {
    const result = results.find((candidate) => candidate.callId === call.id);
    if (result === undefined) return [];
    const { text, isError } = result;
    return [{ name: call.name, input: parseInput(call.argumentsJson), text, isError }];
  });
}

function parseInput(argumentsJson: string): Record<string, unknown> {
  return parseJson(argumentsJson, CallInput) ?? {};
}

/** The value that `text` holds as JSON, or undefined when it is not JSON of this shape. */
export function parseJson<T>(text: string, schema: z.ZodType<T>): T | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const parsed = schema.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}
