import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { createKeptBytes } from '../../../src/workspace/checkpoints/keptBytes.ts';

suite('kept bytes', () => {
  let base: string;
  setup(() => {
    base = fs.mkdtempSync(path.join(os.tmpdir(), 'muster-kept-'));
  });
  teardown(() => fs.rmSync(base, { recursive: true, force: true }));

  const filesIn = (folder: string) =>
    fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());

  test('come back exactly, each once, and only for their owner to read', async () => {
    const kept = createKeptBytes(path.join(base, 'kept'));
    const bytes = Buffer.from([0, 1, 2, 0xff, 0xfe]);
    const hash = await kept.keep(bytes);
    assert.equal(await kept.keep(Buffer.from(bytes)), hash);
    assert.deepEqual(await kept.read(hash), bytes);
    const [file, ...others] = filesIn(base);
    assert.ok(file);
    assert.deepEqual(others, []);
    assert.equal(fs.statSync(path.join(file.parentPath, file.name)).mode & 0o777, 0o600);
  });

  test('kept by many at once are all there', async () => {
    const kept = createKeptBytes(path.join(base, 'kept'));
    const texts = Array.from({ length: 60 }, (_, n) => `text ${n % 30}`);
    const hashes = await Promise.all(texts.map((text) => kept.keep(Buffer.from(text))));
    for (const [index, hash] of hashes.entries())
      assert.equal((await kept.read(hash))?.toString(), texts[index]);
    assert.equal(filesIn(base).length, 30);
  });

  test('that are not what their name says are not there, and are kept anew', async () => {
    const kept = createKeptBytes(path.join(base, 'kept'));
    const hash = await kept.keep(Buffer.from('true'));
    const [file] = filesIn(base);
    assert.ok(file);
    fs.writeFileSync(path.join(file.parentPath, file.name), 'false');
    assert.equal(await kept.read(hash), undefined);
    await kept.keep(Buffer.from('true'));
    assert.equal((await kept.read(hash))?.toString(), 'true');
  });

  test('a name that is no hash is not looked up', async () => {
    fs.writeFileSync(path.join(base, 'secret'), 'CANARY');
    const kept = createKeptBytes(path.join(base, 'kept'));
    await kept.keep(Buffer.from('x'));
    for (const name of ['../secret', '', 'ab/../../secret', 'A'.repeat(64)])
      assert.equal(await kept.read(name), undefined);
  });
});
