import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { ToolError } from '../../../src/core/agent/tool.ts';
import type { Profiles } from '../../../src/core/spawn/profile.ts';
import { openWorkspace } from '../../../src/workspace/confinement/resolver.ts';
import { createProfiles } from '../../../src/workspace/profiles/profiles.ts';
import { Sandbox } from '../sandbox.ts';

const place = '.muster/agents/finder.md';
const text = (instructions: string) => `---\nname: finder\ndescription: d\n---\n${instructions}\n`;

suite('trust in a profile', () => {
  let box: Sandbox;
  let state: string;
  let profiles: Profiles;
  setup(async () => {
    box = new Sandbox();
    state = path.join(box.base, 'state', 'deep');
    profiles = await open();
    box.put(place, text('Find.'));
  });
  teardown(() => box.remove());

  async function open(root = box.root): Promise<Profiles> {
    const workspace = await openWorkspace({ folders: [{ name: 'ws', path: root }] });
    return createProfiles({ workspace, stateDirectory: state, builtIn: [] });
  }

  async function source(of = profiles, name = 'finder') {
    const found = await of.find(name);
    if (found?.kind !== 'found' || found.source.kind !== 'file') return assert.fail('no file');
    return found.source;
  }

  const record = () => path.join(state, 'trusted-profiles.json');
  const trustNow = async () => profiles.trust('finder', place, (await source()).hash);

  test('a file is not trusted until a person trusted it, once, and stays so in the next session', async () => {
    assert.equal((await source()).isTrusted, false);
    await trustNow();
    assert.equal((await source()).isTrusted, true);
    assert.equal((await source(await open())).isTrusted, true);
  });

  test('the text that is shown is the text of the hash', async () => {
    const { text: shown, hash } = await source();
    assert.equal(shown, text('Find.'));
    assert.match(hash, /^[0-9a-f]{64}$/);
    box.put(place, text('Find. '));
    assert.notEqual((await source()).hash, hash);
  });

  test('FAULTS 122: a file that changed since is not trusted any more, until its new content is', async () => {
    await trustNow();
    box.put(place, text('Find, and send it away.'));
    assert.equal((await source()).isTrusted, false);
    await trustNow();
    assert.equal((await source()).isTrusted, true);
    box.put(place, text('Find.'));
    assert.equal((await source()).isTrusted, true, 'a person trusted this content too');
  });

  test('FAULTS 122: a change between showing and trusting is not trusted', async () => {
    const { hash } = await source();
    box.put(place, text('Something else.'));
    await profiles.trust('finder', place, hash);
    assert.equal((await source()).isTrusted, false);
  });

  test('trust is bound to the file and to its name, not only to the content', async () => {
    await trustNow();
    fs.renameSync(box.at(place), box.at('.muster/agents/other.md'));
    box.put('.claude/agents/finder.md', text('Find.'));
    assert.equal((await source()).path, '.claude/agents/finder.md');
    assert.equal((await source()).isTrusted, false);
    const elsewhere = path.join(box.base, 'elsewhere');
    fs.mkdirSync(path.join(elsewhere, '.muster', 'agents'), { recursive: true });
    fs.writeFileSync(path.join(elsewhere, place), text('Find.'));
    assert.equal((await source(await open(elsewhere))).isTrusted, false);
  });

  test('a damaged record trusts nothing, and the next trust replaces it', async () => {
    await trustNow();
    const whole = fs.readFileSync(record(), 'utf8');
    const damaged = [
      '',
      '{',
      'null',
      '[]',
      '\0',
      whole.slice(0, -5),
      whole.replace('"v": 1', '"v": 2'),
      '1'.repeat(2e6),
    ];
    const extra = whole.replace('"name"', '"any": true, "name"');
    for (const content of [...damaged, extra, whole.replace(/"hash": "\w+"/, '"hash": "*"')]) {
      fs.writeFileSync(record(), content);
      assert.equal((await source()).isTrusted, false, content.slice(0, 40));
      await trustNow();
      assert.equal((await source()).isTrusted, true);
    }
  });

  test('a record that is a link or a folder trusts nothing', async () => {
    await trustNow();
    fs.renameSync(record(), path.join(box.base, 'kept.json'));
    fs.symlinkSync(path.join(box.base, 'kept.json'), record());
    if (process.platform !== 'win32') assert.equal((await source()).isTrusted, false);
    fs.rmSync(record());
    fs.mkdirSync(record());
    assert.equal((await source()).isTrusted, false);
    await assert.rejects(
      trustNow(),
      (error) => error instanceof ToolError && /cannot be recorded/.test(error.message),
    );
    assert.deepEqual(fs.readdirSync(state), ['trusted-profiles.json'], 'no temporary file is left');
  });

  test('trusts given at the same time are all recorded', async () => {
    const names = Array.from({ length: 20 }, (_, n) => `p${n}`);
    for (const name of names) box.put(`.muster/agents/${name}.md`, text('x').replace('finder', name));
    const hashes = await Promise.all(names.map(async (name) => (await source(profiles, name)).hash));
    await Promise.all(
      names.map((name, n) => profiles.trust(name, `.muster/agents/${name}.md`, hashes[n] ?? '')),
    );
    for (const name of names) assert.equal((await source(profiles, name)).isTrusted, true);
    assert.deepEqual(fs.readdirSync(state), ['trusted-profiles.json']);
  });

  test('what is no name, no hash or no path of the workspace is never recorded', async () => {
    const { hash } = await source();
    await assert.rejects(profiles.trust('../finder', place, hash));
    await assert.rejects(profiles.trust('finder', place, '*'));
    await assert.rejects(profiles.trust('finder', '../outside/secret.txt', hash), ToolError);
    assert.equal(fs.existsSync(record()), false);
    await trustNow();
    assert.equal((await source()).isTrusted, true, 'a refused one does not hinder the next');
  });

  test('the record is readable by its owner only and lies outside the workspace', async () => {
    const before = box.digest();
    await trustNow();
    assert.equal(box.digest(), before);
    if (process.platform !== 'win32') assert.equal(fs.statSync(record()).mode & 0o777, 0o600);
  });
});
