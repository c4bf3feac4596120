import type { ModelEvent, ModelRequest, Stop, Usage } from '../core/agent/provider.ts';
import { type GuardLimits, startGuard } from './guard.ts';
import type { ReplyReader, Wire } from './wire.ts';

/** How one attempt ended; `hasOutput` means that text or a call was already passed on and cannot be taken back. */
export type AttemptEnd =
  | (Used & { readonly kind: 'stopped'; readonly stop: Stop })
  | (Used & { readonly kind: 'broken'; readonly error: unknown; readonly hasOutput: boolean });

/** What an attempt used, and what that cost where the server says so. */
interface Used {
  readonly usage: Usage;
  readonly costUsd: number | undefined;
}

/**
 * One try at a model call: yields text as it comes and the calls at the end, when all of them are complete.
 * Never throws; the open request is closed also when the consumer leaves early.
 */
export async function* runAttempt(
  wire: Wire,
  request: ModelRequest,
  limits: GuardLimits,
  signal: AbortSignal,
): AsyncGenerator<ModelEvent, AttemptEnd, void> {
  const guard = startGuard(limits, signal);
  const reader = wire.read(request);
  let hasOutput = false;
  try {
    const opened = wire.open(request, { signal: guard.signal, onBytes: guard.pulse });
    const arrivals = (await guard.wait(opened))[Symbol.asyncIterator]();
    const arrival = () => guard.wait(arrivals.next());
    for (let next = await arrival(); !next.done; next = await arrival()) {
      const { text, broken } = acceptAll(next.value, reader);
      if (text !== '') {
        hasOutput = true;
        yield { kind: 'text', text };
      }
      if (broken) throw broken.error;
    }
    const { calls, stop } = reader.finish();
    for (const call of calls) {
      hasOutput = true;
      yield { kind: 'toolCall', call };
    }
    return { kind: 'stopped', stop, ...usedBy(reader) };
  } catch (error) {
    return { kind: 'broken', error, hasOutput, ...usedBy(reader) };
  } finally {
    guard.release();
  }
}

const usedBy = (reader: ReplyReader): Used => ({ usage: reader.usage(), costUsd: reader.costUsd() });

/** The text of events that arrived together, up to one that the reader does not take. */
function acceptAll(events: readonly unknown[], reader: ReplyReader) {
  const pieces: string[] = [];
  try {
    for (const event of events) pieces.push(reader.accept(event));
  } catch (error) {
    return { text: pieces.join(''), broken: { error } };
  }
  return { text: pieces.join(''), broken: undefined };
}
