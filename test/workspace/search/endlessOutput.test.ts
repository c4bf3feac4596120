import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { ripgrepFor } from '../../../src/workspace/search/ripgrep.ts';
import { loadOf } from '../loadOf.ts';
import { never, Sandbox } from '../sandbox.ts';

const megabyte = 1024 * 1024;

suite('200: a search program that prints without end', () => {
  let sandbox: Sandbox;
  setup(function () {
    if (process.platform === 'win32') return this.skip();
    sandbox = new Sandbox();
  });
  teardown(() => sandbox?.remove());

  /** What such a program prints is taken for so long, as long as `wants` says so. */
  const take = async (script: string, timeLimitMs: number, wants: (records: number) => boolean) => {
    const rgPath = path.join(sandbox.base, 'rg');
    fs.writeFileSync(rgPath, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    const search = { rgPath, folder: sandbox.root, options: [], separator: '\n', timeLimitMs } as const;
    let [records, longest] = [0, 0];
    const onRecord = (record: string) => {
      records += 1;
      longest = Math.max(longest, record.length);
      return wants(records);
    };
    const { result: end, ...load } = await loadOf(() => ripgrepFor(search, onRecord, never));
    assert.ok(load.growth < 64 * megabyte, `${load.growth / megabyte} MB`);
    assert.ok(load.longestLagMs < 250, `${load.longestLagMs} ms`);
    return { end, records, longest, turns: load.turns };
  };

  test('is read no faster than its lines are taken, and is ended when its time is over', async () => {
    const { end, records, turns } = await take('exec yes "src/a.ts:1: a line"', 1000, () => true);
    assert.equal(end, 'late');
    assert.ok(records > 10_000, `${records}`);
    assert.ok(turns > 10, `${turns} turns`);
  });

  test('is ended when nobody wants more of it', async () => {
    const { end, records } = await take('exec yes "src/a.ts:1: a line"', 20_000, (count) => count < 1000);
    assert.deepEqual([end, records], ['complete', 1000]);
  });

  test('in one line is cut', async () => {
    const script = 'head -c 100000000 /dev/zero | tr "\\0" x; echo; echo end';
    const { end, records, longest } = await take(script, 20_000, () => true);
    assert.deepEqual([end, records], ['complete', 2]);
    assert.ok(longest <= 128 * 1024, `${longest}`);
  }).timeout(30_000);
});
