import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { Cost } from '../../../src/core/agent/cost.ts';
import type { Report } from '../../../src/core/agent/report.ts';
import { openJournal } from '../../../src/workspace/journal/journalFile.ts';
import { createPastUse } from '../../../src/workspace/journal/pastUse.ts';

const unknown = { tokens: null, costUsd: null };
const plain = { profile: undefined, model: 'demo/a' };

interface Child {
  readonly tokens: number;
  readonly usd?: number;
  readonly cost?: Cost;
  readonly profile?: string;
  readonly model?: string;
  readonly depth?: number;
  readonly outcome?: Report['outcome'] | 'running';
  readonly task?: string;
}

suite('what past children used', () => {
  let base: string;
  let state: string;
  let agents = 0;
  setup(() => {
    base = fs.mkdtempSync(path.join(os.tmpdir(), 'muster-past-'));
    state = path.join(base, 'state');
  });
  teardown(() => fs.rmSync(base, { recursive: true, force: true }));

  /** Writes one run as the host does, and returns the path of its journal. */
  async function ranWith(runId: string, ...children: readonly Child[]): Promise<string> {
    const journal = await openJournal(state, runId);
    for (const child of children) {
      const { tokens, usd, profile, model = 'demo/a', depth = 1, outcome = 'completed' } = child;
      agents += 1;
      const agentId = `agent-${agents}`;
      const limits = { deadlineSeconds: null, turns: 9, tokens: null, costUsd: null };
      const told = profile === undefined ? {} : { profile: { name: profile, instructions: 'Be brief.' } };
      const brief = { task: child.task ?? 'Work.', label: 'w', model, tools: [], limits, ...told };
      journal.append({ type: 'agentQueued', agentId, parentId: null, depth, brief });
      if (outcome === 'running') continue;
      const cost = child.cost ?? (usd === undefined ? undefined : { usd, isWhole: true });
      const usage = { input: tokens - 1, output: 1, cachedInput: 0 };
      const ending = { agentId, label: 'w', outcome, summary: '', deliverables: [], usage, turns: 1 };
      journal.append({ type: 'agentFinished', agentId, report: cost ? { ...ending, cost } : ending });
    }
    journal.close();
    return journal.path;
  }

  test('nothing is known where nothing ran, and no folder is made', async () => {
    assert.deepEqual(await createPastUse(state)(plain), unknown);
    assert.equal(fs.existsSync(state), false);
  });

  test('the forecast is the median of tokens and cost, of all runs together', async () => {
    await ranWith('20261101-000000-a', { tokens: 100, usd: 0.1 }, { tokens: 900_000, usd: 9 });
    await ranWith('20261102-000000-b', { tokens: 300, usd: 0.2 });
    assert.deepEqual(await createPastUse(state)(plain), { tokens: 300, costUsd: 0.2 });
  });

  test('of an even number the higher of the middle two counts', async () => {
    await ranWith('20261101-000000-a', { tokens: 400, usd: 4 }, { tokens: 100, usd: 1 });
    assert.deepEqual(await createPastUse(state)(plain), { tokens: 400, costUsd: 4 });
  });

  test('only children of the same profile and model count', async () => {
    await ranWith(
      '20261101-000000-a',
      { tokens: 100 },
      { tokens: 200, profile: 'tester' },
      { tokens: 300, model: 'demo/b' },
      { tokens: 400, profile: 'tester', model: 'demo/b' },
    );
    const pastUse = createPastUse(state);
    const tokens = async (profile: string | undefined, model: string) =>
      (await pastUse({ profile, model })).tokens;
    assert.equal(await tokens(undefined, 'demo/a'), 100);
    assert.equal(await tokens('tester', 'demo/a'), 200);
    assert.equal(await tokens(undefined, 'demo/b'), 300);
    assert.equal(await tokens('tester', 'demo/b'), 400);
    assert.equal(await tokens('tester', 'demo/c'), null);
    assert.equal(await tokens('reviewer', 'demo/a'), null);
  });

  test('the lead of a run, and children that failed, were cancelled or still run, do not count', async () => {
    await ranWith(
      '20261101-000000-a',
      { tokens: 1, depth: 0 },
      { tokens: 2, outcome: 'failed' },
      { tokens: 3, outcome: 'cancelled' },
      { tokens: 4, outcome: 'running' },
    );
    assert.deepEqual(await createPastUse(state)(plain), unknown);
    await ranWith('20261102-000000-b', { tokens: 500, outcome: 'partial' });
    assert.equal((await createPastUse(state)(plain)).tokens, 500);
  });

  test('a cost that is not whole is no cost, and its tokens count', async () => {
    await ranWith(
      '20261101-000000-a',
      { tokens: 100, cost: { usd: 5, isWhole: false } },
      { tokens: 200 },
      { tokens: 300, usd: 0 },
    );
    assert.deepEqual(await createPastUse(state)(plain), { tokens: 200, costUsd: 0 });
    assert.deepEqual(await createPastUse(state)({ ...plain, profile: 'none' }), unknown);
  });

  test('only the twenty newest runs that have a journal count', async () => {
    for (let day = 10; day < 30; day += 1)
      await ranWith(`202611${day}-000000-x`, { tokens: 9, model: 'demo/b' });
    for (let day = 10; day < 30; day += 1) await ranWith(`202610${day}-000000-x`, { tokens: day });
    assert.deepEqual(await createPastUse(state)(plain), unknown);
    fs.rmSync(path.join(state, '20261129-000000-x', 'journal.jsonl'));
    assert.equal((await createPastUse(state)(plain)).tokens, 29);
  });

  test('the folder is read when first asked, once for all who ask together, and again after a minute', async () => {
    let now = 5000;
    const pastUse = createPastUse(state, () => now);
    await ranWith('20261101-000000-a', { tokens: 100 });
    const both = await Promise.all([pastUse(plain), pastUse(plain)]);
    assert.deepEqual(both, [
      { tokens: 100, costUsd: null },
      { tokens: 100, costUsd: null },
    ]);
    await ranWith('20261102-000000-b', { tokens: 900 });
    now += 59_999;
    assert.equal((await pastUse(plain)).tokens, 100);
    now += 1;
    assert.equal((await pastUse(plain)).tokens, 900);
  });

  test('a damaged journal, one of a newer version and what is no journal are left out', async () => {
    const damaged = await ranWith('20261101-000000-a', { tokens: 1 }, { tokens: 2 });
    const bytes = fs.readFileSync(damaged, 'utf8').replace('"depth":1', '"depth":');
    fs.writeFileSync(damaged, bytes);
    const newer = await ranWith('20261102-000000-b', { tokens: 3 });
    fs.writeFileSync(newer, fs.readFileSync(newer, 'utf8').replaceAll('"v":1', '"v":2'));
    const foreign = path.join(state, '20261103-000000-c');
    fs.mkdirSync(foreign);
    fs.writeFileSync(path.join(foreign, 'journal.jsonl'), Buffer.alloc(9_000_000, 0xff));
    fs.mkdirSync(path.join(state, '20261104-000000-d', 'journal.jsonl'), { recursive: true });
    fs.mkdirSync(path.join(state, 'Not A Run'));
    fs.writeFileSync(path.join(state, '20261105-000000-e'), 'a file');
    await ranWith('20261106-000000-f');
    assert.deepEqual(await createPastUse(state)(plain), unknown);
    await ranWith('20261107-000000-g', { tokens: 100 });
    assert.equal((await createPastUse(state)(plain)).tokens, 100);
  });

  test('a last line that is still being written is not damage', async () => {
    const file = await ranWith('20261101-000000-a', { tokens: 100 }, { tokens: 200 });
    fs.truncateSync(file, fs.statSync(file).size - 20);
    assert.equal((await createPastUse(state)(plain)).tokens, 100);
  });

  test('links and pipes are not followed', async function () {
    if (process.platform === 'win32') return this.skip();
    await ranWith('20261101-000000-a', { tokens: 100 });
    const elsewhere = path.join(base, 'elsewhere');
    fs.renameSync(state, elsewhere);
    fs.symlinkSync(elsewhere, state);
    assert.deepEqual(await createPastUse(state)(plain), unknown);

    fs.rmSync(state);
    fs.mkdirSync(path.join(state, '20261102-000000-b'), { recursive: true });
    fs.symlinkSync(
      path.join(elsewhere, '20261101-000000-a', 'journal.jsonl'),
      path.join(state, '20261102-000000-b', 'journal.jsonl'),
    );
    fs.mkdirSync(path.join(state, '20261103-000000-c'));
    execFileSync('mkfifo', [path.join(state, '20261103-000000-c', 'journal.jsonl')]);
    assert.deepEqual(await createPastUse(state)(plain), unknown);
  });

  test('other events are passed over, even if their text looks like these', async () => {
    const runId = '20261101-000000-a';
    const file = await ranWith(runId, { tokens: 100 });
    const journal = await openJournal(state, runId);
    const text = fs.readFileSync(file, 'utf8').replaceAll('agent-', 'agent-9');
    journal.append({ type: 'messageReceived', agentId: 'x', text, from: [] });
    journal.close();
    assert.equal((await createPastUse(state)(plain)).tokens, 100);
  });

  test('a long journal is read in pieces without holding up other work, long texts and all', async () => {
    const child = { tokens: 250, usd: 0.5, task: `é${'x'.repeat(8000)}` };
    const file = await ranWith('20261101-000000-a', child, { ...child, task: 'é'.repeat(40_000) });
    const lines = fs.readFileSync(file, 'utf8');
    const filler = `{"v":1,"seq":0,"t":"","prev":"","event":{"type":"runResumed","text":"${'é'.repeat(3000)}"}}\n`;
    fs.writeFileSync(file, (lines + filler.repeat(50)).repeat(80));
    assert.ok(fs.statSync(file).size > 20_000_000);
    let turns = 0;
    const count = setInterval(() => {
      turns += 1;
    }, 0);
    try {
      assert.deepEqual(await createPastUse(state)(plain), { tokens: 250, costUsd: 0.5 });
    } finally {
      clearInterval(count);
    }
    assert.ok(turns > 10, `${turns}`);
  });

  test('a run that no longer fits within 50 MB in total is not read, a smaller one after it is', async () => {
    const big = async (runId: string, tokens: number) => {
      const file = await ranWith(runId, { tokens });
      fs.truncateSync(file, 24 * 1024 * 1024);
      const handle = fs.openSync(file, 'r+');
      for (let at = 1024 * 1024; at < 24 * 1024 * 1024; at += 1024 * 1024) fs.writeSync(handle, '\n', at);
      fs.closeSync(handle);
    };
    await big('20261103-000000-c', 100);
    await big('20261102-000000-b', 400);
    await big('20261101-000000-a', 900);
    await ranWith('20261031-000000-z', { tokens: 50 });
    assert.equal((await createPastUse(state)(plain)).tokens, 100);
  });
});
