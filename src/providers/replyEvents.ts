import type { IncomingMessage } from 'node:http';
import { ApiRefusal } from './apiRefusal.ts';
import { EventDecoder, type ServerEvent } from './eventDecoder.ts';
import { headersOf } from './transport.ts';

/** What may wait in memory until somebody reads it. */
const waitingBytes = 256 * 1024;
/** How long a server may take to end a reply that is complete, so that its connection can be used again. */
const lingerMs = 100;

/**
 * The parsed events of a reply up to `[DONE]`, those that arrived together in one array. What arrived before an error is
 * handed over first. Reading stops while nobody takes them, and the connection is closed on abort.
 */
export function replyEvents(
  message: IncomingMessage,
  onChunk: (chunk: Uint8Array) => void,
  signal: AbortSignal,
): AsyncIterable<readonly unknown[]> {
  const reading = new Reading(message, onChunk, signal);
  return { [Symbol.asyncIterator]: () => ({ next: () => reading.next() }) };
}

interface Waiter {
  readonly resolve: (next: IteratorResult<readonly unknown[]>) => void;
  readonly reject: (reason: unknown) => void;
}

class Reading {
  private readonly message: IncomingMessage;
  private readonly decoder = new EventDecoder();
  private ready: unknown[] = [];
  private readyBytes = 0;
  private waiter: Waiter | undefined;
  private isDone = false;
  private isClosed = false;
  private failure: { readonly error: unknown } | undefined;

  constructor(message: IncomingMessage, onChunk: (chunk: Uint8Array) => void, signal: AbortSignal) {
    this.message = message;
    const onAbort = () => message.destroy();
    let lingering: NodeJS.Timeout | undefined;
    signal.addEventListener('abort', onAbort, { once: true });
    message.on('data', (chunk: Buffer) => {
      if (this.isDone || this.failure) return;
      try {
        onChunk(chunk);
        this.take(this.decoder.push(chunk));
        this.readyBytes += chunk.length;
      } catch (error) {
        this.fail(error);
      }
      if (this.isDone) lingering = setTimeout(onAbort, lingerMs);
      else if (!this.waiter && this.readyBytes > waitingBytes) message.pause();
      this.hand();
    });
    message.on('end', () => {
      if (this.isDone || this.failure) return;
      try {
        this.take(this.decoder.end());
      } catch (error) {
        this.fail(error);
      }
      this.isDone = true;
    });
    message.on('error', (error) => this.fail(error));
    // After this, and not before, a connection that is kept can be used again.
    message.on('close', () => {
      signal.removeEventListener('abort', onAbort);
      clearTimeout(lingering);
      this.fail(new Error('The connection was closed.'));
      this.isClosed = true;
      this.hand();
    });
    if (signal.aborted) onAbort();
  }

  next(): Promise<IteratorResult<readonly unknown[]>> {
    return new Promise((resolve, reject) => {
      this.waiter = { resolve, reject };
      this.hand();
      if (this.waiter && this.message.isPaused()) this.message.resume();
    });
  }

  private take(events: readonly ServerEvent[]): void {
    for (const event of events) {
      if (event.data === '[DONE]') this.isDone = true;
      if (this.isDone) return;
      if (event.data !== '') this.ready.push(parsed(event, this.message));
    }
  }

  /** The first failure counts, and none after the last event. */
  private fail(error: unknown): void {
    if (this.isDone || this.failure) return;
    this.failure = { error };
    this.message.destroy();
  }

  private hand(): void {
    const { waiter, ready } = this;
    if (!waiter) return;
    if (ready.length > 0) {
      this.ready = [];
      this.readyBytes = 0;
      waiter.resolve({ done: false, value: ready });
    } else if (this.failure) waiter.reject(this.failure.error);
    else if (this.isClosed) waiter.resolve({ done: true, value: undefined });
    else return;
    this.waiter = undefined;
  }
}

/** Throws `SyntaxError` for what is no JSON, and `ApiRefusal` for an error that the server tells in its reply. */
function parsed({ name, data }: ServerEvent, message: IncomingMessage): unknown {
  const event: unknown = JSON.parse(data);
  const told = typeof event === 'object' && event !== null && 'error' in event ? event.error : undefined;
  if (told || name === 'error') throw new ApiRefusal(undefined, headersOf(message), told || event);
  return event;
}
