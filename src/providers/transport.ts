import {
  type ClientRequest,
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { UnderlyingSource } from 'node:stream/web';

/** All that a model call needs to send; what else the environment adds to an SDK's headers stays here. */
const SENT_HEADERS = new Set(['accept', 'anthropic-version', 'authorization', 'content-type', 'user-agent']);

/** Makes a `fetch` whose replies show each chunk of their body to `onChunk` first; if it throws, the body fails. */
export type Transport = (onChunk: (chunk: Uint8Array) => void) => typeof fetch;

/**
 * A `fetch` for model calls on plain `node:http` with kept-alive connections, which costs far less than the
 * global one. It takes text bodies, follows no redirect and asks for no compression.
 */
export function createTransport(): Transport {
  const http = new HttpAgent({ keepAlive: true, scheduling: 'lifo' });
  const https = new HttpsAgent({ keepAlive: true, scheduling: 'lifo' });

  return (onChunk) =>
    async (input, init = {}) => {
      const url = new URL(input instanceof Request ? input.url : input);
      const signal = init.signal ?? undefined;
      signal?.throwIfAborted();
      const body = typeof init.body === 'string' ? Buffer.from(init.body) : Buffer.alloc(0);
      const options = {
        method: init.method ?? 'GET',
        headers: { ...sentHeaders(init.headers), 'content-length': body.length },
        ...(signal ? { signal } : {}),
      };
      const start = () =>
        url.protocol === 'http:'
          ? httpRequest(url, { ...options, agent: http })
          : httpsRequest(url, { ...options, agent: https });
      return responseFrom(await sendTwiceIfStale(start, body), onChunk);
    };
}

function sentHeaders(headers: RequestInit['headers']): Record<string, string> {
  return Object.fromEntries([...new Headers(headers)].filter(([name]) => SENT_HEADERS.has(name)));
}

/** A kept connection may have been closed by the server just before we used it; the call is then sent anew. */
async function sendTwiceIfStale(start: () => ClientRequest, body: Buffer): Promise<IncomingMessage> {
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

function send(request: ClientRequest, body: Buffer): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.once('response', resolve);
    request.on('error', reject);
    request.end(body);
  });
}

type OnChunk = Parameters<Transport>[0];

function responseFrom(message: IncomingMessage, onChunk: OnChunk): Response {
  const headers = new Headers();
  for (const [name, values] of Object.entries(message.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value);
  }
  const status = message.statusCode ?? 502;
  const hasBody = status >= 200 && status !== 204 && status !== 205 && status !== 304;
  if (!hasBody) message.resume();
  return new Response(hasBody ? bodyOf(message, onChunk) : null, { status: Math.max(status, 200), headers });
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
