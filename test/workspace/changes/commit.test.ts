import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { rgPath } from '@vscode/ripgrep';
import { realWrites, stage, type WriteDisk } from '../../../src/workspace/changes/atomicWrite.ts';
import type { ChangeRecord } from '../../../src/workspace/changes/changeRecord.ts';
import { type Change, type CommitParts, commit } from '../../../src/workspace/changes/commit.ts';
import { sweepLeftovers } from '../../../src/workspace/changes/sweepLeftovers.ts';
import { createKeptBytes } from '../../../src/workspace/checkpoints/keptBytes.ts';
import { openWorkspace, type Workspace } from '../../../src/workspace/confinement/resolver.ts';
import { hashOf } from '../../../src/workspace/content/fileText.ts';
import { noOpenFiles } from '../../../src/workspace/content/openFiles.ts';
import { never, Sandbox } from '../sandbox.ts';

suite('commits', () => {
  let sandbox: Sandbox;
  let workspace: Workspace;
  let told: string[];
  let parts: CommitParts;
  const record: ChangeRecord = {
    changing: ({ path }) => told.push(`changing ${path}`),
    changed: ({ path }) => told.push(`changed ${path}`),
    failed: ({ path }, reason) => told.push(`failed ${path}: ${reason}`),
  };
  setup(async () => {
    sandbox = new Sandbox();
    workspace = await openWorkspace({ folders: [{ name: 'ws', path: sandbox.root }] });
    told = [];
    parts = { record, openFiles: noOpenFiles, kept: createKeptBytes(path.join(sandbox.base, 'kept')) };
  });
  teardown(() => sandbox.remove());

  async function change(named: string, after: string | null, before = onDisk(named)): Promise<Change> {
    const resolution = await workspace.resolve(named);
    assert.ok(resolution.kind === 'resolved');
    return {
      path: resolution.path,
      before: before && { bytes: before, hash: hashOf(before) },
      after: after === null ? null : Buffer.from(after),
    };
  }

  function onDisk(named: string): Buffer | null {
    return fs.existsSync(sandbox.at(named)) ? fs.readFileSync(sandbox.at(named)) : null;
  }

  test('94: several files are created, replaced and deleted together, with missing folders', async () => {
    sandbox.put('b.txt', 'old');
    sandbox.put('c.txt', 'bye');
    const changes = [
      await change('x/y/a.txt', 'new'),
      await change('b.txt', 'new'),
      await change('c.txt', null),
    ];
    assert.equal(await commit(changes, parts, never), 'committed');
    assert.equal(sandbox.text('x/y/a.txt'), 'new');
    assert.equal(sandbox.text('b.txt'), 'new');
    assert.ok(!fs.existsSync(sandbox.at('c.txt')));
    assert.deepEqual(told.slice(0, 3), ['changing x/y/a.txt', 'changing b.txt', 'changing c.txt']);
    assert.deepEqual(
      fs.readdirSync(sandbox.root).toSorted(),
      ['b.txt', 'plain', 'x'].filter((n) => n !== 'plain'),
    );
  });

  test('17, 71: bytes that are no longer those of before change nothing and are not announced', async () => {
    sandbox.put('a.txt', 'one');
    const stale = await change('a.txt', 'mine');
    const { atime, mtime } = fs.statSync(sandbox.at('a.txt'));
    fs.writeFileSync(sandbox.at('a.txt'), 'two');
    fs.utimesSync(sandbox.at('a.txt'), atime, mtime);
    assert.equal(await commit([await change('new.txt', 'x'), stale], parts, never), 'stale');
    assert.ok(!fs.existsSync(sandbox.at('new.txt')));
    assert.deepEqual(told, []);
  });

  test('84: a file that exists by now is not overwritten by a creation', async () => {
    const creation = await change('a.txt', 'mine');
    sandbox.put('a.txt', 'theirs');
    await commit([creation], parts, never).catch(() => {});
    assert.equal(sandbox.text('a.txt'), 'theirs');
  });

  test('85: a file that was deleted meanwhile is not resurrected', async () => {
    sandbox.put('a.txt', 'one');
    const edit = await change('a.txt', 'two');
    fs.rmSync(sandbox.at('a.txt'));
    await commit([edit], parts, never).catch(() => {});
    assert.ok(!fs.existsSync(sandbox.at('a.txt')));
  });

  test('184: nothing is written if the intent cannot be recorded', async () => {
    const before = sandbox.digest();
    const broken: ChangeRecord = {
      ...record,
      changing: () => {
        throw new Error('no journal');
      },
    };
    await assert.rejects(
      commit([await change('x/a.txt', 'x')], { ...parts, record: broken }, never),
      /no journal/,
    );
    assert.equal(sandbox.digest(), before);
  });

  test('89: a read-only file is not replaced', async () => {
    fs.chmodSync(sandbox.put('a.txt', 'one'), 0o444);
    await assert.rejects(commit([await change('a.txt', 'two')], parts, never), /read-only/);
    assert.equal(sandbox.text('a.txt'), 'one');
  });

  test('90: mode and owner survive', async () => {
    const file = sandbox.put('run.sh', 'one');
    fs.chmodSync(file, 0o755);
    if (process.getuid?.() === 0) fs.chownSync(file, 1234, 1234);
    const { uid, gid } = fs.statSync(file);
    await commit([await change('run.sh', 'two')], parts, never);
    const after = fs.statSync(file);
    assert.deepEqual([after.mode & 0o7777, after.uid, after.gid], [0o755, uid, gid]);
  });

  test('91: a full disk at any byte leaves the original and no temporary file', async () => {
    sandbox.put('a.txt', 'one');
    const before = sandbox.digest();
    const text = 'twelve bytes';
    for (let bytes = 0; bytes <= text.length; bytes++) {
      const full: WriteDisk = {
        ...realWrites,
        write: async (handle, all) => {
          await handle.writeFile(all.subarray(0, bytes));
          throw coded('ENOSPC');
        },
      };
      const changes = [await change('a.txt', text), await change('d/new.txt', text)];
      await assert.rejects(commit(changes, { ...parts, disk: full }, never), /ENOSPC/);
      assert.equal(sandbox.digest(), before);
    }
    assert.ok(told.some((line) => line.startsWith('failed a.txt')));
  });

  for (const [code, words] of [
    ['EACCES', 'no permission'],
    ['EPERM', 'no permission'],
    ['EROFS', 'the disk is read-only'],
    ['ENOSPC', 'the disk is full'],
  ] as const) {
    test(`91: ${code} is told in plain words, to the model and in the record`, async () => {
      sandbox.put('a.txt', 'one');
      const refusing: WriteDisk = {
        ...realWrites,
        write: async () => {
          throw coded(code);
        },
      };
      await assert.rejects(commit([await change('a.txt', 'two')], { ...parts, disk: refusing }, never), {
        name: 'ToolError',
        message: `Nothing was written: ${words} (${code}).`,
      });
      assert.equal(told.at(-1), `failed a.txt: ${words} (${code})`);
    });
  }

  test('92: a rename that is refused for a moment is tried again, then reported', async () => {
    sandbox.put('a.txt', 'one');
    let refusals = 2;
    const busy: WriteDisk = {
      ...realWrites,
      rename: (from, to) => {
        if (refusals-- > 0) throw coded('EBUSY');
        fs.renameSync(from, to);
      },
    };
    assert.equal(await commit([await change('a.txt', 'two')], { ...parts, disk: busy }, never), 'committed');
    assert.equal(sandbox.text('a.txt'), 'two');
    refusals = 1000;
    await assert.rejects(commit([await change('a.txt', 'three')], { ...parts, disk: busy }, never), /EBUSY/);
    assert.equal(sandbox.text('a.txt'), 'two');
  });

  for (const failing of [0, 1, 2, 3]) {
    test(`80: when step ${failing} of four fails, all files are as before`, async () => {
      sandbox.put('a.txt', 'one');
      sandbox.put('b.txt', 'one');
      fs.chmodSync(sandbox.at('b.txt'), 0o755);
      sandbox.put('d.txt', 'bye');
      const before = sandbox.digest();
      let step = 0;
      const disk: WriteDisk = {
        ...realWrites,
        link: (from, to) => {
          if (step++ === failing) throw coded('EIO');
          fs.linkSync(from, to);
        },
        rename: (from, to) => {
          if (step++ === failing) throw coded('EIO');
          fs.renameSync(from, to);
        },
        unlink: (at) => {
          if (!at.endsWith('.tmp') && step++ === failing) throw coded('EIO');
          fs.unlinkSync(at);
        },
      };
      const changes = [
        await change('a.txt', 'two'),
        await change('b.txt', 'two'),
        await change('x/c.txt', 'new'),
        await change('d.txt', null),
      ];
      await assert.rejects(commit(changes, { ...parts, disk }, never), /EIO/);
      assert.equal(sandbox.digest(), before);
      assert.equal(told.filter((line) => line.startsWith('failed')).length, 4);
    });
  }

  test('92: a temporary name that cannot be removed right away fails no creation', async () => {
    let refusals = 1;
    const disk: WriteDisk = {
      ...realWrites,
      unlink: (at) => {
        if (refusals-- > 0) throw coded('EBUSY');
        fs.unlinkSync(at);
      },
    };
    assert.equal(await commit([await change('a.txt', 'new')], { ...parts, disk }, never), 'committed');
    assert.equal(sandbox.text('a.txt'), 'new');
    assert.deepEqual(fs.readdirSync(sandbox.root), ['a.txt']);
    assert.deepEqual(told, ['changing a.txt', 'changed a.txt']);
  });

  for (const kind of ['replaced', 'created']) {
    test(`80: what a person saves into a ${kind} file before the next one fails is kept, and told`, async () => {
      if (kind === 'replaced') sandbox.put('a.txt', 'one');
      sandbox.put('b.txt', 'one');
      const disk: WriteDisk = {
        ...realWrites,
        rename: (from, to) => {
          if (path.basename(to) === 'b.txt') {
            fs.writeFileSync(sandbox.at('a.txt'), 'person');
            throw coded('EIO');
          }
          fs.renameSync(from, to);
        },
      };
      const changes = [await change('a.txt', 'two'), await change('b.txt', 'two')];
      await assert.rejects(commit(changes, { ...parts, disk }, never), /"a\.txt" stayed changed/);
      assert.equal(sandbox.text('a.txt'), 'person');
      assert.equal(sandbox.text('b.txt'), 'one');
      assert.deepEqual(told.slice(2), ['changed a.txt', 'failed b.txt: the disk refused (EIO)']);
    });
  }

  test('91: a disk that is full when files are put back leaves no temporary file, and tells which one stays', async () => {
    sandbox.put('a.txt', 'one');
    sandbox.put('b.txt', 'one');
    let isFull = false;
    const disk: WriteDisk = {
      ...realWrites,
      write: async (handle, bytes) => {
        if (isFull) throw coded('ENOSPC');
        await handle.writeFile(bytes);
      },
      rename: (from, to) => {
        isFull = path.basename(to) === 'b.txt';
        if (isFull) throw coded('ENOSPC');
        fs.renameSync(from, to);
      },
    };
    const changes = [await change('a.txt', 'two'), await change('b.txt', 'two')];
    await assert.rejects(commit(changes, { ...parts, disk }, never), /"a\.txt" stayed changed/);
    assert.deepEqual(fs.readdirSync(sandbox.root), ['a.txt', 'b.txt']);
    assert.deepEqual(told.slice(2), ['changed a.txt', 'failed b.txt: the disk is full (ENOSPC)']);
  });

  test('71: a change by somebody else while the new bytes are prepared is kept', async () => {
    sandbox.put('a.txt', 'one');
    const meddling: WriteDisk = {
      ...realWrites,
      write: async (handle, bytes) => {
        await handle.writeFile(bytes);
        sandbox.put('a.txt', 'theirs');
      },
    };
    assert.equal(await commit([await change('a.txt', 'mine')], { ...parts, disk: meddling }, never), 'stale');
    assert.equal(sandbox.text('a.txt'), 'theirs');
    assert.equal(told.length, 2);
  });

  test('84, 85: the last look before the write sees a changed, removed, added or linked file', async () => {
    const meddlers: readonly (readonly [string, string | null, () => void])[] = [
      ['changed', 'one', () => fs.writeFileSync(sandbox.at('changed'), 'two')],
      ['removed', 'one', () => fs.rmSync(sandbox.at('removed'))],
      ['added', null, () => sandbox.put('added', 'theirs')],
      ['linked', null, () => sandbox.link(path.join(sandbox.outside, 'none'), 'linked')],
    ];
    for (const [named, content, meddle] of meddlers) {
      if (content !== null) sandbox.put(named, content);
      const { path: resolved } = await change(named, 'mine');
      const before = content === null ? null : fs.lstatSync(sandbox.at(named), { bigint: true });
      const staged = await stage({ path: resolved, after: Buffer.from('mine') }, before);
      meddle();
      const theirs = sandbox.digest();
      await assert.rejects(staged.apply(before, never), { name: 'Conflict' }, named);
      assert.equal(sandbox.digest(), theirs);
      await staged.discard();
    }
    assert.ok(sandbox.isOutsideUntouched);
  });

  test('83: actions on overlapping sets of paths never run together and all run', async () => {
    let running = 0;
    let ran = 0;
    const holds = Array.from({ length: 30 }, (_, n) =>
      workspace.locks.hold(
        [`p${n % 3}`, 'shared', `p${(n + 1) % 3}`],
        async () => {
          running += 1;
          await new Promise((resolve) => setImmediate(resolve));
          assert.equal(running, 1);
          running -= 1;
          ran += 1;
        },
        never,
      ),
    );
    await Promise.all(holds);
    assert.equal(ran, 30);
  });

  test('93: temporary files of a crash are swept by their exact name and age, nothing else is', async () => {
    const name = `.muster-${'0a'.repeat(16)}.tmp`;
    const old = new Date(Date.now() - 3_600_000);
    for (const file of [`d/${name}`, 'd/.muster-x.tmp', `d/x${name}`])
      fs.utimesSync(sandbox.put(file, 'x'), old, old);
    sandbox.put(`young/${name}`, 'x');
    sandbox.link(path.join(sandbox.outside, 'secret.txt'), `link/${name}`);
    const removed = await sweepLeftovers({ workspace, rgPath, now: Date.now() }, never);
    assert.deepEqual(removed, [sandbox.at(`d/${name}`)]);
    assert.deepEqual(fs.readdirSync(sandbox.at('d')).toSorted(), ['.muster-x.tmp', `x${name}`]);
    assert.ok(fs.existsSync(sandbox.at(`young/${name}`)));
    assert.ok(sandbox.isOutsideUntouched);
  });

  test('93: a temporary name that is but a second name of a file beside it is swept at once', async () => {
    const name = `.muster-${'0b'.repeat(16)}.tmp`;
    for (const folder of ['both', 'apart', 'out']) sandbox.put(`${folder}/other.txt`, 'x');
    fs.linkSync(sandbox.at('both/other.txt'), sandbox.at(`both/${name}`));
    fs.linkSync(sandbox.at('apart/other.txt'), sandbox.at(`${name}`));
    fs.linkSync(path.join(sandbox.outside, 'secret.txt'), sandbox.at(`out/${name}`));
    const removed = await sweepLeftovers({ workspace, rgPath, now: Date.now() }, never);
    assert.deepEqual(removed, [sandbox.at(`both/${name}`)]);
    assert.equal(sandbox.text('both/other.txt'), 'x');
    assert.ok(sandbox.isOutsideUntouched);
  });

  test('a folder is held once, however many of its files are changed together', async function () {
    if (process.platform !== 'linux') return this.skip();
    const handles = () => fs.readdirSync('/proc/self/fd').length;
    let most = 0;
    const disk: WriteDisk = {
      ...realWrites,
      link: (from, to) => {
        most = Math.max(most, handles());
        fs.linkSync(from, to);
      },
    };
    const before = handles();
    const names = Array.from({ length: 100 }, (_, n) => `new/f${n}.txt`);
    const changes = await Promise.all(names.map((name) => change(name, 'x')));
    assert.equal(await commit(changes, { ...parts, disk }, never), 'committed');
    assert.equal(fs.readdirSync(sandbox.at('new')).length, 100);
    assert.ok(most - before < 20, `${most - before} more handles`);
  });

  test('a cancelled commit changes nothing and says so', async () => {
    const before = sandbox.digest();
    const controller = new AbortController();
    const disk: WriteDisk = {
      ...realWrites,
      write: async (handle, bytes) => {
        await handle.writeFile(bytes);
        controller.abort();
      },
    };
    await assert.rejects(commit([await change('x/a.txt', 'x')], { ...parts, disk }, controller.signal));
    assert.equal(sandbox.digest(), before);
    assert.deepEqual(told, ['changing x/a.txt', 'failed x/a.txt: cancelled']);
  });
});

function coded(code: string): Error {
  return Object.assign(new Error(code), { code });
}
