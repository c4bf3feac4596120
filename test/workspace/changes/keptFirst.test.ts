import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { ChangeFact, ChangeRecord } from '../../../src/workspace/changes/changeRecord.ts';
import { type Change, commit } from '../../../src/workspace/changes/commit.ts';
import { createKeptBytes } from '../../../src/workspace/checkpoints/keptBytes.ts';
import { openWorkspace, type Workspace } from '../../../src/workspace/confinement/resolver.ts';
import { hashOf } from '../../../src/workspace/content/fileText.ts';
import { noOpenFiles } from '../../../src/workspace/content/openFiles.ts';
import { never, Sandbox } from '../sandbox.ts';

suite('before anything is written', () => {
  let sandbox: Sandbox;
  let workspace: Workspace;
  setup(async () => {
    sandbox = new Sandbox();
    workspace = await openWorkspace({ folders: [{ name: 'ws', path: sandbox.root }] });
  });
  teardown(() => sandbox.remove());

  const keptFolder = () => path.join(sandbox.base, 'kept');

  async function change(named: string, after: string | null): Promise<Change> {
    const resolution = await workspace.resolve(named);
    assert.ok(resolution.kind === 'resolved');
    const bytes = fs.existsSync(sandbox.at(named)) ? fs.readFileSync(sandbox.at(named)) : null;
    const before = bytes && { bytes, hash: hashOf(bytes) };
    return { path: resolution.path, before, after: after === null ? null : Buffer.from(after) };
  }

  function commitAll(changes: readonly Change[], changing: ChangeRecord['changing'] = () => {}) {
    const record = { changing, changed: () => {}, failed: () => {} };
    return commit(changes, { record, openFiles: noOpenFiles, kept: createKeptBytes(keptFolder()) }, never);
  }

  /** The texts that are kept, read as whoever finds the folder would. */
  function keptTexts(): string[] {
    if (!fs.existsSync(keptFolder())) return [];
    const entries = fs.readdirSync(keptFolder(), { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => fs.readFileSync(path.join(entry.parentPath, entry.name), 'utf8'))
      .toSorted();
  }

  test('82: the bytes that go are kept before a change is even announced; of several files also those that come', async () => {
    sandbox.put('a.txt', 'one');
    const seen: string[][] = [];
    const look = () => seen.push(keptTexts());
    await commitAll([await change('a.txt', 'two')], look);
    await commitAll([await change('new.txt', 'new')], look);
    await commitAll([await change('a.txt', null), await change('b.txt', 'three')], look);
    assert.deepEqual(seen, [['one'], ['one'], ['one', 'three', 'two'], ['one', 'three', 'two']]);
  });

  test('what is announced tells the mode before, folders that are made, and which files belong together', async () => {
    fs.chmodSync(sandbox.put('run.sh', 'one'), 0o750);
    const facts: ChangeFact[] = [];
    const note = (fact: ChangeFact) => facts.push(fact);
    await commitAll([await change('run.sh', 'two')], note);
    assert.deepEqual(facts.splice(0), [
      { path: 'run.sh', before: hashOf(Buffer.from('one')), after: hashOf(Buffer.from('two')), mode: 0o750 },
    ]);
    await commitAll([await change('x/y/a.txt', 'a'), await change('run.sh', null)], note);
    const [made, gone] = facts;
    assert.equal(made?.newFolders, 2);
    assert.equal(made?.mode, undefined);
    assert.equal(gone?.newFolders, undefined);
    assert.equal(made?.commit?.files, 2);
    assert.deepEqual(gone?.commit, made?.commit);
  });

  for (const [what, spoil] of [
    ['is a link', () => fs.symlinkSync(sandbox.outside, keptFolder())],
    ['is a file', () => fs.writeFileSync(keptFolder(), '')],
    ['holds a link in the way', () => linkInTheWay()],
  ] as const) {
    test(`183, 204: where the folder for them ${what}, nothing is written or announced`, async () => {
      sandbox.put('a.txt', 'one');
      sandbox.put('b.txt', 'one');
      const before = sandbox.digest();
      spoil();
      const announced: string[] = [];
      const note = ({ path: name }: ChangeFact) => announced.push(name);
      const wishes = [
        [await change('a.txt', 'two')],
        [await change('a.txt', null)],
        [await change('new.txt', 'one'), await change('b.txt', 'two')],
      ];
      for (const changes of wishes) {
        await assert.rejects(commitAll(changes, note), {
          name: 'ToolError',
          message: /^Nothing was written: what was there could not be kept \(/,
        });
      }
      assert.equal(sandbox.digest(), before);
      assert.deepEqual(announced, []);
      assert.ok(sandbox.isOutsideUntouched);
    });
  }

  function linkInTheWay(): void {
    fs.mkdirSync(keptFolder());
    const folder = hashOf(Buffer.from('one')).slice(0, 2);
    fs.symlinkSync(path.join(sandbox.outside, 'dir'), path.join(keptFolder(), folder));
  }

  test('a file that comes into being gets the mode it is to have', async () => {
    const creation = await change('run.sh', 'x');
    await commitAll([{ ...creation, mode: 0o705 }]);
    assert.equal(fs.statSync(sandbox.at('run.sh')).mode & 0o7777, 0o705);
  });

  test('95: a folder is never deleted, whatever is in it', async () => {
    sandbox.put('d/a.txt', 'one');
    const agent = await sandbox.agent();
    const patch = '*** Begin Patch\n*** Delete File: d\n*** End Patch';
    const result = await agent.call('patch_file', { patch });
    assert.equal(result.kind, 'denied');
    assert.match(result.text, /"d" is a folder, not a file/);
    assert.equal(sandbox.text('d/a.txt'), 'one');
  });
});
