import assert from 'node:assert/strict';
import { unlinkSync } from 'node:fs';
import { Slots } from '../../src/core/spawn/slots.ts';
import { Gate } from '../core/gate.ts';
import { type Call, type ScriptedModel, startModel } from '../models/scriptedModel.ts';
import { begin, eventsOf, finish, Place, person, wholeRun } from './wholeRun.ts';

const spawn = (task: string, more: object = {}): Call => ['spawn', { task, label: task, ...more }];

suite('agents with next to no room', () => {
  const places: Place[] = [];
  let model: ScriptedModel;

  const newPlace = () => {
    const place = new Place();
    places.push(place);
    return place;
  };
  teardown(async () => {
    await model.stop();
    for (const place of places.splice(0)) place.remove();
  });

  test('two runs three levels deep share one slot, ask people, and both come to their end', async () => {
    let open = 0;
    let most = 0;
    model = await startModel(async ({ number, task }) => {
      const level = task.startsWith('level') ? Number(task.slice(6)) : 0;
      if (level > 0) {
        open += 1;
        most = Math.max(most, open);
        await new Promise((resolve) => setImmediate(resolve));
        open -= 1;
      }
      if (level === 3) {
        return number === 1 ? { calls: [['write_file', { path: 'notes.md', content: 'x\n' }]] } : 'Leaf.';
      }
      if (number === 1) return { calls: [spawn(`level ${level + 1}`), spawn(`level ${level + 1}`)] };
      return `Level ${level}.`;
    });
    const sharedSlots = new Slots(1);
    const { requests, ask } = person(() => ({ kind: 'rejected' }));
    const limits = { depth: 3, concurrency: 64, children: 100 };
    const runs = await Promise.all(
      [newPlace(), newPlace()].map((place) => begin(place, { url: model.url, ask, limits, sharedSlots })),
    );
    for (const { report, events } of await Promise.all(runs.map(finish))) {
      assert.equal(report.outcome, 'completed');
      assert.equal(eventsOf(events, 'agentFinished').length, 15);
    }
    assert.equal(requests.length, 16);
    assert.equal(most, 1);
  });

  test('a batch whose children all ask a person goes on with the answers, and its clocks stand still meanwhile', async () => {
    const place = newPlace();
    const items = Array.from({ length: 12 }, (_, n) => `${n}`);
    model = await startModel(({ number, task }) => {
      if (!task.startsWith('do ')) {
        const call: Call = ['spawn_batch', { items, task: 'do {{item}}', label: 'List' }];
        return number === 1 ? { calls: [call] } : 'Done.';
      }
      const path = `notes/${task.slice(3)}.md`;
      return number === 1 ? { calls: [['write_file', { path, content: 'x\n' }]] } : 'Done.';
    });
    const all = new Gate();
    const { requests, ask } = person(async () => {
      if (requests.length === 5) setTimeout(all.open, 1500);
      await all.opened;
      return requests.length % 2 === 0 ? { kind: 'approved' } : { kind: 'rejected' };
    });
    const { report, events } = await wholeRun(place, {
      url: model.url,
      ask,
      childLimits: { deadlineSeconds: 1 },
    });
    assert.equal(report.outcome, 'completed');
    const [finished] = eventsOf(events, 'batchFinished');
    assert.equal(finished?.report.summary, '12 completed.');
    assert.equal(requests.length, 12);
  });

  test('a file that a sibling removed before the report is marked missing, and so is one that was only claimed', async () => {
    const place = newPlace();
    model = await startModel(({ number, task }) => {
      if (task !== 'child') return number === 1 ? { calls: [spawn('child')] } : 'Done.';
      if (number === 1) {
        return { calls: ['a', 'b'].map((n): Call => ['write_file', { path: `output/${n}.md`, content: n }]) };
      }
      unlinkSync(place.at('output/a.md'));
      place.put('output/b.md', 'changed by another\n');
      return 'See output/a.md, output/b.md, output/never.md and output/../../outside/secret.txt.';
    });
    const { events } = await wholeRun(place, { url: model.url });
    const child = eventsOf(events, 'agentFinished').find(({ report }) => report.label === 'child')?.report;
    assert.deepEqual(
      child?.deliverables.map(({ path, bytes }) => [path, bytes]),
      [['output/b.md', 19]],
    );
    assert.deepEqual(child?.missing, ['output/a.md', 'output/never.md', 'output/../../outside/secret.txt']);
  });

  test('a person who tries an agent again while its parent ends gets a new agent or a reason, and nothing is left over', async () => {
    for (let n = 0; n < 20; n += 1) {
      const place = newPlace();
      if (n === 0)
        model = await startModel(({ number, task }) =>
          task === 'child' ? 'Fine.' : number === 1 ? { calls: [spawn('child')] } : 'Done.',
        );
      let lines = 0;
      let child: string | undefined;
      const kinds: string[] = [];
      const live = await begin(place, {
        url: model.url,
        onLine: ({ event }) => {
          if (event.type === 'agentFinished' && event.report.label === 'child') child ??= event.agentId;
          if (child === undefined) return;
          lines += 1;
          if (lines !== 1 + (n >> 1)) return;
          const again = () => kinds.push(live.run.retryAgent(child ?? '').kind);
          if (n % 2 === 0) setImmediate(again);
          else queueMicrotask(again);
        },
      });
      const { report, events } = await finish(live);
      assert.equal(report.outcome, 'completed');
      const started = kinds.filter((kind) => kind === 'started').length;
      assert.equal(eventsOf(events, 'agentQueued').length, 2 + started);
    }
  });
});
