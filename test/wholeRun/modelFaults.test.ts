import assert from 'node:assert/strict';
import { canaryKey } from '../providers/modelCalls.ts';
import {
  type Answer,
  type RawServer,
  type Received,
  refuse,
  sse,
  sseThenCut,
  sseThenHang,
  startRawServer,
} from '../providers/rawServer.ts';
import { type WireFormat, wireFormats } from '../providers/wireFormats.ts';
import { assertAcceptable } from './acceptable.ts';
import { eventsOf, filesHolding, Place, wholeRun } from './wholeRun.ts';

type Outcome = 'failed' | 'partial';

interface Fault {
  readonly outcome: Outcome;
  readonly answer: (format: WireFormat) => Answer;
  readonly reason: RegExp;
}

const write = (format: WireFormat, ...pieces: string[]) => format.call(0, 'c1', 'write_file', ...pieces);
const sick = '{"path":"output/sick.md","content":"x"}';
const encodedKey = Buffer.from(canaryKey).toString('base64');

/** What the API of one child does, on every call. */
const faults: Readonly<Record<string, Fault>> = {
  'answers 500 for ever': {
    outcome: 'failed',
    answer: (format) => refuse(500, format.error('api_error', `boom ${canaryKey}`)),
    reason: /cannot answer at the moment \(500\)/,
  },
  'refuses the key, and repeats it': {
    outcome: 'failed',
    answer: (format) => refuse(401, format.error('auth', `wrong key Bearer ${canaryKey}, ${encodedKey}`)),
    reason: /refused the key \(401\)/,
  },
  'wants a day of patience': {
    outcome: 'failed',
    answer: (format) => refuse(429, format.error('rate_limit', 'slow'), { 'retry-after': '86400' }),
    reason: /wait 1440 min/,
  },
  'says nothing at all': { outcome: 'failed', answer: () => () => {}, reason: /stopped sending/ },
  'stops in the middle': {
    outcome: 'failed',
    answer: (format) => sseThenHang(format.opening([format.text('I th')])),
    reason: /stopped sending/,
  },
  'cuts the line before it says anything': {
    outcome: 'failed',
    answer: () => (response) => response.destroy(),
    reason: /Cannot reach/,
  },
  'cuts the line in the middle of a call': {
    outcome: 'failed',
    answer: (format) => sseThenCut(format.opening([write(format, sick.slice(0, -4))])),
    reason: /ended in the middle|Cannot reach/,
  },
  'cuts the line right behind a call': {
    outcome: 'failed',
    answer: (format) => sseThenCut(format.opening([write(format, sick)])),
    reason: /ended in the middle|Cannot reach/,
  },
  'reports an error behind a call': {
    outcome: 'failed',
    answer: (format) =>
      sse(format.opening([write(format, sick)]) + format.errorEvent('overloaded_error', canaryKey)),
    reason: /cannot answer at the moment/,
  },
  'sends a page instead of an answer': {
    outcome: 'failed',
    answer: () => (response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end(`<h1>${canaryKey}</h1>`),
    reason: /cannot be read|ended in the middle/,
  },
  'sends garbled events': {
    outcome: 'failed',
    answer: () => sse('data: {"choices":[{"delta":\n\ndata: nonsense\n\n'),
    reason: /cannot be read|ended in the middle/,
  },
  'answers with nothing, again and again': {
    outcome: 'failed',
    answer: (format) => sse(format.reply([])),
    reason: /nothing/,
  },
  'writes arguments that are no JSON': {
    outcome: 'partial',
    answer: (format) => sse(format.reply([write(format, "{'path': 'output/sick.md',", '}')])),
    reason: /limit of 7 turns/,
  },
  'writes arguments that poison': {
    outcome: 'partial',
    answer: (format) =>
      sse(format.reply([write(format, '{"__proto__":{"isAdmin":true},"path":"output/sick.md"}')])),
    reason: /limit of 7 turns/,
  },
  'nests arguments without end': {
    outcome: 'partial',
    answer: (format) => sse(format.reply([write(format, '['.repeat(200_000))])),
    reason: /limit of \d+ (turns|tokens)/,
  },
  'calls tools that do not exist': {
    outcome: 'partial',
    answer: (format) =>
      sse(
        format.reply([
          format.call(0, 'c1', 'WRITE_FILE', sick),
          format.call(1, 'c2', 'functions.write file', sick),
          format.call(2, 'c3', `write_${'x'.repeat(100)}`, sick),
        ]),
      ),
    reason: /limit of 7 turns/,
  },
  'is cut at its output limit inside a call': {
    outcome: 'partial',
    answer: (format) => sse(format.reply([write(format, sick)], { finish: format.lengthReason })),
    reason: /limit of 7 turns/,
  },
};

for (const format of wireFormats) {
  suite(`one child’s API goes wrong, over ${format.name}`, () => {
    let place: Place;
    let server: RawServer;

    setup(() => {
      place = new Place();
    });
    teardown(async () => {
      await server.close();
      place.remove();
    });

    for (const [what, fault] of Object.entries(faults)) {
      test(`it ${what}: it alone fails, once, and the run goes on`, async () => {
        const bad = fault.answer(format);
        const bodies: unknown[] = [];
        server = await startRawServer((response, request) => {
          bodies.push(request.body);
          if (modelOf(request) === 'sick') bad(response, request);
          else sse(healthyReply(format, request))(response, request);
        });
        const started = performance.now();
        const { events, report } = await wholeRun(place, {
          url: server.url,
          model: `${format.provider}/parent`,
          childModel: `${format.provider}/healthy`,
          childLimits: { deadlineSeconds: 30, turns: 7, tokens: 1_000_000 },
          timing: { idleMs: 150 },
        });
        assert.ok(performance.now() - started < 5000);
        assert.equal(report.outcome, 'completed', report.reason);
        assert.equal(report.summary, 'All reports read.');

        const ends = eventsOf(events, 'agentFinished').map((event) => event.report);
        const [broken, ...others] = ends.filter(({ label }) => label === 'sick');
        assert.deepEqual(others, []);
        assert.equal(broken?.outcome, fault.outcome, broken?.reason);
        assert.match(broken?.reason ?? '', fault.reason);
        assert.deepEqual(broken?.deliverables, []);
        const healthy = ends.filter(({ label }) => label.startsWith('healthy'));
        assert.deepEqual(
          healthy.map(({ outcome }) => outcome),
          ['completed', 'completed', 'completed'],
        );
        const received = eventsOf(events, 'messageReceived').flatMap(({ from }) => from);
        assert.deepEqual(
          received.toSorted(),
          [...healthy.map(({ agentId }) => agentId), broken?.agentId].toSorted(),
        );
        assert.deepEqual(
          [...place.files().keys()].toSorted(),
          ['healthy-1', 'healthy-2', 'healthy-3'].map((name) => `output/${name}.md`),
        );
        assert.deepEqual(filesHolding(place.base, encodedKey), []);
        for (const body of bodies) assertAcceptable(body);
      });
    }
  });
}

/** The parent spawns one sick and three healthy children; each of these writes one file. */
function healthyReply(format: WireFormat, request: Received): string {
  const body = JSON.stringify(request.body);
  const turn = body.split('"role":"assistant"').length;
  if (modelOf(request) === 'parent') {
    if (turn > 1) return format.reply([format.text('All reports read.')]);
    const spawns = ['sick', 'healthy-1', 'healthy-2', 'healthy-3'].map((label, index) => {
      const model = label === 'sick' ? `${format.provider}/sick` : undefined;
      const input = { task: `Task ${label}.`, label, model };
      return format.call(index, `s${index}`, 'spawn', JSON.stringify(input));
    });
    return format.reply(spawns, { finish: format.name === 'Messages' ? 'tool_use' : 'tool_calls' });
  }
  if (turn > 1) return format.reply([format.text('Written.')]);
  const [, label] = /Task (healthy-\d)\./.exec(body) ?? [];
  return format.reply([write(format, JSON.stringify({ path: `output/${label}.md`, content: 'x' }))]);
}

function modelOf({ body }: Received): unknown {
  return typeof body === 'object' && body !== null && 'model' in body ? body.model : undefined;
}
