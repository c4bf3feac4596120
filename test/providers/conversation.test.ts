import assert from 'node:assert/strict';
import { LLMock } from '@copilotkit/aimock';
import type { Message } from '../../src/core/agent/message.ts';
import { callModel, callsOf, failureOf, retriesOf, stopOf, textOf, usageOf } from './modelCalls.ts';
import { wireFormats } from './wireFormats.ts';

for (const format of wireFormats) {
  suite(`a conversation over ${format.name}`, () => {
    let mock: LLMock;
    let url: string;

    setup(async () => {
      mock = new LLMock({ port: 0 });
      await mock.start();
      url = mock.url + format.basePath;
    });
    teardown(() => mock.stop());

    test('text arrives in pieces as the model writes it', async () => {
      mock.onMessage('hello', { content: 'Good day to you, and to all.' }, { chunkSize: 5, latency: 20 });
      const events = await callModel(format.model, { url });
      assert.equal(textOf(events), 'Good day to you, and to all.');
      assert.ok(events.filter((event) => event.kind === 'text').length > 3);
      assert.deepEqual(stopOf(events), { reason: 'done' });
    });

    test('parallel calls arrive once each, in order, with their arguments as written', async () => {
      mock.onMessage('hello', {
        toolCalls: [
          { id: 'a1', name: 'look', arguments: '{"at": "one"}' },
          { id: 'b2', name: 'look', arguments: '{"at": "two"}' },
        ],
      });
      const events = await callModel(format.model, { url });
      assert.deepEqual(
        callsOf(events).map(({ id, name, argumentsJson }) => [id, name, JSON.parse(argumentsJson)]),
        [
          ['a1', 'look', { at: 'one' }],
          ['b2', 'look', { at: 'two' }],
        ],
      );
      assert.deepEqual(stopOf(events), { reason: 'done' });
    });

    test('results of a turn go back together, in order', async () => {
      mock.onMessage('hello', { content: 'Both seen.' });
      const history: Message[] = [
        { role: 'user', text: 'hello' },
        {
          role: 'assistant',
          text: 'I look.',
          calls: [
            { id: 'a1', name: 'look', argumentsJson: '{"at":1}' },
            { id: 'b2', name: 'look', argumentsJson: '{"at":2}' },
          ],
        },
        {
          role: 'tool',
          results: [
            { callId: 'a1', text: 'a tree', isError: false },
            { callId: 'b2', text: 'no such place', isError: true },
          ],
        },
      ];
      const events = await callModel(format.model, { url, request: { messages: history } });
      assert.equal(textOf(events), 'Both seen.');
      const body = mock.getLastRequest()?.body;
      assert.ok(body && 'messages' in body && Array.isArray(body.messages));
      const results = body.messages.filter((message) => message.role === 'tool');
      assert.deepEqual(
        results.map((message) => [message.tool_call_id, message.content]),
        [
          ['a1', 'a tree'],
          ['b2', 'no such place'],
        ],
      );
    });

    test('usage is told once, before the end', async () => {
      mock.onMessage('hello', { content: 'Hi.', usage: { prompt_tokens: 120, completion_tokens: 7 } });
      const events = await callModel(format.model, { url });
      assert.deepEqual(usageOf(events), [{ input: 120, output: 7, cachedInput: 0 }]);
      assert.equal(events.at(-2)?.kind, 'usage');
    });

    test('135: a server error is tried again, and the answer then counts', async () => {
      mock.nextRequestError(500, { message: 'boom' });
      mock.onMessage('hello', { content: 'Back again.' });
      const events = await callModel(format.model, { url });
      assert.equal(textOf(events), 'Back again.');
      assert.deepEqual(
        retriesOf(events).map(({ attempt, delayMs }) => [attempt, delayMs]),
        [[1, 1000]],
      );
    });

    test('133: a rate limit waits as long as the server asks', async () => {
      let asked = 0;
      mock.onMessage('hello', () => {
        asked += 1;
        if (asked > 1) return { content: 'Now.' };
        return { error: { message: 'slow down', type: 'rate_limit_error' }, status: 429, retryAfter: 3 };
      });
      const events = await callModel(format.model, { url });
      assert.equal(textOf(events), 'Now.');
      assert.deepEqual(retriesOf(events)[0], {
        kind: 'retry',
        attempt: 1,
        delayMs: 3000,
        reason: 'rate limit',
      });
    });

    test('137: a reply that is cut off after text fails and keeps what was said', async () => {
      mock.onMessage(
        'hello',
        { content: 'This will never be complete.' },
        { chunkSize: 4, truncateAfterChunks: 6, latency: 5 },
      );
      const events = await callModel(format.model, { url });
      assert.ok(textOf(events).length > 0);
      assert.equal(failureOf(events).kind, 'network');
      assert.equal(failureOf(events).transient, true);
      assert.deepEqual(retriesOf(events), []);
    });

    test('153: a model that the server does not have is named as the cause, and no other is tried', async () => {
      mock.onMessage('hello', {
        error: { message: 'model: nope-9', type: 'not_found_error' },
        status: 404,
      });
      const failure = failureOf(await callModel(format.model, { url }));
      assert.equal(failure.kind, 'unknownModel');
      assert.match(failure.message, /does not have this model \(404\).*nope-9/);
      assert.equal(mock.getRequests().length, 1);
    });
  });
}
