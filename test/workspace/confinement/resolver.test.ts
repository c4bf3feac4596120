import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { ResolvedPath } from '../../../src/workspace/confinement/guard.ts';
import { openWorkspace, type Workspace } from '../../../src/workspace/confinement/resolver.ts';
import { type GuardDisk, realDisk } from '../../../src/workspace/confinement/walk.ts';
import { Sandbox } from '../sandbox.ts';

suite('the resolver', () => {
  let sandbox: Sandbox;
  setup(() => {
    sandbox = new Sandbox();
  });
  teardown(() => sandbox.remove());

  test('12: a folder opened through a link works under both names', async () => {
    sandbox.put('a.txt', 'A');
    const alias = path.join(sandbox.base, 'alias');
    fs.symlinkSync(sandbox.root, alias);
    const workspace = await openWorkspace({ folders: [{ name: 'ws', path: alias }] });
    for (const named of ['a.txt', path.join(alias, 'a.txt'), sandbox.at('a.txt')]) {
      assert.equal(await canonicalOf(workspace, named), sandbox.at('a.txt'));
    }
  });

  test('25: the root is a folder, never a file', async () => {
    const workspace = await open(sandbox);
    for (const named of ['.', '/workspace', '/workspace/', sandbox.root]) {
      const resolution = await workspace.resolve(named);
      assert.equal(resolution.kind === 'resolved' && resolution.path.kind, 'directory');
    }
    assert.equal((await workspace.resolve('/')).kind, 'denied');
  });

  test('37: with several folders a path names its folder, or must be unambiguous', async () => {
    sandbox.put('a/both.txt', '1');
    sandbox.put('b/both.txt', '2');
    sandbox.put('b/only.txt', '3');
    const folders = ['a', 'b'].map((name) => ({ name, path: sandbox.at(name) }));
    const workspace = await openWorkspace({ folders });
    assert.equal(await canonicalOf(workspace, '/workspace/a/both.txt'), sandbox.at('a/both.txt'));
    assert.equal(await canonicalOf(workspace, 'b/both.txt'), sandbox.at('b/both.txt'));
    assert.equal(await canonicalOf(workspace, 'only.txt'), sandbox.at('b/only.txt'));
    for (const named of ['both.txt', 'new.txt', '/workspace/both.txt', '.']) {
      const resolution = await workspace.resolve(named);
      assert.match(resolution.kind === 'denied' ? resolution.reason : '', /name the folder/);
    }
    const resolution = await workspace.resolve('only.txt');
    assert.equal(resolution.kind === 'resolved' && resolution.path.display, 'b/only.txt');
  });

  test('38: a folder that was removed or replaced is no longer used', async () => {
    const workspace = await open(sandbox);
    fs.renameSync(sandbox.root, `${sandbox.root}-gone`);
    assert.equal((await workspace.resolve('a.txt')).kind, 'denied');
    fs.symlinkSync(sandbox.outside, sandbox.root);
    assert.equal((await workspace.resolve('secret.txt')).kind, 'denied');
  });

  test('39: of nested folders the inner one owns a file, and protection is judged from the outer one', async () => {
    sandbox.put('.vscode/settings.json', '{}');
    const folders = [
      { name: 'outer', path: sandbox.root },
      { name: 'inner', path: sandbox.at('.vscode') },
    ];
    const resolution = await (await openWorkspace({ folders })).resolve(sandbox.at('.vscode/settings.json'));
    assert.ok(resolution.kind === 'resolved');
    assert.equal(resolution.path.display, 'inner/settings.json');
    assert.equal(resolution.path.facts.protectedName, 'ws/.vscode/settings.json');
  });

  test("58: Muster's own records inside a folder are closed, also through a link", async () => {
    const state = sandbox.at('state/deep');
    const workspace = await openWorkspace({ folders: [{ name: 'ws', path: sandbox.root }], closed: [state] });
    sandbox.put('state/deep/journal.jsonl', '');
    sandbox.link('state/deep', 'alias');
    for (const named of ['state/deep/journal.jsonl', 'state/deep/new', 'alias/journal.jsonl', 'state/deep']) {
      assert.equal((await workspace.resolve(named)).kind, 'denied', named);
    }
  });

  test('only the guard makes resolved paths', () => {
    const forged = Object.create(ResolvedPath.prototype);
    assert.throws(() => forged.canonical, TypeError);
    assert.throws(() => Reflect.construct(ResolvedPath, [Symbol('x'), {}]), /only be made by the guard/);
  });

  for (const code of ['EACCES', 'EIO', 'EMFILE', 'EPERM', 'ENOTDIR', 'EBADF']) {
    test(`49: ${code} from any disk call of the guard denies`, async () => {
      sandbox.put('d/e/real.txt', 'A');
      sandbox.link('d/e', 'link');
      for (const named of ['d/e/real.txt', 'link/real.txt', 'd/e/n\u00e9w.txt']) {
        const calls = { count: 0, failAt: -1 };
        const workspace = await openWorkspace({
          folders: [{ name: 'ws', path: sandbox.root }],
          disk: failingDisk(calls, code),
        });
        assert.equal((await workspace.resolve(named)).kind, 'resolved');
        const total = calls.count;
        assert.ok(total > 3);
        for (let failAt = 0; failAt < total; failAt++) {
          Object.assign(calls, { count: 0, failAt });
          assert.equal((await workspace.resolve(named)).kind, 'denied', `${named}, call ${failAt}`);
        }
      }
    });
  }
});

function open(sandbox: Sandbox): Promise<Workspace> {
  return openWorkspace({ folders: [{ name: 'ws', path: sandbox.root }] });
}

async function canonicalOf(workspace: Workspace, named: string): Promise<string> {
  const resolution = await workspace.resolve(named);
  return resolution.kind === 'resolved' ? resolution.path.canonical : resolution.reason;
}

function failingDisk(calls: { count: number; failAt: number }, code: string): GuardDisk {
  const guarded =
    <T>(call: (path: string) => Promise<T>) =>
    async (at: string): Promise<T> => {
      if (calls.count++ === calls.failAt) throw Object.assign(new Error(code), { code });
      return call(at);
    };
  return {
    lstat: guarded(realDisk.lstat),
    realpath: guarded(realDisk.realpath),
    readdir: guarded(realDisk.readdir),
  };
}
