import assert from 'node:assert/strict';
import { z } from 'zod';
import type { Message } from '../../src/core/agent/message.ts';
import {
  callModel,
  callsOf,
  collect,
  failureOf,
  providersFor,
  question,
  stopOf,
  textOf,
  usageOf,
} from './modelCalls.ts';
import { type RawServer, refuse, sse, startRawServer } from './rawServer.ts';
import { chat, chatDelta, messages, messagesEvent } from './wireFormats.ts';

suite('thinking that an API wants back', () => {
  let server: RawServer;
  teardown(() => server.close());

  const thought = [
    messagesEvent('content_block_start', { index: 0, content_block: { type: 'thinking', thinking: '' } }),
    messagesEvent('content_block_delta', { index: 0, delta: { type: 'thinking_delta', thinking: 'Hm.' } }),
    messagesEvent('content_block_delta', { index: 0, delta: { type: 'signature_delta', signature: 'S1' } }),
  ];
  const Sent = z.object({ messages: z.array(z.object({ role: z.string(), content: z.array(z.unknown()) })) });

  async function twoTurns(edit: (history: Message[]) => Message[]): Promise<unknown[] | undefined> {
    server = await startRawServer(
      sse(messages.reply([thought, messages.text('Look.'), messages.call(1, 'c', 'look', '{"a":1}')])),
      sse(messages.reply([messages.text('Done.')])),
    );
    const choice = providersFor({ url: server.url })(messages.model);
    assert.equal(choice.kind, 'found');
    const events = await collect(choice.provider, { ...question, model: choice.model });
    assert.equal(textOf(events), 'Look.');
    const next = edit([
      ...question.messages,
      { role: 'assistant', text: textOf(events), calls: callsOf(events) },
      { role: 'tool', results: [{ callId: 'c', text: 'seen', isError: false }] },
    ]);
    await collect(choice.provider, { ...question, model: choice.model, messages: next });
    return Sent.parse(server.received[1]?.body).messages[1]?.content;
  }

  const plain = [
    { type: 'text', text: 'Look.' },
    { type: 'tool_use', id: 'c', name: 'look', input: { a: 1 } },
  ];

  test('Messages: signed thinking goes back unchanged before the call it led to', async () => {
    assert.deepEqual(await twoTurns((messages) => messages), [
      { type: 'thinking', thinking: 'Hm.', signature: 'S1' },
      ...plain,
    ]);
  });

  test('Messages: thinking is left out once anything before it was edited', async () => {
    const edit = ([, ...rest]: Message[]): Message[] => [{ role: 'user', text: 'a summary' }, ...rest];
    assert.deepEqual(await twoTurns(edit), plain);
  });

  const Calls = z.object({
    messages: z.array(
      z.object({ tool_calls: z.array(z.object({ extra_content: z.unknown().optional() })).optional() }),
    ),
  });
  const signed = (body: unknown) =>
    Calls.parse(body).messages.flatMap(
      (message) => message.tool_calls?.map((call) => call.extra_content) ?? [],
    );
  const unsigned = { google: { thought_signature: 'skip_thought_signature_validator' } };

  test('Gemini: the signature of a call goes back with it, and an unknown one is declared', async () => {
    const extra = { google: { thought_signature: 'G1' } };
    const call = { index: 0, id: '', function: { name: 'look', arguments: '{}' }, extra_content: extra };
    server = await startRawServer(
      sse(chat.reply([[chatDelta({ tool_calls: [call] })]])),
      sse(chat.reply([chat.text('Done.')])),
    );
    const choice = providersFor({ url: server.url })('google/gemini-3.6-flash');
    assert.equal(choice.kind, 'found');
    const request = { ...question, model: choice.model };
    const calls = callsOf(await collect(choice.provider, request));
    assert.equal(calls[0]?.id, 'call_1');
    const turn = (id: string): Message[] => [
      { role: 'assistant', text: '', calls: calls.map((call) => ({ ...call, id })) },
      { role: 'tool', results: [{ callId: id, text: 'seen', isError: false }] },
    ];
    const messages = [...question.messages, ...turn('call_1'), ...turn('elsewhere')];
    await collect(choice.provider, { ...request, messages });
    assert.deepEqual(signed(server.received[1]?.body), [extra, unsigned]);
  });
});

suite('what the APIs answer with', () => {
  let server: RawServer;
  teardown(() => server.close());

  test('Messages: input counts cached and newly cached tokens, and the totals of the end hold', async () => {
    const usage = {
      input_tokens: 10,
      cache_read_input_tokens: 200,
      cache_creation_input_tokens: 30,
      output_tokens: 5,
    };
    server = await startRawServer(sse(messages.reply([messages.text('x')], { usage })));
    const events = await callModel(messages.model, { url: server.url });
    assert.deepEqual(usageOf(events), [{ input: 240, output: 5, cachedInput: 200 }]);
  });

  test('Chat Completions: cached tokens are part of the input', async () => {
    const usage = { prompt_tokens: 240, completion_tokens: 5, prompt_tokens_details: { cached_tokens: 200 } };
    server = await startRawServer(sse(chat.reply([chat.text('x')], { usage })));
    const events = await callModel(chat.model, { url: server.url });
    assert.deepEqual(usageOf(events), [{ input: 240, output: 5, cachedInput: 200 }]);
  });

  test('144: a refusal over Messages is told with its reason, and not tried again', async () => {
    const details = { stop_reason: 'refusal', stop_details: { explanation: 'Not this.' } };
    const reply = messages.opening([]) + messagesEvent('message_delta', { delta: details });
    server = await startRawServer(sse(reply + messagesEvent('message_stop', {})));
    const stop = stopOf(await callModel(messages.model, { url: server.url }));
    assert.deepEqual(stop, { reason: 'refused', message: 'The model declined this request. Not this.' });
    assert.equal(server.received.length, 1);
  });

  test('144: a content filter and a refusal over Chat Completions are told, and not tried again', async () => {
    server = await startRawServer(
      sse(chat.reply([chat.text('Well')], { finish: 'content_filter' })),
      sse(chat.reply([[chatDelta({ refusal: 'I cannot.' })]])),
    );
    const filtered = stopOf(await callModel(chat.model, { url: server.url }));
    assert.equal(filtered.reason, 'refused');
    const refused = stopOf(await callModel(chat.model, { url: server.url }));
    assert.deepEqual(refused, { reason: 'refused', message: 'The model declined this request. I cannot.' });
    assert.equal(server.received.length, 2);
  });

  test('146: a conversation that is too long is named as such', async () => {
    const body = chat.error('invalid_request_error', 'maximum context length', 'context_length_exceeded');
    server = await startRawServer(refuse(400, body));
    const failure = failureOf(await callModel(chat.model, { url: server.url }));
    assert.equal(failure.kind, 'badRequest');
    assert.match(failure.message, /too long for this model/);
  });

  test('a model that takes tools only without reasoning is asked so, from then on at once', async () => {
    const message = 'Function tools with reasoning_effort are not supported for m in /v1/chat/completions.';
    server = await startRawServer(
      refuse(400, chat.error('invalid_request_error', message)),
      sse(chat.reply([chat.text('ok')])),
    );
    const choice = providersFor({ url: server.url })('openai/m');
    assert.equal(choice.kind, 'found');
    const request = { ...question, model: choice.model };
    assert.equal(textOf(await collect(choice.provider, request)), 'ok');
    assert.equal(textOf(await collect(choice.provider, request)), 'ok');
    const Effort = z.object({ reasoning_effort: z.string().optional() });
    const efforts = server.received.map(({ body }) => Effort.parse(body).reasoning_effort);
    assert.deepEqual(efforts, [undefined, 'none', 'none']);
  });

  test('errors in a list, as Google sends them, are understood', async () => {
    server = await startRawServer(refuse(400, [{ error: { code: 400, message: 'Bad part.' } }]));
    const events = await callModel('google/gemini-x', { url: server.url });
    assert.match(failureOf(events).message, /It says: Bad part\./);
  });
});
