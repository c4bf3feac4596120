import type { ToolCall } from '../core/agent/message.ts';
import type { ModelRequest, ProviderFailure, Stop, Usage } from '../core/agent/provider.ts';

/** One way to talk to a model API. All waiting and retrying is done by its caller. */
export interface Wire {
  /**
   * Sends the request and returns the parsed events of the reply, those that arrived together in one array; both may
   * throw anything.
   */
  open(request: ModelRequest, watch: Watch): Promise<AsyncIterable<readonly unknown[]>>;
  /** A reader for one reply to this request. */
  read(request: ModelRequest): ReplyReader;
  /** Says what an error thrown by `open`, its events or the reader means. Never throws. */
  explain(error: unknown): CallFailure;
}

/** How a caller looks after an open request: it ends on `signal`, and each arrival of bytes is told. */
export interface Watch {
  readonly signal: AbortSignal;
  readonly onBytes: () => void;
}

/** Puts a reply together. `accept` and `finish` throw on a reply that is broken, cut off or too large. */
export interface ReplyReader {
  /** Takes the next event and returns the new text in it, often none. */
  accept(event: unknown): string;
  /** The tokens of the reply as far as they are known by now. */
  usage(): Usage;
  /** What the server says the reply costs, in US dollars; undefined where it does not say, or is not asked. */
  costUsd(): number | undefined;
  /** Called once, after the last event. None if the model refused; after `length` the last may be cut. */
  finish(): Finished;
}

export interface Finished {
  readonly calls: readonly ToolCall[];
  readonly stop: Stop;
}

/** A failure, and how long the server asked to wait before the next try. */
export interface CallFailure {
  readonly failure: ProviderFailure;
  readonly retryAfterMs: number | undefined;
}
