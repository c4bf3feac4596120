import assert from 'node:assert/strict';
import { z } from 'zod';
import type { Image, Message } from '../../src/core/agent/message.ts';
import { imageWords } from '../../src/core/prompts/fileWords.ts';
import { ProviderId } from '../../src/providers/modelName.ts';
import { canSee } from '../../src/providers/sight.ts';
import { callModel, collect, providersFor, question, textOf } from './modelCalls.ts';
import { type RawServer, refuse, sse, startRawServer } from './rawServer.ts';
import { chat, messages } from './wireFormats.ts';

const picture = (base64: string): Image => ({ mediaType: 'image/png', base64 });
const seeing = 'compatible/qwen2.5-vl';

/** A conversation in which each of these pictures was read by a call of its own. */
function historyOf(...pictures: readonly string[]): Message[] {
  return [
    { role: 'user', text: 'look' },
    {
      role: 'assistant',
      text: '',
      calls: pictures.map((_, n) => ({ id: `c${n}`, name: 'look', argumentsJson: '{}' })),
    },
    {
      role: 'tool',
      results: pictures.map((base64, n) => ({
        callId: `c${n}`,
        text: `[image ${n}]`,
        isError: false,
        images: [picture(base64)],
      })),
    },
  ];
}

const Sent = z.object({ messages: z.array(z.object({ role: z.string(), content: z.unknown() })) });

suite('pictures', () => {
  let server: RawServer;
  teardown(() => server.close());
  const sent = (index = 0) => Sent.parse(server.received[index]?.body).messages;
  /** What stands in the request as a picture, in order. */
  const shown = (index = 0) =>
    [...JSON.stringify(sent(index)).matchAll(/(?:"data":"|;base64,)([^"]+)"/g)].map((match) => match[1]);

  test('Messages: a picture stands in the result of its call, behind its words', async () => {
    server = await startRawServer(sse(messages.reply([messages.text('ok')])));
    await callModel(messages.model, { url: server.url, request: { messages: historyOf('AAAA') } });
    assert.deepEqual(sent().at(-1)?.content, [
      {
        type: 'tool_result',
        tool_use_id: 'c0',
        content: [
          { type: 'text', text: '[image 0]' },
          { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } },
        ],
        cache_control: { type: 'ephemeral' },
      },
    ]);
  });

  test('Chat Completions: pictures follow the results of a turn in one message, each named by its call', async () => {
    server = await startRawServer(sse(chat.reply([chat.text('ok')])));
    await callModel(seeing, { url: server.url, request: { messages: historyOf('AAAA', 'BBBB') } });
    const image = (base64: string) => ({
      type: 'image_url',
      image_url: { url: `data:image/png;base64,${base64}` },
    });
    assert.deepEqual(
      sent()
        .slice(-3)
        .map(({ role, content }) => [role, content]),
      [
        ['tool', '[image 0]'],
        ['tool', '[image 1]'],
        [
          'user',
          [
            { type: 'text', text: imageWords.imageOf('c0') },
            image('AAAA'),
            { type: 'text', text: imageWords.imageOf('c1') },
            image('BBBB'),
          ],
        ],
      ],
    );
  });

  test('a model that cannot see gets the words, and is told so', async () => {
    server = await startRawServer(sse(chat.reply([chat.text('ok')])));
    await callModel(chat.model, { url: server.url, request: { messages: historyOf('AAAA') } });
    assert.deepEqual(sent().at(-1), { role: 'tool', content: `[image 0]\n${imageWords.unseen}` });
  });

  for (const [format, model] of [
    [messages, messages.model],
    [chat, seeing],
  ] as const) {
    test(`${format.name}: only the newest pictures are sent, at most 20 of them, and old ones leave by tens`, async () => {
      server = await startRawServer(sse(format.reply([format.text('ok')])));
      const names = (count: number) => Array.from({ length: count }, (_, n) => `P${n}=`);
      for (const count of [20, 21, 30, 31]) {
        await callModel(model, { url: server.url, request: { messages: historyOf(...names(count)) } });
      }
      assert.deepEqual(shown(0), names(20));
      assert.deepEqual(shown(1), names(21).slice(10));
      assert.deepEqual(shown(2), names(30).slice(10));
      assert.deepEqual(shown(3), names(31).slice(20));
      assert.equal(JSON.stringify(sent(1)).split(imageWords.noLongerShown).length - 1, 10);
    });

    test(`${format.name}: pictures of more than 20 MB leave, oldest first`, async () => {
      server = await startRawServer(sse(format.reply([format.text('ok')])));
      const big = (letter: string) => letter.repeat(5 * 1024 * 1024);
      const history = historyOf(...['A', 'B', 'C', 'D', 'E'].map(big));
      await callModel(model, { url: server.url, request: { messages: history } });
      assert.deepEqual(
        shown().map((base64) => base64?.[0]),
        ['B', 'C', 'D', 'E'],
      );
    });

    test(`${format.name}: a picture that the API refuses does not end the conversation`, async () => {
      server = await startRawServer(
        refuse(400, format.error('invalid_request_error', 'Could not process image')),
        sse(format.reply([format.text('ok')])),
      );
      const request = { messages: historyOf('AAAA') };
      const events = await callModel(model, { url: server.url + format.basePath, request });
      assert.equal(textOf(events), 'ok');
      assert.deepEqual([shown(0), shown(1)], [['AAAA'], []]);
      assert.match(JSON.stringify(sent(1)), /cannot see images/);
    });
  }

  test('a model whose API says that it takes no pictures is sent none from then on', async () => {
    server = await startRawServer(
      refuse(404, chat.error('not_found', 'No endpoints found that support image input')),
      sse(chat.reply([chat.text('ok')])),
    );
    const choice = providersFor({ url: server.url })(seeing);
    assert.equal(choice.kind, 'found');
    const request = { ...question, messages: historyOf('AAAA'), model: choice.model };
    await collect(choice.provider, request);
    await collect(choice.provider, request);
    assert.deepEqual([0, 1, 2].map(shown), [['AAAA'], [], []]);
  });

  test('a failure that is not about pictures is not tried again without them', async () => {
    server = await startRawServer(
      refuse(400, chat.error('invalid_request_error', 'max_tokens is too small')),
    );
    await callModel(seeing, { url: server.url, request: { messages: historyOf('AAAA') } });
    assert.equal(server.received.length, 1);
  });
});

suite('who can see', () => {
  const models = {
    yes: [
      'anthropic/claude-sonnet-5-5',
      'openai/gpt-5.6-terra',
      'openai/gpt-4o-mini',
      'openai/o3',
      'google/gemini-3.6-flash',
      'openrouter/anthropic/claude-haiku-5-5',
      'openrouter/openai/gpt-4.1',
      'openrouter/qwen/qwen2.5-vl-72b-instruct',
      'ollama/llava:13b',
      'ollama/qwen2.5vl:7b',
      'ollama/llama3.2-vision',
      'ollama/gemma3:4b',
      'compatible/pixtral-12b',
    ],
    no: [
      'anthropic/claude-2.1',
      'openai/gpt-4',
      'openai/gpt-3.5-turbo',
      'openai/o3-mini',
      'openrouter/openai/gpt-oss-120b',
      'openrouter/deepseek/deepseek-v3',
      'ollama/qwen3',
      'ollama/gemma3:1b',
      'ollama/gpt-oss',
      'compatible/some/model',
    ],
  };
  for (const [answer, names] of Object.entries(models)) {
    for (const name of names) {
      test(`${name}: ${answer}`, () => {
        const slash = name.indexOf('/');
        const provider = ProviderId.parse(name.slice(0, slash));
        assert.equal(canSee(provider, name.slice(slash + 1)), answer === 'yes');
      });
    }
  }
});
