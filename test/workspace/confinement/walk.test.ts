import assert from 'node:assert/strict';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realDisk } from '../../../src/workspace/confinement/walk.ts';

suite('the disk as the guard asks it', () => {
  let folder: string;
  setup(async () => {
    folder = await mkdtemp(join(tmpdir(), 'muster-walk-'));
  });
  teardown(() => rm(folder, { recursive: true }));

  test('gives the same answer to all who ask in one step', async () => {
    await writeFile(join(folder, 'a'), 'text');
    const [first, second] = await Promise.all([
      realDisk.lstat(join(folder, 'a')),
      realDisk.lstat(join(folder, 'a')),
    ]);
    assert.equal(first.size, 4n);
    assert.equal(second.ino, first.ino);
    await assert.rejects(realDisk.lstat(join(folder, 'b')), /ENOENT/);
  });

  test('never gives an answer from before the question', async () => {
    const path = join(folder, 'a');
    await writeFile(path, 'text');
    for (let round = 0; round < 20; round += 1) {
      assert.equal((await realDisk.lstat(path)).isSymbolicLink(), round % 2 === 1);
      const early = realDisk.lstat(path);
      await new Promise((resolve) => setImmediate(resolve));
      await rm(path);
      await (round % 2 === 0 ? symlink('elsewhere', path) : writeFile(path, 'text'));
      const late = realDisk.lstat(path);
      assert.equal((await late).isSymbolicLink(), round % 2 === 0);
      await early;
    }
  });
});
