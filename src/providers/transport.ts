import {
  type ClientRequest,
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
  type RequestOptions,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { UnderlyingSource } from 'node:stream/web';
import { urlToHttpOptions } from 'node:url';

/** All that a model call needs to send; what else the environment adds to an SDK's headers stays here. */
const SENT_HEADERS = new Set(['accept', 'anthropic-version', 'authorization', 'content-type', 'user-agent']);

/** Kept connections that nobody uses at the moment; a large team's turns end together, and begin together. */
const mostFreeConnections = 1_000;

/** Ways to call a model API that share their connections: few bytes and little work for each call, no redirects. */
export interface Transport {
  /** A `fetch` for an SDK. Its replies show each chunk of their body to `onChunk` first; if it throws, the body fails. */
  readonly fetch: (onChunk: (chunk: Uint8Array) => void) => typeof fetch;
  /** Prepares calls of one address; for what reads the bytes of its replies itself. */
  readonly poster: (url: string, headers: Readonly<Record<string, string>>) => Post;
}

/**
 * Sends a text by `POST` and resolves with the reply as soon as its headers are there; reading its body, and closing it,
 * is up to the caller. Rejects when the signal aborts before.
 */
export type Post = (body: string, signal: AbortSignal) => Promise<IncomingMessage>;

/**
 * Model calls on plain `node:http` with kept-alive connections, which costs far less than the global `fetch`. It takes
 * text bodies, follows no redirect and asks for no compression.
 */
export function createTransport(): Transport {
  const kept = { keepAlive: true, scheduling: 'lifo', maxFreeSockets: mostFreeConnections } as const;
  const http = new HttpAgent(kept);
  const https = new HttpsAgent(kept);
  const starter = (options: RequestOptions) => () =>
    options.protocol === 'http:'
      ? httpRequest({ ...options, agent: http })
      : httpsRequest({ ...options, agent: https });

  return {
    fetch:
      (onChunk) =>
      async (input, init = {}) => {
        const url = new URL(input instanceof Request ? input.url : input);
        const signal = init.signal ?? undefined;
        signal?.throwIfAborted();
        const body = typeof init.body === 'string' ? init.body : '';
        const start = starter({
          ...urlToHttpOptions(url),
          method: init.method ?? 'GET',
          headers: { ...sentHeaders(init.headers), 'content-length': Buffer.byteLength(body) },
          ...(signal ? { signal } : {}),
        });
        return responseFrom(await sendTwiceIfStale(start, body), onChunk);
      },
    poster: (url, headers) => {
      const options = { ...urlToHttpOptions(new URL(url)), method: 'POST' };
      return (body, signal) => {
        const length = Buffer.byteLength(body);
        const start = starter({ ...options, headers: { ...headers, 'content-length': length } });
        return sendWhileWanted(start, body, signal);
      };
    },
  };
}

/** Like `sendTwiceIfStale`, but an abort ends the request until its reply is there. */
async function sendWhileWanted(
  start: () => ClientRequest,
  body: string,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  let request: ClientRequest | undefined;
  const destroy = () => void request?.destroy(new Error('The call was aborted.'));
  const onAbort = () => {
    // Without its socket it would leave behind one that was opened for it and never used.
    if (request && !request.socket) request.once('socket', destroy);
    else destroy();
  };
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await sendTwiceIfStale(() => {
      signal.throwIfAborted();
      request = start();
      return request;
    }, body);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

function sentHeaders(headers: RequestInit['headers']): Record<string, string> {
  return Object.fromEntries([...new Headers(headers)].filter(([name]) => SENT_HEADERS.has(name)));
}

/** A kept connection may have been closed by the server just before we used it; the call is then sent anew. */
async function sendTwiceIfStale(start: () => ClientRequest, body: string): Promise<IncomingMessage> {
  const first = start();
  try {
    return await send(first, body);
  } catch (error) {
    if (!first.reusedSocket || !isReset(error)) throw error;
    return send(start(), body);
  }
}

function isReset(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
}

function send(request: ClientRequest, body: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.once('response', resolve);
    request.on('error', reject);
    // A body of one byte a character is ASCII, which Node sends without room for longer characters.
    const isAscii = Number(request.getHeader('content-length')) === body.length;
    request.end(body, isAscii ? 'latin1' : 'utf8');
  });
}

type OnChunk = Parameters<Transport['fetch']>[0];

/** The headers of a reply as the web knows them. */
export function headersOf(message: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, values] of Object.entries(message.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value);
  }
  return headers;
}

function responseFrom(message: IncomingMessage, onChunk: OnChunk): Response {
  const status = message.statusCode ?? 502;
  const hasBody = status >= 200 && status !== 204 && status !== 205 && status !== 304;
  if (!hasBody) message.resume();
  return new Response(hasBody ? bodyOf(message, onChunk) : null, {
    status: Math.max(status, 200),
    headers: headersOf(message),
  });
}

/** What may wait in memory until somebody reads it. */
const BUFFER_BYTES = 256 * 1024;

/** Hands bytes on as they come, all that arrived also before an error, and stops reading while nobody takes them. */
function bodyOf(message: IncomingMessage, onChunk: OnChunk): ReadableStream<Uint8Array> {
  let isOver = false;
  let failure: unknown;
  const source: UnderlyingSource<Uint8Array> = {
    start(controller) {
      const fail = (error: unknown) => {
        if (isOver) return;
        isOver = true;
        failure = error;
        if (controller.desiredSize === BUFFER_BYTES) controller.error(error);
        message.destroy();
      };
      message.on('data', (chunk: Buffer) => {
        if (isOver) return;
        try {
          onChunk(chunk);
        } catch (error) {
          fail(error);
          return;
        }
        controller.enqueue(chunk);
        if ((controller.desiredSize ?? 0) <= 0) message.pause();
      });
      message.on('end', () => {
        if (!isOver) controller.close();
        isOver = true;
      });
      message.on('error', fail);
      message.on('close', () => fail(new Error('The connection was closed.')));
    },
    pull(controller) {
      if (failure === undefined) message.resume();
      else if (controller.desiredSize === BUFFER_BYTES) controller.error(failure);
    },
    cancel() {
      isOver = true;
      message.destroy();
    },
  };
  return new ReadableStream(source, new ByteLengthQueuingStrategy({ highWaterMark: BUFFER_BYTES }));
}
