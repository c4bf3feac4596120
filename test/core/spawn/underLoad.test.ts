import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ModelRequest } from '../../../src/core/agent/provider.ts';
import { Slots } from '../../../src/core/spawn/slots.ts';
import { Gate } from '../gate.ts';
import { Harness } from '../harness.ts';
import { call, make, type Script, type Step, say, spawn, type Turn, toolTexts } from '../scriptedProvider.ts';
import { settled } from '../virtualClock.ts';
import { batch } from './batches.ts';

const kinds = ['finish', 'fail', 'busy', 'spend', 'batch', 'lead', 'ask', 'stranger'] as const;
const acts = [
  'open',
  'open',
  'approve',
  'approve',
  'reject',
  'expire',
  'cancel',
  'retry',
  'advance',
  'resume',
] as const;

/** Once in so many plans. */
const sometimes = <T>(every: number, value: fc.Arbitrary<T>) =>
  fc.oneof({ weight: every - 1, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: value });

const plan = fc.record({
  children: fc.array(fc.constantFrom(...kinds), { minLength: 1, maxLength: 6 }),
  batches: fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 2 }),
  concurrency: fc.integer({ min: 1, max: 3 }),
  tokens: fc.constantFrom(null, 100, 400),
  askFanOutFrom: fc.constantFrom(null, 3),
  childrenLimit: fc.constantFrom(6, 100),
  schedule: fc.array(fc.record({ act: fc.constantFrom(...acts), who: fc.nat(30) }), { maxLength: 30 }),
  cancelAt: sometimes(6, fc.nat(29)),
  /** The event that cannot be recorded any more. */
  failAt: sometimes(8, fc.integer({ min: 3, max: 150 })),
});
type Plan = typeof plan extends fc.Arbitrary<infer P> ? P : never;

suite('a team with budgets, batches and a person’s retries, under any interleaving', () => {
  test('nothing hangs, every agent reports once, and slots and promises all come back', async () => {
    await fc.assert(
      fc.asyncProperty(plan, async (each) => new Play(each).playAndCheck()),
      { numRuns: 400 },
    );
  }).timeout(600_000);
});

/** One run under one plan. */
class Play {
  readonly #plan: Plan;
  readonly #gates: Gate[] = [];
  readonly #shared = new Slots(2);
  readonly #run: Harness;
  /** Opens when as many children as there are slots work at the same time. */
  readonly #barrier = new Gate();
  #atBarrier = 0;

  constructor(each: Plan) {
    this.#plan = each;
    const { concurrency, tokens, askFanOutFrom, childrenLimit, failAt } = each;
    this.#run = new Harness({
      scripts: this.#scripts(),
      limits: { depth: 2, concurrency, tokens, askFanOutFrom, children: childrenLimit },
      childLimits: { deadlineSeconds: 60 },
      ports: { sharedSlots: this.#shared },
      onAppend: (count) => {
        if (failAt !== null && count >= failAt) throw new Error('ENOSPC');
      },
    });
    this.#run.shelf.put({ name: 'scout' }, 'unknown text');
  }

  async playAndCheck(): Promise<void> {
    for (const [index, { act, who }] of this.#plan.schedule.entries()) {
      await settled();
      if (index === this.#plan.cancelAt) this.#run.cancel();
      await this.#act(act, who);
    }
    await this.#letEnd();
    await this.#check();
  }

  async #act(act: (typeof acts)[number], who: number): Promise<void> {
    const { run, desk } = this.#run;
    const agents = this.#run.of('agentQueued').slice(1);
    const agent = agents[who % Math.max(1, agents.length)]?.agentId ?? 'nobody';
    if (act === 'open') this.#gates.at(who % (this.#gates.length + 1))?.open();
    else if (act === 'cancel') run.cancelAgent(agent);
    else if (act === 'retry') run.retryAgent(agent);
    else if (act === 'resume') run.resumeSpawning();
    else if (act === 'advance') await this.#run.clock.advance(who * 1000);
    else if (desk.openCount === 0) return;
    else if (act === 'expire') desk.answer({ kind: 'expired', reason: 'away' });
    else desk.answer({ kind: act === 'approve' ? 'approved' : 'rejected' });
  }

  async #letEnd(): Promise<void> {
    const { desk, clock } = this.#run;
    for (let round = 0; round < 100 && !(await this.#run.reportNow()); round += 1) {
      for (const gate of this.#gates) gate.open();
      while (desk.openCount > 0) desk.approve();
      await clock.advance(10_000);
    }
  }

  async #check(): Promise<void> {
    const run = this.#run;
    const report = await run.ended();
    await this.#checkShared();
    if (run.events.at(-1)?.type !== 'runFinished') {
      assert.equal(run.events.length + 1, this.#plan.failAt);
      return assert.equal(report.outcome, 'failed');
    }
    assert.notEqual(report.outcome, 'failed', report.reason);
    const queued = run.of('agentQueued');
    const finished = run.of('agentFinished').map(({ agentId }) => agentId);
    assert.deepEqual([...finished].sort(), queued.map(({ agentId }) => agentId).sort());
    const batchIds = run.of('batchStarted').map(({ batchId }) => batchId);
    assert.deepEqual(
      run
        .of('batchFinished')
        .map(({ batchId }) => batchId)
        .sort(),
      batchIds.sort(),
    );
    assert.ok(
      run.provider.mostActiveBelow <= Math.min(2, this.#plan.concurrency),
      'More at work than slots.',
    );
    assert.deepEqual(run.view().pending, []);
    assert.equal(run.of('requestRaised').length, run.of('requestAnswered').length);
    const counted = queued.filter(({ parentId, retryOf }) => parentId !== null && retryOf === undefined);
    assert.ok(counted.length <= run.view().limits.children, 'More children than the limit.');
    const lead = queued[0]?.agentId;
    assert.deepEqual(run.events.at(-2), { type: 'agentFinished', agentId: lead, report });
    if (report.outcome !== 'completed') return;
    const refused = run.of('spawnDenied').filter(({ label }) => label.startsWith('rest'));
    assert.deepEqual(refused, [], 'A promise was not given back.');
    const stopped = new Set(run.of('cancelRequested').map(({ agentId }) => agentId));
    for (const { agentId, brief } of queued) {
      if (brief.task.startsWith('rest') && !stopped.has(agentId))
        assert.equal(outcomeOf(run, agentId), 'completed', 'A slot was lost.');
    }
    const own = queued.filter(({ parentId, batchId }) => parentId === lead && batchId === undefined);
    const ownBatches = run.of('batchStarted').filter(({ agentId }) => agentId === lead);
    assert.deepEqual(
      readIds(run.provider.lastRequest('lead')).sort(),
      [...own.map(({ agentId }) => agentId), ...ownBatches.map(({ batchId }) => batchId)].sort(),
    );
  }

  async #checkShared(): Promise<void> {
    const { signal } = new AbortController();
    let free = 0;
    for (let n = 0; n < 2; n += 1) {
      void this.#shared.acquire(signal).then(() => {
        free += 1;
      });
    }
    await settled();
    assert.equal(free, 2, 'A shared slot was lost.');
  }

  #scripts(): Record<string, Script> {
    const { children, batches } = this.#plan;
    const scripts: Record<string, Script> = { lead: (request) => this.#leadTurn(request) };
    for (const [index, kind] of children.entries()) {
      const task = `${kind} ${index}`;
      scripts[task] = this.#childScript(kind, task);
      for (const n of [0, 1, 2]) scripts[`${task} below ${n}`] = always(say('Deep.', { gate: this.#gate() }));
    }
    for (const [index, count] of batches.entries()) {
      for (let n = 0; n < count; n += 1) {
        const turns = n === 1 ? [make(call('writing', { path: `output/${n}` })), busy] : [];
        scripts[`item ${index}-${n}`] = always(...turns, say('Did.', { gate: this.#gate() }));
      }
    }
    for (const n of [0, 1, 2]) scripts[`rest ${n}`] = () => this.#restTurn();
    return scripts;
  }

  #gate(): Gate {
    const gate = new Gate();
    this.#gates.push(gate);
    return gate;
  }

  #childScript(kind: (typeof kinds)[number], task: string): Script {
    const gate = this.#gate();
    const below = [0, 1, 2].map((n) => `${task} below ${n}`);
    switch (kind) {
      case 'fail':
        return always(say('', { gate, stop: { reason: 'failed', failure: noKey } }));
      case 'busy':
        return always(busy);
      case 'spend':
        return always(
          ...['a', 'b', 'c'].map((text) => make(call('note', { text }))),
          say('Spent.', { gate }),
        );
      case 'batch':
        return always(
          make(batch({ items: [0, 1, 2], task: `${task} below {{item}}` })),
          say('I wait.'),
          say('Led.'),
        );
      case 'lead':
        return always(make(...below.map((each) => spawn(each))), say('I wait.'), say('Led.'));
      case 'ask':
        return always(make(call('asking', { text: task })), say('Asked.', { gate }));
      default:
        return always(make(call('note', { text: 'x' })), say('Fine.', { gate }));
    }
  }

  #leadTurn(request: ModelRequest): Turn {
    const { children, batches } = this.#plan;
    const turn = request.messages.filter(({ role }) => role === 'assistant').length;
    if (turn === 0) {
      const own = children.map((kind, index) => spawn(`${kind} ${index}`, extras[kind] ?? {}));
      const lists = batches.map((count, index) => {
        const items = Array.from({ length: count }, (_, n) => `${n}`);
        return batch({ items, task: `item ${index}-{{item}}` });
      });
      return make(...own, ...lists);
    }
    const ends = this.#run.of('agentFinished').length;
    if (ends < this.#run.of('agentQueued').length - 1) return say('I wait.');
    const hasAsked = toolTexts(request).some((text) => text.includes('"rest '));
    return hasAsked || this.#plan.childrenLimit < 100 ? say('Done.') : this.#lastTurn();
  }

  /** Asks for all that must be there again: every slot, and every token that nobody has used. */
  #lastTurn(): Turn {
    this.#run.run.resumeSpawning();
    const { limits, usage } = this.#run.view();
    const slots = Math.min(2, this.#plan.concurrency);
    const left = limits.tokens === null ? null : limits.tokens - usage.input - usage.output - 15;
    if (left !== null && left < 15 * slots) return say('Done.');
    return make(
      ...Array.from({ length: slots }, (_, n) => {
        const whole = left !== null && n === 0 ? { token_budget: left } : {};
        return spawn(`rest ${n}`, whole);
      }),
    );
  }

  #restTurn(): Turn {
    this.#atBarrier += 1;
    if (this.#atBarrier >= Math.min(2, this.#plan.concurrency)) this.#barrier.open();
    return say('Rest.', { gate: this.#barrier });
  }
}

const noKey = { kind: 'auth', message: 'No key.', transient: false } as const;
const busy = say('', {
  stop: { reason: 'failed', failure: { kind: 'overloaded', message: 'Busy.', transient: true } },
});

const extras: Readonly<Record<string, object>> = {
  spend: { token_budget: 40 },
  lead: { token_budget: 300 },
  batch: { token_budget: 200 },
  stranger: { profile: 'scout' },
};

/** Children may be stopped anywhere, so their scripts may stay unfinished. */
function always(...turns: readonly Step[]): Script {
  return (request) => {
    const turn = turns[request.messages.filter(({ role }) => role === 'assistant').length] ?? say('Fine.');
    return typeof turn === 'function' ? turn(request) : turn;
  };
}

const outcomeOf = (run: Harness, agentId: string) =>
  run.of('agentFinished').find((event) => event.agentId === agentId)?.report.outcome;

/** Ids of those whose report stands in the conversation, once for each time. */
function readIds(request: ModelRequest): string[] {
  return request.messages.flatMap((message) => {
    const text = message.role === 'user' ? /<reports>(.*)<\/reports>/s.exec(message.text)?.[1] : undefined;
    const reports: { agent_id: string }[] = text === undefined ? [] : JSON.parse(text);
    return reports.map((report) => report.agent_id);
  });
}
