import type { IncomingMessage } from 'node:http';
import { ApiRefusal } from './apiRefusal.ts';
import { limitBytes } from './byteLimit.ts';
import { replyEvents } from './replyEvents.ts';
import { headersOf, type Post } from './transport.ts';
import type { Watch } from './wire.ts';

/** Sends a request and returns the events of its reply. Throws `ApiRefusal` if the server refuses it. */
export async function callChat(
  send: Post,
  body: string,
  watch: Watch,
): Promise<AsyncIterable<readonly unknown[]>> {
  const { signal, onBytes } = watch;
  const message = await send(body, signal);
  const status = message.statusCode ?? 502;
  const onChunk = limitBytes(onBytes);
  if (status >= 200 && status < 300) return replyEvents(message, onChunk, signal);
  throw new ApiRefusal(status, headersOf(message), await toldError(message, onChunk, signal));
}

/** The `error` of a JSON body; nothing of any other body, such as a page for people. */
async function toldError(
  message: IncomingMessage,
  onChunk: (chunk: Uint8Array) => void,
  signal: AbortSignal,
): Promise<unknown> {
  const onAbort = () => message.destroy();
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of message) {
      onChunk(chunk);
      chunks.push(chunk);
    }
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString());
    return typeof body === 'object' && body !== null && 'error' in body ? body.error : body;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
