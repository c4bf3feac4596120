import assert from 'node:assert/strict';
import { AgentRecord } from '../../src/core/agent/agentRecord.ts';
import type { Cost } from '../../src/core/agent/cost.ts';
import type { Provider } from '../../src/core/agent/provider.ts';
import { takeTurn } from '../../src/core/agent/turn.ts';
import type { Event } from '../../src/core/journal/event.ts';
import { callModel, providersFor, question } from './modelCalls.ts';
import { type RawServer, sse, sseThenCut, sseThenHang, startRawServer } from './rawServer.ts';
import { chat } from './wireFormats.ts';

const tokens = { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 };
const answer = (more: object) => sse(chat.reply([chat.text('x')], { usage: { ...tokens, ...more } }));
const openrouter = 'openrouter/some/model';

suite('what a call cost, as its API says', () => {
  let server: RawServer;
  teardown(() => server.close());

  async function costOf(model: string): Promise<unknown> {
    const events = await callModel(model, { url: server.url });
    const [usage, ...others] = events.filter((event) => event.kind === 'usage');
    assert.deepEqual([usage?.usage.input, usage?.usage.output, others.length], [100, 10, 0]);
    return usage?.costUsd;
  }

  for (const [what, more, cost] of [
    ['the cost in dollars', { cost: 0.0125 }, 0.0125],
    ['a model that is free', { cost: 0 }, 0],
    [
      'a maker that is paid out of it',
      { cost: 0.5, is_byok: false, cost_details: { upstream_inference_cost: 0.5 } },
      0.5,
    ],
    [
      'a maker that is paid besides, by a key of the user’s own',
      { cost: 0.25, is_byok: true, cost_details: { upstream_inference_cost: 4.75 } },
      5,
    ],
    ['no cost', {}, undefined],
    ['a maker whose part is not known', { cost: 0.25, is_byok: true, cost_details: null }, undefined],
    ['a maker whose part is in no shape', { cost: 0.25, is_byok: true, cost_details: 'soon' }, undefined],
    ['less than nothing', { cost: -1 }, undefined],
    ['a word', { cost: '0.1' }, undefined],
    ['more than any call can cost', { cost: 1e6 }, undefined],
  ] as const) {
    test(`OpenRouter: ${what} counts as ${cost ?? 'not known'}`, async () => {
      server = await startRawServer(answer(more));
      assert.equal(await costOf(openrouter), cost);
    });
  }

  test('a try that failed and was paid for counts with the one that followed', async () => {
    const paid = `${chat.opening([])}data: ${JSON.stringify({ choices: [], usage: { ...tokens, cost: 1 } })}\n\n`;
    server = await startRawServer(sseThenCut(paid), answer({ cost: 2 }));
    const events = await callModel(openrouter, { url: server.url });
    assert.deepEqual(
      events.flatMap((event) => (event.kind === 'usage' ? [event.costUsd, event.usage.input] : [])),
      [3, 200],
    );
  });

  test('a call that tells its cost and no tokens has cost it all the same', async () => {
    server = await startRawServer(sse(chat.reply([chat.text('x')], { usage: { cost: 0.5 } })));
    const events = await callModel(openrouter, { url: server.url });
    const costs = events.flatMap((event) => (event.kind === 'usage' ? [event.costUsd] : []));
    assert.deepEqual(costs, [0.5]);
  });

  test('a call that tells it was free and no tokens is known to be free', async () => {
    server = await startRawServer(sse(chat.reply([chat.text('x')], { usage: { cost: 0 } })));
    assert.deepEqual(await recorded('done'), { usd: 0, isWhole: true });
  });

  const half = chat.opening([chat.text('half of it')]);
  for (const [what, answer, stop] of [
    ['a person or a deadline', sseThenHang(half), 'aborted'],
    ['a lost connection', sseThenCut(half), 'failed'],
  ] as const) {
    test(`a call that was cut off by ${what} before it told its cost leaves no sum whole`, async () => {
      server = await startRawServer(answer);
      assert.deepEqual(await recorded(stop), { usd: 0, isWhole: false });
    });
  }

  /** What an agent has cost after one call of a model without a price, which is cut off if nothing more comes of it. */
  async function recorded(stop: 'done' | 'aborted' | 'failed'): Promise<Cost> {
    const choice = providersFor({ url: server.url })(openrouter);
    assert.ok(choice.kind === 'found');
    const { provider, model } = choice;
    const record = new AgentRecord();
    const controller = new AbortController();
    const watched: Provider = {
      async *stream(request, signal) {
        for await (const event of provider.stream(request, signal)) {
          yield event;
          if (stop === 'aborted') controller.abort();
        }
      },
    };
    const parts = {
      ...{ agentId: 'id-1', instructions: '', price: undefined, tools: [] },
      ...{ provider: watched, model, emit: (event: Event) => record.note(event) },
    };
    const reply = await takeTurn(parts, { messages: question.messages }, 1, controller.signal);
    assert.equal(reply.stop.reason, stop);
    assert.ok(record.usage.output > 0);
    return record.cost;
  }

  test('what other servers call a cost is not taken for dollars', async () => {
    server = await startRawServer(answer({ cost: 0.0125 }));
    for (const model of [chat.model, 'openai/gpt-6-sol', 'google/gemini-3.6-flash'])
      assert.equal(await costOf(model), undefined, model);
  });

  test('it is known beforehand whose calls say what they cost', async () => {
    server = await startRawServer();
    const find = providersFor({ url: server.url });
    const tells = [openrouter, chat.model, 'anthropic/claude-test', 'demo/scripted'].filter((name) => {
      const choice = find(name);
      return choice.kind === 'found' && choice.tellsCost;
    });
    assert.deepEqual(tells, [openrouter]);
  });
});
