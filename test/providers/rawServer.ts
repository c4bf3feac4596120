import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

export interface Received {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

export type Answer = (response: ServerResponse, request: Received) => void;

export interface RawServer {
  readonly url: string;
  readonly received: Received[];
  /** Connections opened so far. */
  connections(): number;
  /** Resolves when a client closed a connection before its reply was complete. */
  readonly hungUp: Promise<void>;
  close(): Promise<void>;
}

/** A server whose n-th request gets the n-th answer; the last answer serves all further requests. */
export async function startRawServer(...answers: Answer[]): Promise<RawServer> {
  const received: Received[] = [];
  let connections = 0;
  let hangUp: () => void = () => undefined;
  const hungUp = new Promise<void>((resolve) => {
    hangUp = resolve;
  });
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString() || 'null');
    const entry = { path: request.url ?? '', headers: request.headers, body };
    received.push(entry);
    response.once('close', () => response.writableFinished || hangUp());
    answers[Math.min(received.length, answers.length) - 1]?.(response, entry);
  });
  server.on('connection', () => {
    connections += 1;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    received,
    connections: () => connections,
    hungUp,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Answers with these bytes as a stream of events and ends. */
export function sse(text: string | Buffer): Answer {
  return (response) => startSse(response).end(text);
}

/** Sends these bytes and then cuts the connection. */
export function sseThenCut(text: string): Answer {
  return (response) => startSse(response).write(text, () => response.destroy());
}

/** Sends these bytes and then nothing more. */
export function sseThenHang(text: string): Answer {
  return (response) => void startSse(response).write(text);
}

/** Answers with an HTTP error and a JSON body. */
export function refuse(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return (response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

export function startSse(response: ServerResponse): ServerResponse {
  return response.writeHead(200, { 'content-type': 'text/event-stream' });
}
