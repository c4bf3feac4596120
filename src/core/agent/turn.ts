import type { Emit } from '../journal/event.ts';
import type { Clock } from '../ports.ts';
import { lastCall } from '../prompts/notices.ts';
import { costOf, type Price } from './cost.ts';
import type { Message } from './message.ts';
import type { ModelRequest, Provider } from './provider.ts';
import { type Reply, readReply } from './reply.ts';
import { withTimeout } from './timeout.ts';
import type { Tool } from './tool.ts';

/** What one call of a model needs of its agent. */
export interface TurnParts {
  readonly agentId: string;
  readonly emit: Emit;
  readonly provider: Provider;
  readonly model: string;
  readonly price: Price | undefined;
  readonly tools: readonly Tool[];
  readonly instructions: string;
}

const lastWordsSeconds = 60;

/** One model call, recorded from its start to its end. Never rejects for the model's sake. */
export async function takeTurn(
  parts: TurnParts,
  request: Pick<ModelRequest, 'messages' | 'toolChoice'>,
  turn: number,
  signal: AbortSignal,
): Promise<Reply> {
  const { agentId, emit, provider, model, price, tools, instructions } = parts;
  emit({ type: 'turnStarted', agentId, turn });
  const reply = await readReply(
    provider,
    { model, system: instructions, tools: tools.map((tool) => tool.spec), ...request },
    ({ attempt, delayMs, reason }) => emit({ type: 'modelRetried', agentId, attempt, delayMs, reason }),
    signal,
  );
  const { stop, text, calls, usage } = reply;
  const costUsd = reply.costUsd ?? (price && costOf(usage, price));
  const cost = costUsd === undefined ? {} : { costUsd };
  const failure = stop.reason === 'failed' ? { failure: stop.failure } : {};
  emit({
    type: 'modelReplied',
    agentId,
    turn,
    text,
    calls: [...calls],
    stop: stop.reason,
    ...failure,
    usage,
    ...cost,
  });
  return reply;
}

/** At a limit: one call in which the agent can only speak. What it says becomes its last text; silence changes nothing. */
export async function sayLastWords(
  parts: TurnParts & { readonly clock: Clock; readonly life: AbortSignal },
  messages: readonly Message[],
  turn: number,
  reason: string,
): Promise<void> {
  const asked: readonly Message[] = [...messages, { role: 'user', text: lastCall(reason) }];
  const speak = async (signal: AbortSignal) => {
    if (!signal.aborted) await takeTurn(parts, { messages: asked, toolChoice: 'none' }, turn, signal);
  };
  await withTimeout(speak, parts.clock, lastWordsSeconds, parts.life);
}
