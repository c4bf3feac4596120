import { abortable } from './abortable.ts';
import type { ToolCall } from './message.ts';
import {
  addUsage,
  type ModelEvent,
  type ModelRequest,
  noUsage,
  type Provider,
  type Stop,
  type Usage,
} from './provider.ts';

/** One whole answer of a model. Call ids are unique within it. */
export interface Reply {
  readonly text: string;
  readonly calls: readonly ToolCall[];
  readonly usage: Usage;
  readonly stop: Stop;
}

/** Reads one streamed answer to its stop. Never throws; an abort ends it at once, also under a provider that hangs. */
export async function readReply(
  provider: Provider,
  request: ModelRequest,
  onRetry: (retry: Extract<ModelEvent, { kind: 'retry' }>) => void,
  signal: AbortSignal,
): Promise<Reply> {
  const text: string[] = [];
  const calls: ToolCall[] = [];
  let usage = noUsage;
  let stop: Stop = { reason: 'aborted' };
  const events = provider.stream(request, signal)[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await abortable(events.next(), signal);
      if (next.done) break;
      const event = next.value;
      if (event.kind === 'text') text.push(event.text);
      else if (event.kind === 'toolCall') calls.push(withUniqueId(event.call, calls));
      else if (event.kind === 'usage') usage = addUsage(usage, event.usage);
      else if (event.kind === 'retry') onRetry(event);
      else stop = event.stop;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    stop = { reason: 'aborted' };
  }
  const said = { text: text.join(''), calls };
  return { ...said, usage: isCounted(usage) ? usage : estimateUsage(request, said), stop };
}

function withUniqueId(call: ToolCall, before: readonly ToolCall[]): ToolCall {
  const taken = new Set(before.map((other) => other.id));
  let id = call.id;
  for (let n = 2; taken.has(id); n += 1) id = `${call.id}-${n}`;
  return { ...call, id };
}

const isCounted = (usage: Usage) => usage.input > 0 || usage.output > 0;

/** About four characters a token: what budgets count when an API reports nothing. */
function estimateUsage(request: ModelRequest, said: Pick<Reply, 'text' | 'calls'>): Usage {
  const length = (value: unknown) => JSON.stringify(value).length;
  return {
    input: Math.ceil((request.system.length + length(request.messages) + length(request.tools)) / 4),
    output: Math.ceil((said.text.length + length(said.calls)) / 4),
    cachedInput: 0,
  };
}
