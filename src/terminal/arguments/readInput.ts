import { addAbortSignal, type Readable } from 'node:stream';

/** Everything that comes in on a stream, as text. Rejects if `signal` aborts first. */
export async function readInput(stream: Readable, signal: AbortSignal): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of addAbortSignal(signal, stream)) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}
