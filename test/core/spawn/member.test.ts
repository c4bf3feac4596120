import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Ending } from '../../../src/core/agent/ending.ts';
import { Budget } from '../../../src/core/spawn/budget.ts';
import { Member } from '../../../src/core/spawn/member.ts';
import { Slots } from '../../../src/core/spawn/slots.ts';
import { Gate } from '../gate.ts';
import { settled, VirtualClock } from '../virtualClock.ts';

const never = () => new AbortController().signal;

function member(slots: Slots, name: string): Member {
  const limits = { deadlineSeconds: 60, turns: 1, tokens: 1, costUsd: null };
  const brief = { task: name, label: name, model: 'test/model', tools: [], limits };
  return new Member({ agentId: name, brief, clock: new VirtualClock(), slots, budget: Budget.of(limits) });
}

const reportOf = ({ agentId, record }: Member) =>
  record.report({ agentId, label: agentId }, { outcome: 'completed' });

/** How many slots are free now. */
async function free(slots: Slots, limit: number): Promise<number> {
  let count = 0;
  const controller = new AbortController();
  const probes = Array.from({ length: limit + 1 }, () =>
    slots.acquire(controller.signal).then(
      () => {
        count += 1;
      },
      () => {},
    ),
  );
  await settled();
  controller.abort();
  await Promise.all(probes);
  for (let held = count; held > 0; held -= 1) slots.release();
  return count;
}

suite('an agent and its slot', () => {
  test('a wait that ends while another of its waits has just begun takes no second slot', async () => {
    const slots = new Slots(1);
    const agent = member(slots, 'a');
    await agent.begin();
    const first = new Gate();
    const waits = [agent.pause(() => first.opened)];
    await slots.acquire(never());
    first.open();
    await settled();
    waits.push(agent.pause(async () => {}));
    await settled();
    slots.release();
    await Promise.all(waits);
    agent.end(reportOf(agent));
    assert.equal(await free(slots, 1), 1);
  });

  test('an agent that waits anew while it comes back from a wait leaves the slot to others', async () => {
    const slots = new Slots(1);
    const agent = member(slots, 'a');
    await agent.begin();
    const gates = [new Gate(), new Gate()];
    const waits = [agent.pause(() => gates[0]!.opened)];
    await slots.acquire(never());
    gates[0]!.open();
    await settled();
    waits.push(agent.pause(() => gates[1]!.opened));
    slots.release();
    await settled();
    assert.equal(await free(slots, 1), 1);
    gates[1]!.open();
    await Promise.all(waits);
    assert.equal(await free(slots, 1), 0);
  });

  test('an agent that ends while it comes back from a wait keeps no slot', async () => {
    const slots = new Slots(1);
    const agent = member(slots, 'a');
    await agent.begin();
    const back = agent.pause(async () => {});
    agent.end(reportOf(agent));
    await back;
    assert.equal(await free(slots, 1), 1);
  });

  test('a stopped agent does not come back from a wait', async () => {
    const slots = new Slots(1);
    const agent = member(slots, 'a');
    await agent.begin();
    const gate = new Gate();
    const back = agent.pause(() => gate.opened);
    agent.stop(new Ending('cancelled', 'Enough.'));
    gate.open();
    await assert.rejects(back, { message: 'Enough.' });
    agent.end(reportOf(agent));
    assert.equal(await free(slots, 1), 1);
  });

  test('however waits overlap, all come back, and every slot is free in the end', async () => {
    const property = fc.asyncProperty(
      fc.integer({ min: 1, max: 2 }),
      fc.array(step),
      async (limit, steps) => {
        const slots = new Slots(limit);
        const agents = ['a', 'b', 'c'].map((name) => new Actor(slots, name));
        for (const { act, who } of steps) {
          const actor = agents[who % agents.length]!;
          if (act === 'yield') await settled();
          else actor[act]();
        }
        for (const actor of agents) actor.openAll();
        for (let round = 0; round < agents.length; round += 1) {
          await settled();
          for (const actor of agents) actor.endIfIdle();
        }
        assert.deepEqual(
          agents.map(({ pending }) => pending),
          [0, 0, 0],
        );
        assert.equal(await free(slots, limit), limit);
      },
    );
    await fc.assert(property, { numRuns: 500 });
  });
});

const step = fc.record({
  act: fc.constantFrom('begin', 'pause', 'pause', 'openFirst', 'openLast', 'stop', 'yield'),
  who: fc.nat(2),
});

/** An agent that begins once, waits as often as it is told, and counts what has not come back yet. */
class Actor {
  pending = 0;
  readonly #agent: Member;
  #gates: Gate[] = [];
  #stage: 'new' | 'beginning' | 'works' | 'ended' = 'new';

  constructor(slots: Slots, name: string) {
    this.#agent = member(slots, name);
  }

  begin(): void {
    if (this.#stage !== 'new') return;
    this.#stage = 'beginning';
    this.#follow(this.#agent.begin(), () => {
      this.#stage = 'works';
    });
  }

  pause(): void {
    if (this.#stage !== 'works') return;
    const gate = new Gate();
    this.#gates.push(gate);
    this.#follow(
      this.#agent.pause(() => gate.opened),
      () => {},
    );
  }

  openFirst(): void {
    this.#gates.shift()?.open();
  }

  openLast(): void {
    this.#gates.pop()?.open();
  }

  openAll(): void {
    for (const gate of this.#gates) gate.open();
  }

  stop(): void {
    this.#agent.stop(new Ending('cancelled', 'Enough.'));
  }

  endIfIdle(): void {
    if (this.pending > 0 || this.#stage !== 'works') return;
    this.#stage = 'ended';
    this.#agent.end(reportOf(this.#agent));
  }

  #follow(work: Promise<void>, onDone: () => void): void {
    this.pending += 1;
    const back = () => {
      this.pending -= 1;
    };
    work.then(onDone, () => {}).then(back, back);
  }
}
