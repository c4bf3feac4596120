import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { endlessText, nothingPoured, type Poured, pour } from './floods.ts';
import { providersFor, question } from './modelCalls.ts';
import { startRawServer } from './rawServer.ts';
import { wireFormats } from './wireFormats.ts';

const megabyte = 1024 * 1024;

for (const format of wireFormats) {
  test(`200: over ${format.name}, a server waits while nobody reads what it sends`, async () => {
    const poured = nothingPoured();
    const server = await startRawServer(pour(endlessText(format, 40), poured));
    const controller = new AbortController();
    const choice = providersFor({ url: `${server.url}${format.basePath}` })(format.model);
    assert.ok(choice.kind === 'found');
    const request = { ...question, model: choice.model };
    const events = choice.provider.stream(request, controller.signal)[Symbol.asyncIterator]();
    try {
      assert.equal((await events.next()).value?.kind, 'text');
      const held = await standstill(poured);
      // What the system keeps for a connection on both of its ends, and little more.
      assert.ok(held < 32 * megabyte, `${held / megabyte} MB`);
      while (poured.bytes === held) assert.equal((await events.next()).value?.kind, 'text');
    } finally {
      controller.abort();
      await events.return?.();
      await server.close();
    }
  });
}

/** The bytes that were sent when for a while no more were. */
async function standstill(poured: Poured): Promise<number> {
  for (;;) {
    const before = poured.bytes;
    await wait(300);
    if (poured.bytes === before) return before;
  }
}
