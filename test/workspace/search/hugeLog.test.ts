import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { rgPath } from '@vscode/ripgrep';
import { openWorkspace } from '../../../src/workspace/confinement/resolver.ts';
import { defaultLayout } from '../../../src/workspace/layout/layout.ts';
import { ripgrepFor } from '../../../src/workspace/search/ripgrep.ts';
import { createFileTools } from '../../../src/workspace/tools/fileTools.ts';
import { loadOf } from '../loadOf.ts';
import { Agent, fileParts, never, Sandbox } from '../sandbox.ts';

const megabyte = 1024 * 1024;
const line = `2026-03-01T12:00:00.000Z worker 17 ${'a'.repeat(40)}! took 12 ms, then waited for the next one\n`;
const linesInBlock = Math.floor((8 * megabyte) / line.length);
const blocks = 129;
const lines = linesInBlock * blocks;
/** Keeps even an engine without backtracking busy for seconds. */
const slow = '^(\\w|\\W){120}$';

suite('194: a model’s pattern over a log of 1 GB', () => {
  let sandbox: Sandbox;
  let agent: Agent;

  suiteSetup(async function () {
    this.timeout(120_000);
    sandbox = new Sandbox();
    const file = fs.openSync(sandbox.put('big.log', ''), 'w');
    const block = Buffer.from(line.repeat(linesInBlock));
    for (let n = 0; n < blocks; n += 1) fs.writeSync(file, block);
    fs.writeSync(file, 'the needle\n');
    fs.closeSync(file);
    agent = await sandbox.agent();
    assert.ok(fs.statSync(sandbox.at('big.log')).size > 1_000_000_000);
  });
  suiteTeardown(() => sandbox.remove());

  const shown = `big.log:1: ${line}big.log:2: ${line}`;
  for (const [what, input, answer] of [
    [
      'that matches every line',
      { pattern: 'e', limit: 2 },
      `${shown}[${lines - 1} more matches; narrow the search]`,
    ],
    ['that is counted', { pattern: '.*', mode: 'count' }, `big.log: ${lines + 1}`],
    [
      'that matches the last line',
      { pattern: '^the N', case_sensitive: false },
      `big.log:${lines + 1}: the needle`,
    ],
    ['that matches nowhere', { pattern: 'noodle' }, '[no matches]'],
    ['that would never end with backtracking', { pattern: '(a+)+$' }, '[no matches]'],
    ['that would never end with backtracking, in words', { pattern: '(\\w+\\s?)*:$' }, '[no matches]'],
  ] as const) {
    test(`${what} takes little time and memory, and everything else goes on meanwhile`, async () => {
      const { result, ...load } = await loadOf(() => agent.call('grep', { path: 'big.log', ...input }));
      assert.deepEqual(result, { kind: 'output', text: answer, asked: undefined });
      assert.ok(load.cpuSeconds < 1, `${load.cpuSeconds} s`);
      assert.ok(load.growth < 32 * megabyte, `${load.growth / megabyte} MB`);
      assert.ok(load.longestLagMs < 250, `${load.longestLagMs} ms`);
      assert.ok(load.turns > 2, `${load.turns} turns`);
    }).timeout(30_000);
  }

  test('is stopped with the agent that asked for it', async function () {
    if (process.platform === 'win32') return this.skip();
    const pids = path.join(sandbox.base, 'pids');
    const told = path.join(sandbox.base, 'rg');
    fs.writeFileSync(told, `#!/bin/sh\necho $$ >> '${pids}'\nexec '${rgPath}' "$@"\n`, { mode: 0o755 });
    const workspace = await openWorkspace({ folders: [{ name: 'ws', path: sandbox.root }] });
    const parts = { workspace, layout: defaultLayout, rgPath: told, ...fileParts(sandbox.base) };
    const tools = createFileTools(parts)({ agentId: 'a', label: 'a' }, () => {});
    const controller = new AbortController();
    const searching = new Agent(tools, []).call(
      'grep',
      { path: 'big.log', pattern: slow },
      controller.signal,
    );
    while (!fs.existsSync(pids)) await new Promise((resolve) => setTimeout(resolve, 5));
    const stopped = performance.now();
    controller.abort(new Error('cancelled'));
    await assert.rejects(searching, /cancelled/);
    assert.ok(performance.now() - stopped < 2000);
    assert.throws(() => process.kill(Number(fs.readFileSync(pids, 'utf8')), 0), { code: 'ESRCH' });
  }).timeout(30_000);

  test('is stopped when its time is over', async () => {
    const options = ['--count', '-e', slow, '--', './big.log'];
    const search = { rgPath, folder: sandbox.root, options, separator: '\n', timeLimitMs: 200 } as const;
    const began = performance.now();
    assert.equal(await ripgrepFor(search, () => true, never), 'late');
    assert.ok(performance.now() - began < 2000);
  }).timeout(30_000);
});
