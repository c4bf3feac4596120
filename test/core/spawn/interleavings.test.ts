import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ModelRequest } from '../../../src/core/agent/provider.ts';
import { Gate } from '../gate.ts';
import { Harness } from '../harness.ts';
import {
  call,
  make,
  type Script,
  type Step,
  say,
  spawn,
  spawnedIds,
  type Turn,
  toolTexts,
  waitForAll,
} from '../scriptedProvider.ts';
import { settled } from '../virtualClock.ts';

const kinds = ['finish', 'fail', 'crash', 'ask', 'stuck', 'join', 'delegate'] as const;
const styles = ['all', 'any', 'timeout', 'end', 'work', 'both'] as const;
const acts = ['open', 'open', 'cancel', 'approve', 'reject', 'advance'] as const;

const plan = fc.record({
  children: fc.array(fc.constantFrom(...kinds), { minLength: 1, maxLength: 6 }),
  styles: fc.array(fc.constantFrom(...styles), { minLength: 1, maxLength: 5 }),
  concurrency: fc.integer({ min: 1, max: 3 }),
  schedule: fc.array(fc.record({ act: fc.constantFrom(...acts), who: fc.nat(30) }), { maxLength: 25 }),
  cancelAt: fc.option(fc.nat(24), { freq: 4 }),
});
type Plan = typeof plan extends fc.Arbitrary<infer P> ? P : never;

suite('a team under any interleaving', () => {
  test('every child ends in one report, read once; slots are never exceeded and never lost', async () => {
    await fc.assert(
      fc.asyncProperty(plan, async (each) => playAndCheck(each)),
      { numRuns: 300 },
    );
  }).timeout(60_000);
});

async function playAndCheck(each: Plan): Promise<void> {
  const gates: Gate[] = [];
  const run = new Harness({
    scripts: scriptsOf(each, gates),
    limits: { depth: 2, concurrency: each.concurrency },
    childLimits: { deadlineSeconds: 60 },
  });
  for (const [index, { act, who }] of each.schedule.entries()) {
    await settled();
    if (index === each.cancelAt) run.cancel();
    if (act === 'open') [...gates, ...run.bench.gates.values()].at(who % (gates.length + 1))?.open();
    else if (act === 'cancel') cancelChild(run, who);
    else if (act === 'advance') await run.clock.advance(who * 1000);
    else if (run.desk.openCount > 0) run.desk.answer({ kind: act === 'approve' ? 'approved' : 'rejected' });
  }
  await letEnd(run, gates);
  await check(run, each);
}

function scriptsOf({ children, styles: leadStyles }: Plan, gates: Gate[]): Record<string, Script> {
  const tasks = children.map((kind, index) => `${kind} ${index}`);
  const scripts: Record<string, Script> = { lead: (request) => leadTurn(request, tasks, leadStyles) };
  const gate = () => {
    const made = new Gate();
    gates.push(made);
    return made;
  };
  for (const [index, kind] of children.entries()) {
    const task = `${kind} ${index}`;
    const below = `${task} below`;
    scripts[task] = childScript(kind, below, gate);
    scripts[below] = always(say('Deep.', { gate: gate() }));
  }
  return scripts;
}

/** Children may be stopped anywhere, so their scripts may stay unfinished. */
function always(...turns: readonly Step[]): Script {
  return (request) => {
    const turn = turns[request.messages.filter(({ role }) => role !== 'user').length / 2] ?? say('Fine.');
    return typeof turn === 'function' ? turn(request) : turn;
  };
}

function childScript(kind: (typeof kinds)[number], below: string, gate: () => Gate): Script {
  const failure = { kind: 'auth', message: 'No key.', transient: false } as const;
  switch (kind) {
    case 'finish':
      return always(make(call('note', { text: 'x' })), say('Found it.', { gate: gate() }));
    case 'fail':
      return always(say('', { gate: gate(), stop: { reason: 'failed', failure } }));
    case 'crash':
      return always(make(call('crashing', { text: 'x' })), say('', { throws: new Error('bug') }));
    case 'ask':
      return always(
        make(...['x', 'y'].map((text) => call('asking', { text }))),
        say('Asked.', { gate: gate() }),
      );
    case 'stuck':
      return always(make(call('hanging', { text: 'x' })));
    case 'join':
      return always(
        make(spawn(below)),
        (request) =>
          make(
            ...(waitForAll(request).calls ?? []),
            call('asking', { text: 'x' }),
            call('asking', { text: 'y' }),
          ),
        say('Joined.'),
      );
    case 'delegate':
      return (request) => {
        if (request.messages.length === 1) return make(spawn(below));
        return say('I wait, or I am done.');
      };
  }
}

/** A lead that goes on, in whatever style, until it has read every report. */
function leadTurn(request: ModelRequest, tasks: readonly string[], leadStyles: Plan['styles']): Turn {
  if (request.messages.length === 1) return make(...tasks.map((task) => spawn(task)));
  const ids = spawnedIds(request);
  if (readIds(request).length >= ids.length) return say('Done.');
  const turn = request.messages.length;
  const wait = (more: object) => call('wait', { agent_ids: ids, ...more });
  switch (leadStyles[turn % leadStyles.length]) {
    case 'all':
      return make(wait({ timeout_seconds: 1000 + turn }));
    case 'any':
      return make(wait({ mode: 'any', timeout_seconds: 1000 + turn }));
    case 'timeout':
      return make(wait({ timeout_seconds: turn }));
    case 'work':
      return make(call('gated', { text: `lead ${turn}` }));
    case 'both':
      return make(wait({ mode: 'any', timeout_seconds: 500 + turn }), wait({ timeout_seconds: 600 + turn }));
    default:
      return say('I wait.');
  }
}

/** Ids of the children whose report stands in the lead's conversation, once for each time. */
function readIds(request: ModelRequest): string[] {
  const results = toolTexts(request).filter((text) => text.startsWith('{"reports":'));
  const messages = request.messages.flatMap((message) =>
    message.role === 'user' ? [/<reports>(.*)<\/reports>/s.exec(message.text)?.[1]] : [],
  );
  const reports = [
    ...results.flatMap((text) => JSON.parse(text).reports),
    ...messages.flatMap((text) => (text === undefined ? [] : JSON.parse(text))),
  ];
  return reports.flatMap((report) => (report.outcome === undefined ? [] : [report.agent_id]));
}

function cancelChild(run: Harness, who: number): void {
  const children = run.of('agentQueued').slice(1);
  const child = children[who % Math.max(1, children.length)];
  if (child) run.run.cancelAgent(child.agentId);
}

/** Opens every door and lets time pass until the run has ended. */
async function letEnd(run: Harness, gates: readonly Gate[]): Promise<void> {
  for (let round = 0; round < 60 && !(await run.reportNow()); round += 1) {
    for (const gate of [...gates, ...run.bench.gates.values()]) gate.open();
    while (run.desk.openCount > 0) run.desk.approve();
    await run.clock.advance(10_000);
  }
}

async function check(run: Harness, each: Plan): Promise<void> {
  const report = await run.ended();
  const queued = run.of('agentQueued').map(({ agentId }) => agentId);
  const finished = run.of('agentFinished').map(({ agentId }) => agentId);
  assert.deepEqual([...finished].sort(), [...queued].sort());
  assert.ok(run.provider.mostActiveBelow <= each.concurrency, 'More children at work than slots.');
  assert.deepEqual(run.view().pending, []);
  if (each.cancelAt !== null && report.outcome === 'cancelled') return;
  assert.equal(report.outcome, 'completed', report.reason);
  const children = run.of('agentQueued').filter(({ parentId }) => parentId === queued[0]);
  const read = readIds(run.provider.lastRequest('lead'));
  assert.deepEqual(read.sort(), children.map(({ agentId }) => agentId).sort());
}
