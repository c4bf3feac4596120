import assert from 'node:assert/strict';
import { endlessCall, nothingPoured, pour } from './floods.ts';
import { callModel, callsOf, failureOf, stopOf, textOf, usageOf } from './modelCalls.ts';
import { type Answer, type RawServer, sse, sseThenHang, startRawServer, startSse } from './rawServer.ts';
import { messages, messagesEvent, wireFormats } from './wireFormats.ts';

for (const format of wireFormats) {
  suite(`streams that go wrong over ${format.name}`, () => {
    let server: RawServer;
    const serve = async (...answers: Answer[]) => {
      server = await startRawServer(...answers);
      return { url: server.url + format.basePath };
    };
    const good = sse(format.reply([format.text('fine')]));
    teardown(() => server.close());

    for (const raw of [
      '{"at": "o',
      '{"at": 1,}',
      "{'at': 1}",
      '{"at": NaN}',
      '[[[[',
      '{"__proto__": {"a": 1}}',
    ]) {
      test(`139: the arguments ${raw} pass through as written`, async () => {
        const events = await callModel(
          format.model,
          await serve(sse(format.reply([format.call(0, 'c', 'look', raw.slice(0, 3), raw.slice(3))]))),
        );
        assert.equal(callsOf(events)[0]?.argumentsJson, raw);
        assert.deepEqual(stopOf(events), { reason: 'done' });
      });
    }

    test('139: no arguments at all are an empty object', async () => {
      const events = await callModel(
        format.model,
        await serve(sse(format.reply([format.call(0, 'c', 'look')]))),
      );
      assert.equal(callsOf(events)[0]?.argumentsJson, '{}');
    });

    test('145: a call cut by the length limit is handed over as cut, to be refused', async () => {
      const reply = format.reply([format.text('So'), format.call(0, 'c', 'look', '{"at": "o')], {
        finish: format.lengthReason,
      });
      const events = await callModel(format.model, await serve(sse(reply)));
      assert.deepEqual(stopOf(events), { reason: 'length' });
      assert.deepEqual(callsOf(events), [{ id: 'c', name: 'look', argumentsJson: '{"at": "o' }]);
    });

    test('147: silence ends as a timeout', async () => {
      const timing = { idleMs: 60, maxRetries: 0 };
      const call = await serve(sseThenHang(format.opening([format.text('Hm')])));
      const failure = failureOf(await callModel(format.model, { ...call, timing }));
      assert.equal(failure.kind, 'timeout');
      await server.hungUp;
    });

    test('147: a server that accepts and never answers ends as a timeout', async () => {
      const timing = { idleMs: 60, maxRetries: 1 };
      const events = await callModel(format.model, { ...(await serve(() => undefined)), timing });
      assert.equal(failureOf(events).kind, 'timeout');
      assert.equal(server.received.length, 2);
    });

    test('147: comments that only keep the connection alive end at the total limit', async () => {
      const chatter: Answer = (response) => {
        startSse(response);
        const timer = setInterval(() => response.write(': still here\n\n'), 10);
        response.once('close', () => clearInterval(timer));
      };
      const timing = { idleMs: 5_000, totalMs: 150 };
      const events = await callModel(format.model, { ...(await serve(chatter)), timing });
      assert.equal(failureOf(events).kind, 'timeout');
      assert.equal(server.received.length, 1);
    });

    test('147: comments do not count as silence', async () => {
      const slow: Answer = (response) => {
        startSse(response);
        let beats = 0;
        const timer = setInterval(() => {
          beats += 1;
          if (beats < 12) response.write(': thinking\n\n');
          else response.end(format.reply([format.text('done at last')]));
          if (beats === 12) clearInterval(timer);
        }, 20);
      };
      const timing = { idleMs: 150, maxRetries: 0 };
      const events = await callModel(format.model, { ...(await serve(slow)), timing });
      assert.equal(textOf(events), 'done at last');
    });

    test('148: a reply with more than 1,000 calls is given up', async () => {
      const calls = Array.from({ length: 1_001 }, (_, index) =>
        format.call(index, `c${index}`, 'look', '{}'),
      );
      const events = await callModel(format.model, await serve(sse(format.reply(calls))));
      assert.equal(failureOf(events).kind, 'malformed');
      assert.equal(failureOf(events).transient, false);
      assert.deepEqual(callsOf(events), []);
    });

    test('148: a reply without end is given up at its size limit', async () => {
      const block = format.text('x'.repeat(1_000_000)).join('');
      const flood: Answer = (response) => {
        startSse(response).write(format.opening([]));
        const pour = () => {
          while (!response.destroyed && response.write(block));
        };
        response.on('drain', pour);
        pour();
      };
      const failure = failureOf(await callModel(format.model, await serve(flood)));
      assert.equal(failure.kind, 'malformed');
      await server.hungUp;
    });

    test('148: a call without end is given up at its size limit, and counts for what came of it', async () => {
      const flood = pour(endlessCall(format, 100_000), nothingPoured());
      const events = await callModel(format.model, await serve(flood));
      assert.equal(failureOf(events).kind, 'malformed');
      assert.deepEqual(usageOf(events), [{ input: 0, output: 1_050_000, cachedInput: 0 }]);
    });

    test('148: a line without end is given up at its size limit', async () => {
      const flood: Answer = (response) => {
        startSse(response).write('data: ');
        const pour = () => {
          while (!response.destroyed && response.write('x'.repeat(100_000)));
        };
        response.on('drain', pour);
        pour();
      };
      assert.equal(failureOf(await callModel(format.model, await serve(flood))).kind, 'malformed');
    });

    const odd = 'é 漢字 👩‍👩‍👧 \u0000 "quoted"\n';
    test('149: text in any script survives any cut between bytes', async () => {
      const bytes = Buffer.from(format.reply([format.text(odd, odd)]));
      const dribble: Answer = async (response) => {
        startSse(response);
        response.socket?.setNoDelay(true);
        for (let at = 0; at < bytes.length; at += 1) {
          response.write(bytes.subarray(at, at + 1));
          if (at % 50 === 0) await new Promise(setImmediate);
        }
        response.end();
      };
      const events = await callModel(format.model, await serve(dribble));
      assert.equal(textOf(events), odd + odd);
    });

    test('149: half a character and invalid bytes become text that can be stored', async () => {
      const [before = '', after = ''] = format.reply([format.text('a@b')]).split('@');
      const bytes = Buffer.concat([Buffer.from(before), Buffer.from([0xff, 0xc3]), Buffer.from(after)]);
      const events = await callModel(format.model, await serve(sse(bytes)));
      assert.deepEqual(JSON.parse(JSON.stringify(textOf(events))), textOf(events));
      assert.match(textOf(events), /^a\uFFFD+b$/);
    });

    test('149: a lone surrogate in the conversation is sent as valid text', async () => {
      const request = { messages: [{ role: 'user' as const, text: 'a\ud83d b 👍' }] };
      await callModel(format.model, { ...(await serve(good)), request });
      assert.match(JSON.stringify(server.received[0]?.body), /a\uFFFD b 👍/);
    });

    const shapes: [string, (text: string) => string][] = [
      ['CRLF line ends', (text) => text.replaceAll('\n', '\r\n')],
      ['a byte order mark', (text) => `\uFEFF${text}`],
      ['no blank line at the end', (text) => text.trimEnd()],
      ['no space after the colon', (text) => text.replaceAll(/^(data|event): /gm, '$1:')],
      ['comments between events', (text) => text.replaceAll('\n\n', '\n\n: hm\n\n')],
      ['data over several lines', (text) => text.replaceAll('"delta":', '\ndata: "delta":')],
    ];
    for (const [what, reshape] of shapes) {
      test(`150: a stream with ${what} reads the same`, async () => {
        const reply = format.reply([format.text('one ', 'two'), format.call(0, 'c', 'look', '{"a":', '1}')]);
        const events = await callModel(format.model, await serve(sse(reshape(reply))));
        assert.equal(textOf(events), 'one two');
        assert.equal(callsOf(events)[0]?.argumentsJson, '{"a":1}');
        assert.deepEqual(stopOf(events), { reason: 'done' });
      });
    }

    test('150: an event that is no JSON fails as unreadable', async () => {
      const broken = `${format.opening([])}event: content_block_delta\ndata: {"type": \n\n`;
      const events = await callModel(format.model, {
        ...(await serve(sse(broken))),
        timing: { maxRetries: 0 },
      });
      assert.equal(failureOf(events).kind, 'malformed');
    });

    for (const absurd of [-5, 1e15, Number.NaN, 1.5, '12', null]) {
      test(`152: a usage of ${absurd} counts as none`, async () => {
        const usage = {
          input_tokens: absurd,
          output_tokens: absurd,
          cache_read_input_tokens: absurd,
          prompt_tokens: absurd,
          completion_tokens: absurd,
          prompt_tokens_details: { cached_tokens: absurd },
        };
        const events = await callModel(
          format.model,
          await serve(sse(format.reply([format.text('x')], { usage }))),
        );
        assert.deepEqual(usageOf(events), []);
        assert.deepEqual(stopOf(events), { reason: 'done' });
      });
    }
  });
}

suite('parts of a Messages reply without end', () => {
  for (const [what, block] of [
    ['thinking that is hidden', { type: 'redacted_thinking', data: 'x'.repeat(100_000) }],
    ['thinking that comes whole', { type: 'thinking', thinking: 'x'.repeat(100_000) }],
    ['nothing at all', { type: 'text' }],
  ] as const) {
    test(`148: of ${what} are given up long before they fill the memory`, async () => {
      const poured = nothingPoured();
      const piece = messagesEvent('content_block_start', { index: 0, content_block: block });
      const server = await startRawServer(pour({ opening: messages.opening([]), piece }, poured));
      try {
        const events = await callModel(messages.model, { url: server.url });
        assert.equal(failureOf(events).kind, 'malformed');
        assert.ok(poured.bytes < 32_000_000, `${poured.bytes} bytes`);
      } finally {
        await server.close();
      }
    });
  }
});
