import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { endlessCall, endlessText, type Flood, nothingPoured, pour } from '../providers/floods.ts';
import { type Received, sse, startRawServer } from '../providers/rawServer.ts';
import { chat, messages, type WireFormat } from '../providers/wireFormats.ts';
import { loadOf } from '../workspace/loadOf.ts';
import { begin, eventsOf, finish, Place } from './wholeRun.ts';

const megabyte = 1024 * 1024;

const floods: readonly (readonly [what: string, WireFormat, Flood])[] = [
  ['talks without end, a word at a time', chat, endlessText(chat, 4)],
  ['talks without end', messages, endlessText(messages, 400)],
  ['writes a file without end, a word at a time', chat, endlessCall(chat, 4)],
  ['writes a file without end', messages, endlessCall(messages, 400)],
];

for (const [what, format, flood] of floods) {
  test(`200: over ${format.name}, a child’s model that ${what} ends that child alone, and floods nothing`, async () => {
    const poured = nothingPoured();
    const server = await startRawServer((response, request) => {
      const answer = modelOf(request) === 'flooding' ? pour(flood, poured) : sse(calmReply(format, request));
      answer(response, request);
    });
    const place = new Place();
    try {
      const model = (name: string) => `${format.provider}/${name}`;
      const wanted = { url: server.url, model: model('parent'), childModel: model('calm') };
      const { result: live, ...load } = await loadOf(async () => {
        const started = await begin(place, wanted);
        await started.run.report;
        return started;
      });
      assert.ok(poured.pieces > 10_000, `${poured.pieces}`);
      assert.ok(live.lines.length < 100, `${live.lines.length} lines`);
      assert.ok(statSync(live.journal).size < 8 * megabyte);
      assert.ok(poured.mostInLine < megabyte && poured.waits > 100, JSON.stringify(poured));
      assert.ok(load.growth < 150 * megabyte, `${load.growth / megabyte} MB`);
      assert.ok(load.longestLagMs < 250, `${load.longestLagMs} ms`);

      const { events, report } = await finish(live);
      assert.equal(report.summary, 'All reports read.', report.reason);
      const children = eventsOf(events, 'agentFinished').flatMap((event) => event.report);
      const [flooded, ...calm] = children.filter(({ label }) => label !== 'parent').toSorted(byLabel);
      assert.equal(flooded?.outcome, 'failed');
      assert.match(flooded.reason ?? '', /endless answer|beyond every sensible size/);
      assert.ok(flooded.summary.length < 10_000);
      assert.deepEqual(
        calm.map(({ outcome }) => outcome),
        ['completed', 'completed'],
      );
    } finally {
      await server.close();
      place.remove();
    }
  }).timeout(60_000);
}

const byLabel = (a: { readonly label: string }, b: { readonly label: string }) =>
  b.label.localeCompare(a.label);

/** The parent has two calm children, who say one word, and one that is flooded. */
function calmReply(format: WireFormat, request: Received): string {
  if (modelOf(request) === 'calm') return format.reply([format.text('Calm.')]);
  if (JSON.stringify(request.body).includes('"role":"assistant"'))
    return format.reply([format.text('All reports read.')]);
  const spawns = ['calm-1', 'calm-2', 'flooded'].map((label, index) => {
    const model = label === 'flooded' ? `${format.provider}/flooding` : undefined;
    return format.call(index, `s${index}`, 'spawn', JSON.stringify({ task: `Task ${label}.`, label, model }));
  });
  return format.reply(spawns, { finish: format.name === 'Messages' ? 'tool_use' : 'tool_calls' });
}

function modelOf({ body }: Received): unknown {
  return typeof body === 'object' && body !== null && 'model' in body ? body.model : undefined;
}
