import assert from 'node:assert/strict';
import type { ModelEvent, ModelRequest } from '../../../src/core/agent/provider.ts';
import { modelTitle } from '../../../src/core/human/modelTitle.ts';
import { createDemoProvider, demoModelName } from '../../../src/providers/demo/demo.ts';

const request = (over: Partial<ModelRequest> = {}): ModelRequest => ({
  model: 'scripted',
  system: 'You are an agent.',
  messages: [{ role: 'user', text: 'Show me what you can do' }],
  tools: ['glob', 'grep', 'read_file', 'write_file', 'spawn', 'wait'].map((name) => ({
    name,
    description: name,
    inputSchema: {},
  })),
  ...over,
});
const fast = createDemoProvider({ chunkMs: 0, thinkMs: 0 });
const never = new AbortController().signal;

async function allEvents(events: AsyncIterable<ModelEvent>): Promise<ModelEvent[]> {
  const all: ModelEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

function stopsIn(events: readonly ModelEvent[]) {
  return events.flatMap((event) => (event.kind === 'stop' ? [event.stop] : []));
}

suite('the scripted demo model', () => {
  test('its name says wherever people read it that it is no AI', () => {
    assert.equal(modelTitle(demoModelName), 'demo/scripted (not AI)');
  });

  test('one turn is text in pieces, whole calls, usage, and one stop at the end', async () => {
    const events = await allEvents(fast.stream(request(), never));
    assert.ok(events.filter((event) => event.kind === 'text').length > 2);
    const calls = events.flatMap((event) => (event.kind === 'toolCall' ? [event.call] : []));
    assert.deepEqual(
      calls.map((call) => call.name),
      ['glob', 'grep'],
    );
    assert.equal(new Set(calls.map((call) => call.id)).size, 2);
    assert.deepEqual(events.map((event) => event.kind).slice(-2), ['usage', 'stop']);
    assert.deepEqual(stopsIn(events), [{ reason: 'done' }]);
  });

  test('the same conversation always gets the same turn', async () => {
    const [first, second] = [fast.stream(request(), never), fast.stream(request(), never)];
    assert.deepEqual(await allEvents(first), await allEvents(second));
  });

  test('usage is about four characters a token of what was read and said', async () => {
    const system = 'x'.repeat(40_000);
    const events = await allEvents(fast.stream(request({ system }), never));
    const usage = events.flatMap((event) => (event.kind === 'usage' ? [event.usage] : []))[0];
    assert.ok(usage && usage.input > 10_000 && usage.input < 10_400 && usage.output > 20);
  });

  test('an abort while it thinks stops it at once', async () => {
    const controller = new AbortController();
    const slow = createDemoProvider({ chunkMs: 0, thinkMs: 3_600_000 });
    const events = allEvents(slow.stream(request(), controller.signal));
    controller.abort();
    assert.deepEqual(stopsIn(await events), [{ reason: 'aborted' }]);
  });

  test('an abort while it speaks ends the turn without a call', async () => {
    const controller = new AbortController();
    const slow = createDemoProvider({ chunkMs: 3_600_000, thinkMs: 0 });
    const events: ModelEvent[] = [];
    for await (const event of slow.stream(request(), controller.signal)) {
      events.push(event);
      if (event.kind === 'text') controller.abort();
    }
    assert.deepEqual(
      events.map((event) => event.kind),
      ['text', 'usage', 'stop'],
    );
    assert.deepEqual(stopsIn(events), [{ reason: 'aborted' }]);
  });

  test('a signal that is already aborted gets no text', async () => {
    const events = await allEvents(fast.stream(request(), AbortSignal.abort()));
    assert.deepEqual(
      events.map((event) => event.kind),
      ['usage', 'stop'],
    );
  });

  test('a conversation with malformed calls and results is answered all the same', async () => {
    const messages: ModelRequest['messages'] = [
      { role: 'user', text: '' },
      { role: 'assistant', text: '', calls: [{ id: 'a', name: 'glob', argumentsJson: '{"pattern":' }] },
      { role: 'tool', results: [{ callId: 'b', text: '\u0000[', isError: false }] },
    ];
    const events = await allEvents(fast.stream(request({ messages }), never));
    assert.deepEqual(stopsIn(events), [{ reason: 'done' }]);
  });

  test('without tools it says that it can do nothing', async () => {
    const events = await allEvents(fast.stream(request({ tools: [] }), never));
    const text = events.map((event) => (event.kind === 'text' ? event.text : '')).join('');
    assert.match(text, /not by an AI/);
    assert.match(text, /Without tools/);
  });
});
