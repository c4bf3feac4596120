import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { type GuardDisk, realDisk } from '../../../src/workspace/confinement/walk.ts';
import { Sandbox } from '../sandbox.ts';
import { verbs } from './verbs.ts';

const named = 'output/d/file.txt';
const needsNone = new Set(['patch add', 'patch move to']);

suite('a guard whose disk fails', () => {
  let sandbox: Sandbox;
  setup(() => {
    sandbox = new Sandbox();
  });
  teardown(() => sandbox.remove());

  for (const [verb, act] of Object.entries(verbs)) {
    test(`49: whichever of its calls fails, ${verb} is refused or does what it would have done, never more`, async () => {
      const calls = { count: 0, failAt: Number.POSITIVE_INFINITY, code: 'EIO' };
      const attempt = async (failAt: number, code: string) => {
        furnish(sandbox, !needsNone.has(verb));
        calls.failAt = Number.POSITIVE_INFINITY;
        const agent = await sandbox.agent(undefined, { disk: failingDisk(calls) });
        await agent.call('read_file', { path: named });
        Object.assign(calls, { count: 0, failAt, code });
        const before = sandbox.digest();
        const result = await act(agent, named);
        return { result, before, after: sandbox.digest() };
      };
      const whole = await attempt(Number.POSITIVE_INFINITY, 'EIO');
      assert.equal(whole.result.kind, 'output', whole.result.text);
      const total = calls.count;
      assert.ok(total > 3, `${total} calls`);
      let refused = 0;
      for (const code of ['EIO', 'EACCES', 'EMFILE']) {
        for (let failAt = 0; failAt < total; failAt += 1) {
          const { result, before, after } = await attempt(failAt, code);
          const where = `${code} at call ${failAt}: ${result.kind}: ${result.text}`;
          if (result.kind === 'output' && result.text === whole.result.text) continue;
          refused += 1;
          if (result.kind === 'output') {
            // A search whose hit could not be checked does not show it.
            assert.ok(['grep', 'glob'].includes(verb) && !result.text.includes('file.txt'), where);
          }
          assert.equal(after, before, where);
          assert.ok(!/EIO|EMFILE/.test(result.text) || result.kind === 'denied', where);
        }
      }
      assert.ok(refused > 0, 'no failure was ever noticed');
      assert.ok(sandbox.isOutsideUntouched);
    });
  }
});

function furnish(sandbox: Sandbox, exists: boolean): void {
  fs.rmSync(sandbox.root, { recursive: true });
  fs.mkdirSync(sandbox.root);
  sandbox.put('plain.txt', 'plain\n');
  sandbox.put('output/d/other.txt', 'other\n');
  if (exists) sandbox.put(named, 'CANARY\n');
}

function failingDisk(calls: { count: number; failAt: number; code: string }): GuardDisk {
  const guarded =
    <T>(call: (at: string) => Promise<T>) =>
    async (at: string): Promise<T> => {
      if (calls.count++ === calls.failAt) throw Object.assign(new Error(calls.code), { code: calls.code });
      return call(at);
    };
  return {
    lstat: guarded(realDisk.lstat),
    realpath: guarded(realDisk.realpath),
    readdir: guarded(realDisk.readdir),
  };
}
