import assert from 'node:assert/strict';
import { Price } from '../../src/core/agent/cost.ts';
import { priceOf } from '../../src/providers/prices.ts';
import { priceTable } from '../../src/providers/priceTable.ts';
import { providerTable, suggestedModels } from '../../src/providers/providerTable.ts';
import { callModel, usageOf } from './modelCalls.ts';
import { type RawServer, sse, startRawServer } from './rawServer.ts';
import { chat } from './wireFormats.ts';

const inNovember = new Date('2026-11-21');
const names = Object.entries(priceTable).flatMap(([provider, prices]) =>
  Object.keys(prices).map((model) => `${provider}/${model}`),
);

suite('prices', () => {
  test('every price is finite, not negative and one the core takes, now and later', () => {
    assert.ok(names.length > 30);
    for (const name of names) {
      for (const at of [inNovember, new Date('2030-01-01')]) {
        const price = priceOf(name, at);
        assert.deepEqual(Price.parse(price), price, name);
        const { input = 0, output = 0, cachedInput = 0 } = price ?? {};
        for (const value of [input, output, cachedInput])
          assert.ok(Number.isFinite(value) && value > 0, name);
      }
    }
  });

  test('no price is out of proportion: cached input is cheaper than input, and input than output', () => {
    for (const name of names) {
      const { input = 0, cachedInput = 0, output = 0 } = priceOf(name, inNovember) ?? {};
      assert.ok(cachedInput < input && input < output, name);
    }
  });

  test('every suggested model has a price, but for those whose price is not the vendor’s own', () => {
    const withoutPrice = suggestedModels.filter((name) => priceOf(name) === undefined);
    assert.deepEqual(withoutPrice, ['openrouter/openai/gpt-5.6-terra']);
  });

  test('prices are in dollars for a million tokens', () => {
    assert.deepEqual(priceOf('google/gemini-3.1-pro-preview'), {
      input: 2,
      cachedInput: 0.2,
      output: 12,
      longPrompt: { above: 200_000, input: 2, output: 1.5 },
    });
  });

  test('input that a vendor bills as written to its cache counts at that price', () => {
    assert.deepEqual(priceOf('anthropic/claude-opus-5-5'), { input: 5, cachedInput: 0.2, output: 20 });
    assert.equal(priceOf('openai/gpt-6-sol')?.input, 2.5);
  });

  test('an announced price holds from its day on', () => {
    const half = { input: 0.75, cachedInput: 0.075, output: 3.75 };
    const full = { input: 1.5, cachedInput: 0.15, output: 7.5 };
    assert.deepEqual(priceOf('google/gemini-3.6-flash', new Date('2026-12-31T23:59:59Z')), half);
    assert.deepEqual(priceOf('google/gemini-3.6-flash', new Date('2027-01-01T00:00:00Z')), full);
  });

  for (const free of ['demo/scripted', ' demo/scripted ', 'ollama/qwen3', 'ollama/hf.co/some/model:q4']) {
    test(`"${free}" is known to cost nothing`, () => {
      assert.deepEqual(priceOf(free), { input: 0, cachedInput: 0, output: 0 });
    });
  }

  for (const [snapshot, model] of [
    ['anthropic/claude-haiku-4-5-20251001', 'anthropic/claude-haiku-4-5'],
    ['openai/gpt-5.4-2026-03-05', 'openai/gpt-5.4'],
    ['openai/gpt-5.4-mini-2026-03-17', 'openai/gpt-5.4-mini'],
  ] as const) {
    test(`${snapshot} costs what ${model} costs`, () => {
      assert.ok(priceOf(model));
      assert.deepEqual(priceOf(snapshot), priceOf(model));
    });
  }

  test('a smaller model never has the price of a bigger one with a name like it', () => {
    assert.notDeepEqual(priceOf('openai/gpt-5.4-mini'), priceOf('openai/gpt-5.4'));
    assert.notDeepEqual(priceOf('google/gemini-3.5-flash-lite'), priceOf('google/gemini-3.5-flash'));
  });

  for (const unknown of [
    'openai/gpt-5.5-mini',
    'openai/gpt-5.5-pro',
    'openai/gpt-5',
    'openai/gpt-6-sol-20260922',
    'openai/gpt-6-sol-2026-09',
    'anthropic/claude-opus-5-5-2026-09-22',
    'anthropic/claude-opus-5-5-20260922-fast',
    'anthropic/claude-opus',
    'anthropic/-20260101',
    'google/gemini-3.6-flash-20260101',
    'google/models/gemini-3.6-flash',
    'openrouter/anthropic/claude-opus-5-5',
    'compatible/gpt-6-sol',
    'vscode/gpt-6-sol',
    'anthropic/gpt-6-sol',
    'demo/other',
    'claude-opus-5-5',
    'anthropic/constructor',
    'anthropic/__proto__',
    'constructor/x',
    '',
  ]) {
    test(`the price of "${unknown}" is not known, and not guessed`, () => {
      assert.equal(priceOf(unknown), undefined);
    });
  }

  test('only APIs of vendors have prices of their own', () => {
    for (const provider of Object.keys(priceTable)) assert.ok(Object.hasOwn(providerTable, provider));
    assert.deepEqual(Object.keys(priceTable), ['anthropic', 'openai', 'google']);
  });
});

suite('tokens that prices count', () => {
  let server: RawServer | undefined;
  teardown(() => server?.close());

  const usageTold = async (usage: object) => {
    server = await startRawServer(sse(chat.reply([chat.text('x')], { usage })));
    return usageOf(await callModel(chat.model, { url: server.url + chat.basePath }));
  };

  test('thinking that a server counts only in the total is output', async () => {
    const told = await usageTold({ prompt_tokens: 21, completion_tokens: 4, total_tokens: 85 });
    assert.deepEqual(told, [{ input: 21, output: 64, cachedInput: 0 }]);
  });

  test('a total that is too low takes nothing away', async () => {
    const told = await usageTold({ prompt_tokens: 21, completion_tokens: 4, total_tokens: 3 });
    assert.deepEqual(told, [{ input: 21, output: 4, cachedInput: 0 }]);
  });
});
