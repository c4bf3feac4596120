import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { limitBytes } from '../../src/providers/byteLimit.ts';
import { MAX_REPLY_CHARACTERS, ReplySize } from '../../src/providers/replyLimits.ts';
import { createTransport } from '../../src/providers/transport.ts';
import { type RawServer, startRawServer, startSse } from './rawServer.ts';

suite('the transport', () => {
  let server: RawServer;
  teardown(() => server.close());

  test('what arrived before a connection broke can still be read, then the break is told', async () => {
    let answered: ServerResponse | undefined;
    server = await startRawServer((response) => {
      answered = response;
      startSse(response).write('all of this');
    });
    let onChunk: () => void = () => undefined;
    const arrived = new Promise<void>((resolve) => {
      onChunk = resolve;
    });
    const response = await createTransport().fetch(() => onChunk())(server.url, {
      method: 'POST',
      body: '{}',
    });
    await arrived;
    assert.ok(answered);
    const closed = once(answered, 'close');
    answered.destroy();
    await closed;
    await new Promise((resolve) => setTimeout(resolve, 50));
    const reader = response.body?.getReader();
    assert.equal(Buffer.from((await reader?.read())?.value ?? []).toString(), 'all of this');
    await assert.rejects(async () => reader?.read(), { code: 'ECONNRESET' });
  });

  test('a redirect is not followed', async () => {
    server = await startRawServer((response) => response.writeHead(307, { location: '/elsewhere' }).end());
    const response = await createTransport().fetch(() => undefined)(server.url, {
      method: 'POST',
      body: '{}',
    });
    assert.equal(response.status, 307);
    assert.equal(server.received.length, 1);
  });

  test('nothing is compressed, since nothing is asked for', async () => {
    server = await startRawServer((response) => response.writeHead(204).end());
    const headers = { 'accept-encoding': 'gzip', accept: 'text/event-stream' };
    await createTransport().fetch(() => undefined)(server.url, { method: 'POST', body: 'null', headers });
    assert.equal(server.received[0]?.headers['accept-encoding'], undefined);
    assert.equal(server.received[0]?.headers.accept, 'text/event-stream');
  });
});

suite('148: the size of a reply on the wire', () => {
  const MEGABYTE = new Uint8Array(1024 * 1024).fill(0x78);
  const withLineEnd = MEGABYTE.slice().fill(0x0a, -1);

  /** How many of these chunks pass before the limit. */
  function passing(chunk: Uint8Array): number {
    const count = limitBytes(() => undefined);
    for (let passed = 0; passed < 1_000; passed += 1) {
      try {
        count(chunk);
      } catch {
        return passed;
      }
    }
    return 1_000;
  }

  test('text and arguments together may have 4 million characters', () => {
    const size = new ReplySize();
    const text = 'x'.repeat(MAX_REPLY_CHARACTERS / 2);
    size.add(text);
    size.add(text);
    assert.throws(() => size.add('x'), { fault: 'tooLarge' });
  });

  test('a line may weigh 8 MB', () => assert.equal(passing(MEGABYTE), 8));
  test('a reply may weigh 128 MB', () => assert.equal(passing(withLineEnd), 128));
});
