import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { readdirSync } from 'node:fs';
import { type Call, type ScriptedModel, startModel } from '../models/scriptedModel.ts';
import { begin, finish, Place, person, providersAt } from './wholeRun.ts';

suite('one process and many runs', () => {
  let model: ScriptedModel;
  const warnings: Error[] = [];
  const onWarning = (warning: Error) => warnings.push(warning);

  suiteSetup(async () => {
    process.on('warning', onWarning);
    model = await startModel(({ task, number, heard }) => {
      const child: Call = ['spawn', { task: 'child', label: 'child' }];
      if (task !== 'child') return number === 1 ? { calls: [child, child] } : 'Done.';
      const id = Math.random().toString(36).slice(2);
      const calls: Call[] = [
        ['grep', { pattern: 'line' }],
        ['write_file', { path: `output/${id}.md`, content: 'x'.repeat(10_000) }],
        ['write_file', { path: `notes/${id}.md`, content: id }],
        ['write_file', { path: '../x', content: id }],
      ];
      return number === 1 ? { calls } : heard.join().slice(0, 100);
    });
  });
  suiteTeardown(async () => {
    process.off('warning', onWarning);
    await model.stop();
  });

  test('after fifty runs no handle, file, listener or timer is left that was not there after the first few', async () => {
    const provider = providersAt(model.url);
    const { signal } = new AbortController();
    const { ask } = person(() => ({ kind: 'approved' }));
    const held: ReturnType<typeof heldNow>[] = [];
    for (let n = 0; n < 50; n += 1) {
      const place = new Place();
      place.put('src/a.ts', 'line\n');
      const live = await begin(place, { url: model.url, provider, ask, signal });
      const { report } = await finish(live);
      assert.equal(report.outcome, 'completed');
      assert.equal(getEventListeners(signal, 'abort').length, 0);
      place.remove();
      held.push(heldNow());
    }
    const first = held.slice(0, 5);
    const last = held.slice(-5);
    for (const what of ['handles', 'files', 'listeners'] as const) {
      const most = (runs: typeof held) => Math.max(...runs.map((now) => now[what]));
      assert.ok(most(last) <= most(first), `${what}: ${held.map((now) => now[what]).join(' ')}`);
    }
    assert.deepEqual(warnings, []);
  }).timeout(20_000);
});

/** What this process holds of the system. */
function heldNow() {
  const listeners = process.eventNames().map((name) => process.listenerCount(name));
  return {
    handles: process.getActiveResourcesInfo().filter((name) => name !== 'Immediate').length,
    files: process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0,
    listeners: listeners.reduce((sum, count) => sum + count, 0),
  };
}
