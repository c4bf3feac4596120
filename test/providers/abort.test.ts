import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { defaultTiming } from '../../src/providers/retry.ts';
import { providersFor, question, stopOf } from './modelCalls.ts';
import { type RawServer, refuse, sse, sseThenHang, startRawServer } from './rawServer.ts';
import { wireFormats } from './wireFormats.ts';

for (const format of wireFormats) {
  suite(`cancelling a call over ${format.name}`, () => {
    let server: RawServer;
    teardown(() => server.close());

    /** Makes a call and aborts it on the first event of this kind. */
    async function abortOn(kind: string, timing = {}) {
      const controller = new AbortController();
      const choice = providersFor({ url: server.url + format.basePath, timing })(format.model);
      assert.equal(choice.kind, 'found');
      const events = [];
      for await (const event of choice.provider.stream(
        { ...question, model: choice.model },
        controller.signal,
      )) {
        events.push(event);
        if (event.kind === kind) controller.abort();
      }
      return events;
    }

    test('a call that is cancelled in the middle ends as aborted and closes its connection', async () => {
      server = await startRawServer(sseThenHang(format.opening([format.text('One')])));
      const events = await abortOn('text');
      assert.deepEqual(stopOf(events), { reason: 'aborted' });
      await server.hungUp;
    });

    test('a call that is cancelled while it waits for its retry ends as aborted at once', async () => {
      const body = format.error('rate_limit_error', 'slow');
      server = await startRawServer(refuse(429, body, { 'retry-after': '50' }));
      const startedAt = performance.now();
      const controller = new AbortController();
      const choice = providersFor({
        url: server.url + format.basePath,
        timing: {
          sleep: (ms, signal) => {
            setImmediate(() => controller.abort());
            return defaultTiming.sleep(ms, signal);
          },
        },
      })(format.model);
      assert.equal(choice.kind, 'found');
      const events = [];
      for await (const event of choice.provider.stream(
        { ...question, model: choice.model },
        controller.signal,
      )) {
        events.push(event);
      }
      assert.deepEqual(stopOf(events), { reason: 'aborted' });
      assert.ok(performance.now() - startedAt < 5_000);
      assert.equal(server.received.length, 1);
    });

    test('a call that is cancelled before it starts sends nothing', async () => {
      server = await startRawServer(sseThenHang(''));
      const choice = providersFor({ url: server.url + format.basePath })(format.model);
      assert.equal(choice.kind, 'found');
      const events = [];
      for await (const event of choice.provider.stream(question, AbortSignal.abort())) events.push(event);
      assert.deepEqual(events, [{ kind: 'stop', stop: { reason: 'aborted' } }]);
      assert.equal(server.received.length, 0);
    });

    test('a consumer that leaves early closes the connection', async () => {
      server = await startRawServer(sseThenHang(format.opening([format.text('One')])));
      const choice = providersFor({ url: server.url + format.basePath })(format.model);
      assert.equal(choice.kind, 'found');
      const { signal } = new AbortController();
      for await (const event of choice.provider.stream({ ...question, model: choice.model }, signal)) {
        if (event.kind === 'text') break;
      }
      await server.hungUp;
    });

    test('147: a consumer that takes its time is not mistaken for a silent server', async () => {
      server = await startRawServer(sse(format.reply([format.text('One', 'Two')])));
      const timing = { idleMs: 50, maxRetries: 0 };
      const choice = providersFor({ url: server.url + format.basePath, timing })(format.model);
      assert.equal(choice.kind, 'found');
      const events = [];
      const { signal } = new AbortController();
      for await (const event of choice.provider.stream({ ...question, model: choice.model }, signal)) {
        events.push(event);
        if (event.kind === 'text') await new Promise((resolve) => setTimeout(resolve, 120));
      }
      assert.deepEqual(stopOf(events), { reason: 'done' });
    });

    test('a cancelled call leaves no listener on its signal', async () => {
      server = await startRawServer(refuse(400, format.error('e', 'no')));
      const { signal } = new AbortController();
      const choice = providersFor({ url: server.url + format.basePath })(format.model);
      assert.equal(choice.kind, 'found');
      for await (const event of choice.provider.stream({ ...question, model: choice.model }, signal)) {
        assert.equal(event.kind, 'stop');
      }
      assert.equal(getEventListeners(signal, 'abort').length, 0);
    });
  });
}
