import type { ToolCall } from '../../core/agent/message.ts';
import type { ModelEvent, ModelRequest, Provider, Usage } from '../../core/agent/provider.ts';
import { nextStep } from './chooseScript.ts';
import type { Conversation } from './conversation.ts';
import { readConversation } from './conversation.ts';
import { chunksOf, pause, spread } from './pacing.ts';
import type { PlannedCall } from './step.ts';

export const demoModelName = 'demo/scripted';

/** How fast the demo goes: before each turn, and between two pieces of text. Zero is as fast as it can. */
export interface DemoPace {
  readonly chunkMs?: number;
  readonly thinkMs?: number;
}

/**
 * A model without key, network or AI: it leads any task through real tool calls by a fixed script, and writes
 * only what it computed from their results. It holds no state, so one provider serves any number of agents.
 */
export function createDemoProvider({ chunkMs = 30, thinkMs = 600 }: DemoPace = {}): Provider {
  return {
    async *stream(request, signal) {
      const said = { characters: 0 };
      const stop = yield* speak(request, { chunkMs, thinkMs, said }, signal);
      yield { kind: 'usage', usage: estimate(request, said.characters) };
      yield { kind: 'stop', stop };
    },
  };
}

type StopOfDemo = Extract<ModelEvent, { kind: 'stop' }>['stop'];

interface Voice {
  readonly chunkMs: number;
  readonly thinkMs: number;
  readonly said: { characters: number };
}

/** Yields the text and the calls of one turn, and returns how it ended. */
async function* speak(
  request: ModelRequest,
  { chunkMs, thinkMs, said }: Voice,
  signal: AbortSignal,
): AsyncGenerator<ModelEvent, StopOfDemo> {
  const conversation = readConversation(request);
  const seed = `${conversation.turns} ${conversation.task}`;
  await pause(thinkMs * (0.6 + spread(seed, 100) / 100), signal);
  if (signal.aborted) return { reason: 'aborted' };

  const planned = request.toolChoice === 'none' ? cutShort : plan(conversation);
  if ('failure' in planned) return { reason: 'failed', failure: planned.failure };
  for (const text of chunksOf(planned.text)) {
    said.characters += text.length;
    yield { kind: 'text', text };
    await pause(chunkMs, signal);
    if (signal.aborted) return { reason: 'aborted' };
  }
  for (const call of callsOf(planned.calls, seed)) {
    said.characters += call.name.length + call.argumentsJson.length;
    yield { kind: 'toolCall', call };
    if (signal.aborted) return { reason: 'aborted' };
  }
  return { reason: 'done' };
}

const cutShort = { text: 'The script was stopped at a limit before its end.', calls: [] } as const;

/** A script that fails is a fault of the demo; the provider's promise never to throw comes first. */
function plan(conversation: Conversation) {
  try {
    return nextStep(conversation);
  } catch {
    const message =
      'The scripted demo came upon something it does not know. Choose another model for this task.';
    return { failure: { kind: 'malformed', message, transient: false } } as const;
  }
}

function callsOf(calls: readonly PlannedCall[], seed: string): ToolCall[] {
  const group = spread(seed, 1_000_003).toString(36);
  return calls.map(({ name, input }, index) => ({
    id: `demo-${group}-${index + 1}`,
    name,
    argumentsJson: JSON.stringify(input),
  }));
}

/** About four characters a token. */
function estimate(request: ModelRequest, said: number): Usage {
  const asked = request.system.length + JSON.stringify([request.messages, request.tools]).length;
  return { input: Math.ceil(asked / 4), output: Math.ceil(said / 4), cachedInput: 0 };
}
