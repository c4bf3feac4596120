import assert from 'node:assert/strict';
import { z } from 'zod';
import type { Message } from '../../src/core/agent/message.ts';
import { callModel, canaryKey, collect, providersFor, question, textOf } from './modelCalls.ts';
import { type RawServer, sse, startRawServer } from './rawServer.ts';
import { chat, messages } from './wireFormats.ts';

const history: Message[] = [
  { role: 'user', text: 'first' },
  { role: 'user', text: 'second' },
  {
    role: 'assistant',
    text: '',
    calls: [
      { id: 'a:1', name: 'look', argumentsJson: '{"at":1}' },
      { id: 'b', name: 'look', argumentsJson: '{"at": ' },
    ],
  },
  {
    role: 'tool',
    results: [
      { callId: 'a:1', text: 'a tree', isError: false },
      { callId: 'b', text: '', isError: true },
    ],
  },
  { role: 'user', text: 'and now?' },
];
const tool = { name: 'look', description: 'Looks.' };
const schema = { type: 'object', properties: {} };

suite('what is sent', () => {
  let server: RawServer;
  teardown(() => server.close());
  const bodyOf = (index = 0): unknown => server.received[index]?.body;

  test('Messages: results of a turn are one user turn, and what the API would reject is mended', async () => {
    server = await startRawServer(sse(messages.reply([messages.text('ok')])));
    await callModel(messages.model, { url: server.url, request: { messages: history } });
    const cached = { cache_control: { type: 'ephemeral' } };
    assert.equal(server.received[0]?.path, '/v1/messages');
    assert.deepEqual(bodyOf(), {
      model: 'claude-test',
      max_tokens: 32_000,
      stream: true,
      system: [{ type: 'text', text: 'You are terse.', ...cached }],
      tools: [{ ...tool, input_schema: schema }],
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'first' },
            { type: 'text', text: 'second' },
          ],
        },
        {
          role: 'assistant',
          content: [
            { type: 'tool_use', id: 'a_1', name: 'look', input: { at: 1 } },
            { type: 'tool_use', id: 'b', name: 'look', input: {} },
          ],
        },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 'a_1', content: 'a tree' },
            {
              type: 'tool_result',
              tool_use_id: 'b',
              content: 'The tool failed and said nothing.',
              is_error: true,
            },
            { type: 'text', text: 'and now?', ...cached },
          ],
        },
      ],
    });
  });

  test('Messages: without instructions the end of the tools is marked for caching', async () => {
    server = await startRawServer(sse(messages.reply([])));
    await callModel(messages.model, { url: server.url, request: { system: '' } });
    const body = z.object({ tools: z.array(z.unknown()), system: z.undefined().optional() }).parse(bodyOf());
    assert.deepEqual(body.tools, [{ ...tool, input_schema: schema, cache_control: { type: 'ephemeral' } }]);
  });

  test('Messages: an address that ends in /v1 means the same as without', async () => {
    server = await startRawServer(sse(messages.reply([messages.text('ok')])));
    await callModel(messages.model, { url: `${server.url}/v1/` });
    assert.equal(server.received[0]?.path, '/v1/messages');
  });

  test('Chat Completions: each result is a message, in order, and usage is asked for', async () => {
    server = await startRawServer(sse(chat.reply([chat.text('ok')])));
    await callModel(chat.model, { url: `${server.url}/v1`, request: { messages: history } });
    const call = (id: string, args: string) => ({
      id,
      type: 'function',
      function: { name: 'look', arguments: args },
    });
    assert.equal(server.received[0]?.path, '/v1/chat/completions');
    assert.deepEqual(bodyOf(), {
      model: 'some/model',
      stream: true,
      stream_options: { include_usage: true },
      tools: [{ type: 'function', function: { ...tool, parameters: schema } }],
      messages: [
        { role: 'system', content: 'You are terse.' },
        { role: 'user', content: 'first' },
        { role: 'user', content: 'second' },
        { role: 'assistant', content: null, tool_calls: [call('a:1', '{"at":1}'), call('b', '{}')] },
        { role: 'tool', tool_call_id: 'a:1', content: 'a tree' },
        { role: 'tool', tool_call_id: 'b', content: '' },
        { role: 'user', content: 'and now?' },
      ],
    });
  });

  for (const format of [messages, chat]) {
    test(`${format.name}: nothing of the environment is sent, and the key only as bearer`, async () => {
      const stray = {
        OPENAI_API_KEY: 'stray',
        OPENAI_ADMIN_KEY: 'stray',
        OPENAI_ORG_ID: 'stray',
        OPENAI_PROJECT_ID: 'stray',
        OPENAI_BASE_URL: 'http://stray.invalid',
        OPENAI_CUSTOM_HEADERS: 'authorization: stray\nx-stray: stray',
        ANTHROPIC_API_KEY: 'stray',
        ANTHROPIC_AUTH_TOKEN: 'stray',
        ANTHROPIC_BASE_URL: 'http://stray.invalid',
        ANTHROPIC_CUSTOM_HEADERS: 'authorization: stray\nx-api-key: stray\nx-stray: stray',
      };
      const before = { ...process.env };
      Object.assign(process.env, stray);
      try {
        server = await startRawServer(sse(format.reply([format.text('ok')])));
        const url = server.url + format.basePath;
        assert.equal(textOf(await callModel(format.model, { url })), 'ok');
      } finally {
        for (const name of Object.keys(stray)) delete process.env[name];
        Object.assign(process.env, before);
      }
      assert.equal(server.received[0]?.headers.authorization, `Bearer ${canaryKey}`);
      assert.doesNotMatch(JSON.stringify(server.received), /stray/);
    });
  }

  test('Messages: a last word is asked for with the tools in sight but not to be called', async () => {
    server = await startRawServer(sse(messages.reply([messages.text('ok')])));
    await callModel(messages.model, { url: server.url, request: { toolChoice: 'none' } });
    const sent = z.looseObject({ tool_choice: z.unknown(), tools: z.array(z.unknown()) }).parse(bodyOf());
    assert.deepEqual([sent.tool_choice, sent.tools.length], [{ type: 'none' }, 1]);
  });

  test('Chat Completions: a last word is asked for with the tools in sight but not to be called', async () => {
    server = await startRawServer(sse(chat.reply([chat.text('ok')])));
    await callModel(chat.model, { url: server.url, request: { toolChoice: 'none' } });
    const sent = z.looseObject({ tool_choice: z.unknown(), tools: z.array(z.unknown()) }).parse(bodyOf());
    assert.deepEqual([sent.tool_choice, sent.tools.length], ['none', 1]);
  });

  test('a compatible server without a key gets no authorization', async () => {
    server = await startRawServer(sse(chat.reply([chat.text('ok')])));
    const sources = { key: async () => undefined };
    assert.equal(textOf(await callModel(chat.model, { url: server.url, sources })), 'ok');
    assert.equal(server.received[0]?.headers.authorization, undefined);
  });

  for (const format of [messages, chat]) {
    test(`${format.name}: calls share one kept connection, also after the key changed`, async () => {
      server = await startRawServer(sse(format.reply([format.text('ok')])));
      const url = server.url + format.basePath;
      let key = 'first-key';
      const choice = providersFor({ url, sources: { key: async () => key } })(format.model);
      assert.equal(choice.kind, 'found');
      const request = { ...question, model: choice.model };
      await collect(choice.provider, request);
      key = 'second-key';
      await collect(choice.provider, request);
      assert.deepEqual(
        server.received.map(({ headers }) => headers.authorization),
        ['Bearer first-key', 'Bearer second-key'],
      );
      assert.equal(server.connections(), 1);
    });
  }

  test('a kept connection that the server closed meanwhile costs no retry', async () => {
    server = await startRawServer(
      sse(chat.reply([chat.text('one')])),
      (response) => void response.destroy(),
      sse(chat.reply([chat.text('two')])),
    );
    const choice = providersFor({ url: server.url })(chat.model);
    assert.equal(choice.kind, 'found');
    const request = { ...question, model: choice.model };
    await collect(choice.provider, request);
    const events = await collect(choice.provider, request);
    assert.deepEqual(
      events.map(({ kind }) => kind),
      ['text', 'stop'],
    );
  });
});
