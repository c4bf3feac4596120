import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { callModel, callsOf, canaryKey, failureOf, retriesOf, stopOf, textOf } from './modelCalls.ts';
import { type Answer, type RawServer, refuse, sse, sseThenCut, startRawServer } from './rawServer.ts';
import { wireFormats } from './wireFormats.ts';

for (const format of wireFormats) {
  suite(`faults over ${format.name}`, () => {
    let server: RawServer;
    const serve = async (...answers: Answer[]) => {
      server = await startRawServer(...answers);
      return { url: server.url + format.basePath };
    };
    const good = sse(format.reply([format.text('fine')]));
    teardown(() => server.close());

    const rateLimited = (headers: Record<string, string>) =>
      refuse(429, format.error('rate_limit_error', 'too fast'), headers);
    const waits: [string, () => Record<string, string>, number][] = [
      ['seconds', () => ({ 'retry-after': '3' }), 3000],
      ['zero seconds', () => ({ 'retry-after': '0' }), 0],
      ['milliseconds', () => ({ 'retry-after-ms': '250', 'retry-after': '9' }), 250],
      ['garbage, so our own', () => ({ 'retry-after': 'soon-ish 7' }), 1000],
      ['nothing, so our own', () => ({}), 1000],
    ];
    for (const [what, headers, expected] of waits) {
      test(`133/134: a rate limit that asks for ${what} waits ${expected} ms`, async () => {
        const slept: number[] = [];
        const timing = { sleep: async (ms: number) => void slept.push(ms) };
        const events = await callModel(format.model, {
          ...(await serve(rateLimited(headers()), good)),
          timing,
        });
        assert.equal(textOf(events), 'fine');
        assert.deepEqual(slept, [expected]);
      });
    }

    test('133: a rate limit that names a date waits until then', async () => {
      const date = new Date(Date.now() + 20_000).toUTCString();
      const events = await callModel(format.model, await serve(rateLimited({ 'retry-after': date }), good));
      const waited = retriesOf(events)[0]?.delayMs ?? 0;
      assert.ok(waited > 17_000 && waited <= 20_000, String(waited));
    });

    test('133: a rate limit that asks for a day is surfaced at once', async () => {
      const events = await callModel(format.model, await serve(rateLimited({ 'retry-after': '86400' })));
      assert.deepEqual(retriesOf(events), []);
      assert.equal(failureOf(events).kind, 'rateLimit');
      assert.match(failureOf(events).message, /1440 min/);
    });

    test('134: our own waits grow and are shortened by chance to at least half', async () => {
      const call = { ...(await serve(rateLimited({}))), timing: { random: () => 0 } };
      const events = await callModel(format.model, call);
      assert.deepEqual(
        retriesOf(events).map((retry) => retry.delayMs),
        [500, 1000, 2000, 4000],
      );
    });

    for (const code of ['enforced_spend_limit_reached', 'insufficient_quota']) {
      test(`134: ${code} is a question of money and is not tried again`, async () => {
        const body = format.error('rate_limit_error', 'You reached your limit.', code);
        const events = await callModel(format.model, await serve(refuse(429, body)));
        assert.equal(failureOf(events).kind, 'quota');
        assert.equal(failureOf(events).transient, false);
        assert.equal(server.received.length, 1);
      });
    }

    for (const status of [500, 502, 503, 529]) {
      test(`135: ${status} is tried five times, then the call fails cleanly`, async () => {
        const body = format.error('api_error', 'broken');
        const events = await callModel(format.model, await serve(refuse(status, body)));
        assert.equal(server.received.length, 5);
        assert.equal(failureOf(events).kind, 'overloaded');
        assert.equal(failureOf(events).transient, true);
      });
    }

    const finalStatuses: [number, string][] = [
      [401, 'auth'],
      [403, 'auth'],
      [400, 'badRequest'],
      [413, 'badRequest'],
      [422, 'badRequest'],
    ];
    for (const [status, kind] of finalStatuses) {
      test(`136: ${status} is not tried again`, async () => {
        const body = format.error('some_error', 'no');
        const events = await callModel(format.model, await serve(refuse(status, body)));
        assert.equal(failureOf(events).kind, kind);
        assert.equal(failureOf(events).transient, false);
        assert.equal(server.received.length, 1);
      });
    }

    test('136: a refused key says where to set it', async () => {
      const events = await callModel(format.model, await serve(refuse(401, format.error('e', 'bad key'))));
      assert.match(failureOf(events).message, new RegExp(`Set the key for ${format.provider}\\.`));
    });

    for (const status of [400, 401, 403, 404, 429, 500]) {
      test(`166: a key in the body of a ${status} reaches no event`, async () => {
        const said = `Key ${canaryKey}, Bearer ${canaryKey} and sk-other-abcdefgh12345678 of "${canaryKey}" are bad`;
        const call = await serve(refuse(status, format.error('e', said), { 'x-echo': canaryKey }));
        const events = await callModel(format.model, { ...call, timing: { maxRetries: 1 } });
        assert.equal(stopOf(events).reason, 'failed');
        assert.doesNotMatch(inspect(events, { depth: 9, showHidden: true }), /canary|abcdefgh/);
      });
    }

    test('166: of an error only a short message is told, never the body', async () => {
      const body = { ...format.error('e', 'x '.repeat(900)), prompt: 'SECRET PROMPT' };
      const { message } = failureOf(await callModel(format.model, await serve(refuse(400, body))));
      assert.ok(message.length < 400, message);
      assert.doesNotMatch(message, /SECRET PROMPT/);
    });

    test('166: a page of HTML instead of an error is not shown', async () => {
      const page: Answer = (response) => void response.writeHead(400).end('<html>inner secret</html>');
      assert.doesNotMatch(failureOf(await callModel(format.model, await serve(page))).message, /html|secret/);
    });

    const half = format.opening([format.call(0, 'c1', 'look', '{"at": "o')]);
    test('137: a connection lost inside the arguments of a call is tried again and the half call never seen', async () => {
      const whole = sse(format.reply([format.call(0, 'c1', 'look', '{"at": "one"}')]));
      const events = await callModel(format.model, await serve(sseThenCut(half), whole));
      assert.deepEqual(callsOf(events), [{ id: 'c1', name: 'look', argumentsJson: '{"at": "one"}' }]);
      assert.equal(retriesOf(events).length, 1);
      assert.deepEqual(stopOf(events), { reason: 'done' });
    });

    test('137: a stream that ends politely inside a call fails without the call', async () => {
      const timing = { maxRetries: 0 };
      const events = await callModel(format.model, { ...(await serve(sse(half))), timing });
      assert.deepEqual(callsOf(events), []);
      assert.equal(failureOf(events).kind, 'network');
    });

    test('137: after text was passed on, a lost connection fails instead of repeating the text', async () => {
      const call = await serve(sseThenCut(format.opening([format.text('Half a')])), good);
      const events = await callModel(format.model, call);
      assert.equal(textOf(events), 'Half a');
      assert.equal(failureOf(events).transient, true);
      assert.equal(server.received.length, 1);
    });

    test('137: a connection reset before the answer is tried again', async () => {
      const events = await callModel(format.model, await serve((response) => void response.destroy(), good));
      assert.equal(textOf(events), 'fine');
      assert.equal(retriesOf(events)[0]?.reason, 'connection lost');
    });

    test('137: a server that is not there is named with its address', async () => {
      const { url } = await serve(good);
      await server.close();
      server = await startRawServer(good);
      const failure = failureOf(await callModel(format.model, { url }));
      assert.equal(failure.kind, 'network');
      assert.match(failure.message, /127\.0\.0\.1:\d+ \(ECONNREFUSED\)/);
    });

    test('138: an error event after 200 is a failure, and transient if the server is overloaded', async () => {
      const broken = sse(format.opening([]) + format.errorEvent('overloaded_error', 'Overloaded'));
      const events = await callModel(format.model, await serve(broken, good));
      assert.equal(textOf(events), 'fine');
      assert.equal(retriesOf(events)[0]?.reason, 'overloaded');
    });

    test('138: an error event after text ends the call as failed', async () => {
      const broken =
        format.opening([format.text('So far')]) + format.errorEvent('invalid_request_error', 'Bad');
      const events = await callModel(format.model, await serve(sse(broken)));
      assert.equal(textOf(events), 'So far');
      assert.equal(failureOf(events).kind, 'badRequest');
    });
  });
}
