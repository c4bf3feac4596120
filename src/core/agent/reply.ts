import type { ToolCall } from './message.ts';
import {
  addUsage,
  type ModelEvent,
  type ModelRequest,
  noUsage,
  type Provider,
  type Stop,
  Usage,
} from './provider.ts';

/** One whole answer of a model. Call ids are unique within it. */
export interface Reply {
  readonly text: string;
  readonly calls: readonly ToolCall[];
  readonly usage: Usage;
  /** What the API says it cost, in US dollars; undefined where it does not say. */
  readonly costUsd: number | undefined;
  readonly stop: Stop;
}

const maxCalls = 2000;
/** Far more than any model writes; recording it does not yet hold up the other agents. */
const maxLength = 4_000_000;

/**
 * Reads one streamed answer to its stop. An abort ends it at once, also under a provider that hangs; a provider that
 * throws or never comes to an end has failed. Throws only what `onRetry` throws.
 */
export async function readReply(
  provider: Provider,
  request: ModelRequest,
  onRetry: (retry: Extract<ModelEvent, { kind: 'retry' }>) => void,
  signal: AbortSignal,
): Promise<Reply> {
  const said = new Said();
  let used: Used = { usage: noUsage, costUsd: undefined };
  let stop: Stop | undefined;
  const events = eventsOf(provider, request, signal);
  try {
    while (!stop) {
      const event = await events.next();
      if (event.kind === 'text') said.addText(event.text);
      else if (event.kind === 'toolCall') said.addCall(event.call);
      else if (event.kind === 'usage') used = withUsage(used, event);
      else if (event.kind === 'retry') onRetry(event);
      else stop = event.stop;
      if (said.isTooLong()) stop = failed('The model sent an endless answer. Run the task again.');
    }
  } finally {
    events.close();
  }
  const { calls } = said;
  const text = said.text();
  // A call that failed before a word came may never have reached a model.
  const cameNothing = stop.reason === 'failed' && text === '' && calls.length === 0;
  const estimate = () => (cameNothing ? noUsage : estimateUsage(request, { text, calls }));
  const counted = isCredible(used.usage) ? used.usage : estimate();
  const isWhole = stop.reason !== 'failed' && stop.reason !== 'aborted';
  const usage = isWhole || cameNothing ? counted : withAllSaid(counted, { text, calls });
  return { text, calls, usage, costUsd: used.costUsd, stop };
}

type Used = Pick<Reply, 'usage' | 'costUsd'>;

function withUsage({ usage, costUsd }: Used, event: Extract<ModelEvent, { kind: 'usage' }>): Used {
  const more = event.costUsd;
  return {
    usage: addUsage(usage, event.usage),
    costUsd: more === undefined ? costUsd : (costUsd ?? 0) + more,
  };
}

/** The stream, with every way in which it can end badly turned into a `stop`. */
function eventsOf(provider: Provider, request: ModelRequest, signal: AbortSignal) {
  let events: AsyncIterator<ModelEvent> | undefined;
  let interrupt = () => {};
  // One listener for the whole answer: an answer may come in thousands of pieces.
  const onAbort = () => interrupt();
  signal.addEventListener('abort', onAbort, { once: true });
  const nextOrAbort = () =>
    new Promise<IteratorResult<ModelEvent>>((resolve, reject) => {
      interrupt = () => reject(signal.reason);
      events ??= provider.stream(request, signal)[Symbol.asyncIterator]();
      events.next().then(resolve, reject);
      if (signal.aborted) interrupt();
    });
  return {
    async next(): Promise<ModelEvent> {
      try {
        const next = await nextOrAbort();
        return next.done ? { kind: 'stop', stop: { reason: 'aborted' } } : next.value;
      } catch {
        const stop: Stop = signal.aborted
          ? { reason: 'aborted' }
          : failed('The model’s API client failed. Run again.');
        return { kind: 'stop', stop };
      }
    },
    /** Lets the provider clean up, without waiting for one that hangs. */
    close(): void {
      signal.removeEventListener('abort', onAbort);
      events?.return?.().catch(() => {});
    },
  };
}

function failed(message: string): Stop {
  return { reason: 'failed', failure: { kind: 'malformed', message, transient: false } };
}

/** What a model has said so far. */
class Said {
  readonly calls: ToolCall[] = [];
  readonly #texts: string[] = [];
  readonly #ids = new Set<string>();
  #length = 0;

  addText(text: string): void {
    this.#texts.push(text);
    this.#length += text.length;
  }

  addCall(call: ToolCall): void {
    let id = call.id;
    for (let n = 2; this.#ids.has(id); n += 1) id = `${call.id}-${n}`;
    this.#ids.add(id);
    this.calls.push({ ...call, id });
    this.#length += call.argumentsJson.length;
  }

  text(): string {
    return this.#texts.join('');
  }

  isTooLong(): boolean {
    return this.#length > maxLength || this.calls.length > maxCalls;
  }
}

/** A sum that is missing, negative or beyond counting is no basis for a budget. */
const isCredible = (usage: Usage) => Usage.safeParse(usage).success && (usage.input > 0 || usage.output > 0);

/** Some APIs count the output as it begins and once more at the end, which an answer that was cut off does not have. */
function withAllSaid(usage: Usage, said: Pick<Reply, 'text' | 'calls'>): Usage {
  return { ...usage, output: Math.max(usage.output, estimateOutput(said)) };
}

/** About four characters a token: what budgets count when an API reports nothing. */
function estimateUsage(request: ModelRequest, said: Pick<Reply, 'text' | 'calls'>): Usage {
  return {
    input: Math.ceil((request.system.length + lengthOf(request.messages) + lengthOf(request.tools)) / 4),
    output: estimateOutput(said),
    cachedInput: 0,
  };
}

const lengthOf = (value: unknown) => JSON.stringify(value).length;

function estimateOutput({ text, calls }: Pick<Reply, 'text' | 'calls'>): number {
  return Math.ceil((text.length + lengthOf(calls)) / 4);
}
