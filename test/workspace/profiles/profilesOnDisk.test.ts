import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { FoundProfile, Profile, Profiles } from '../../../src/core/spawn/profile.ts';
import { openWorkspace } from '../../../src/workspace/confinement/resolver.ts';
import { layoutOf } from '../../../src/workspace/layout/layout.ts';
import { createProfiles } from '../../../src/workspace/profiles/profiles.ts';
import { Sandbox } from '../sandbox.ts';

const builtIn: readonly Profile[] = ['explorer', 'writer'].map((name) => ({
  name,
  description: 'built in',
  instructions: 'x',
  models: [],
  tools: null,
  limits: {},
}));

const file = (name: string, instructions = 'Work.') =>
  `---\nname: ${name}\ndescription: from a file\n---\n${instructions}\n`;

const nameOf = (found: FoundProfile) => (found.kind === 'found' ? found.profile.name : found.name);

/** The name and the path of each, `built in` for those that ship; a broken one with a cross. */
async function listed(profiles: Profiles): Promise<readonly string[]> {
  return (await profiles.list()).map((found) => {
    if (found.kind === 'broken') return `✗ ${found.name} ${found.path}`;
    return `${nameOf(found)} ${found.source.kind === 'file' ? found.source.path : 'built in'}`;
  });
}

async function messageOf(profiles: Profiles, name: string): Promise<string> {
  const found = (await profiles.list()).find((each) => nameOf(each) === name);
  return found?.kind === 'broken' ? found.message : assert.fail(`${name} is not broken`);
}

suite('profiles on the disk', () => {
  let box: Sandbox;
  let profiles: Profiles;
  setup(async () => {
    box = new Sandbox();
    profiles = await open([box.root]);
  });
  teardown(() => box.remove());

  async function open(folders: readonly string[]): Promise<Profiles> {
    const workspace = await openWorkspace({
      folders: folders.map((folder) => ({ name: path.basename(folder), path: folder })),
    });
    return createProfiles({ workspace, stateDirectory: path.join(box.base, 'state'), builtIn });
  }

  test('without any file there are the built-in ones', async () => {
    assert.deepEqual(await listed(profiles), ['explorer built in', 'writer built in']);
    assert.equal((await profiles.find('writer'))?.kind, 'found');
  });

  test('the folders of Muster, Claude and Copilot are read, in this order, and each time anew', async () => {
    box.put('.github/agents/API Expert.agent.md', file('whatever'));
    box.put('.github/agents/other.md', file('other'));
    box.put('.claude/agents/team/lead.md', file('lead'));
    box.put('.claude/agents/team/deeper/lost.md', file('lost'));
    box.put('.claude/agents/second.md', file('second'));
    box.put('.muster/agents/zoe.md', file('zoe'));
    box.put('.muster/agents/README.md', '# What these are\n');
    box.put('.muster/agents/sub/unseen.md', file('unseen'));
    box.put('.muster/agents/.hidden.md', file('hidden'));
    box.put('.muster/agents/notes.txt', 'x');
    assert.deepEqual(await listed(profiles), [
      'zoe .muster/agents/zoe.md',
      'second .claude/agents/second.md',
      'lead .claude/agents/team/lead.md',
      'api-expert .github/agents/API Expert.agent.md',
      'explorer built in',
      'writer built in',
    ]);
    fs.rmSync(box.at('.muster/agents/zoe.md'));
    assert.equal(await profiles.find('zoe'), undefined);
  });

  test('of two with one name, Muster comes before Claude, Claude before Copilot, a file before what ships', async () => {
    box.put('.github/agents/writer.agent.md', file('writer'));
    assert.deepEqual(await listed(profiles), ['writer .github/agents/writer.agent.md', 'explorer built in']);
    box.put('.claude/agents/my-writer.md', file('writer'));
    assert.equal((await listed(profiles))[0], 'writer .claude/agents/my-writer.md');
    box.put('.muster/agents/writer.md', 'broken');
    assert.equal((await listed(profiles))[0], '✗ writer .muster/agents/writer.md');
    assert.equal((await profiles.find('writer'))?.kind, 'broken');
  });

  test('two files of one folder with one name are both refused, also where only the letter case differs', async () => {
    box.put('.claude/agents/a.md', file('same'));
    box.put('.claude/agents/b/c.md', file('same'));
    assert.equal(
      await messageOf(profiles, 'same'),
      '.claude/agents/a.md: the name "same" is also that of .claude/agents/b/c.md. Rename one of them.',
    );
    box.put('.muster/agents/Finder.md', file('finder'));
    box.put('.muster/agents/finder.md', file('finder'));
    assert.equal((await profiles.find('finder'))?.kind, 'broken');
  });

  test('FAULTS 121: only the exact name finds a profile', async () => {
    box.put('.muster/agents/researcher.md', file('researcher'));
    box.put('secret.md', file('secret'));
    box.put('.claude/agents/Über.md', 'broken');
    assert.equal((await profiles.find('researcher'))?.kind, 'found');
    const others = [
      '../secret',
      '../../secret',
      '__proto__',
      'constructor',
      'Researcher',
      'researcher ',
      ' researcher',
      'researcher.md',
      'researcher\0',
      'ｒesearcher',
      'Über',
      '.muster/agents',
      '',
      '-researcher',
      'r'.repeat(65),
    ];
    for (const name of others) assert.equal(await profiles.find(name), undefined, name);
  });

  test('a file that is a link out, a pipe, a folder, or has several names is not read', async () => {
    fs.writeFileSync(path.join(box.outside, 'evil.md'), file('evil'));
    box.link(path.join(box.outside, 'evil.md'), '.muster/agents/evil.md');
    box.link('nowhere.md', '.muster/agents/gone.md');
    box.put('.muster/agents/twice.md', file('twice'));
    fs.linkSync(box.at('.muster/agents/twice.md'), box.at('twice-elsewhere.md'));
    fs.mkdirSync(box.at('.muster/agents/folder.md'));
    if (process.platform !== 'win32') execFileSync('mkfifo', [box.at('.muster/agents/pipe.md')]);
    assert.match(await messageOf(profiles, 'evil'), /leads outside the workspace/);
    assert.match(await messageOf(profiles, 'gone'), /leads nowhere/);
    assert.match(await messageOf(profiles, 'twice'), /several hard links/);
    if (process.platform !== 'win32') assert.match(await messageOf(profiles, 'pipe'), /not a regular file/);
    assert.equal(await profiles.find('folder'), undefined);
  });

  test('a profile folder that leads out of the workspace is not read, and is listed with the reason', async () => {
    fs.mkdirSync(path.join(box.outside, 'agents'));
    fs.writeFileSync(path.join(box.outside, 'agents', 'evil.md'), file('evil'));
    box.link(path.join(box.outside, 'agents'), '.claude/agents');
    assert.equal(await profiles.find('evil'), undefined);
    assert.match(await messageOf(profiles, '.claude/agents'), /leads outside the workspace/);
    box.put('.muster/agents', 'no folder');
    assert.match(await messageOf(profiles, '.muster/agents'), /not a folder/);
  });

  test('11: nothing of a file that agents may not read is told of through a link to it', async () => {
    const canary = '---\nname: x\nCANARY: CANARY\nmodel: CANARY\n---\nCANARY';
    const places = ['.env', 'deploy/server.key', '.git/config', 'hidden/notes.md'];
    for (const [index, place] of places.entries()) {
      box.put(place, canary);
      box.link(`../../${place}`, `.claude/agents/leak-${index}.md`);
    }
    const workspace = await openWorkspace({ folders: [{ name: 'ws', path: box.root }] });
    const layout = layoutOf({ rows: [{ pattern: 'hidden', access: 'none', purpose: '' }], otherwise: 'ask' });
    const stateDirectory = path.join(box.base, 'state');
    const found = await createProfiles({ workspace, layout, stateDirectory, builtIn: [] }).list();
    assert.equal(found.length, places.length);
    for (const each of found)
      assert.match(
        each.kind === 'broken' ? each.message : '',
        /is a link to a file that agents may not read/,
      );
    assert.doesNotMatch(JSON.stringify(found), /CANARY/);
  });

  test('a link to a file inside the workspace is followed', async () => {
    box.put('shared/finder.md', file('finder'));
    box.link('../../shared/finder.md', '.muster/agents/finder.md');
    assert.equal((await listed(profiles))[0], 'finder .muster/agents/finder.md');
  });

  test('what is too large, binary or not UTF-8 is broken with the reason', async () => {
    box.put('.muster/agents/large.md', file('large', 'x'.repeat(200_000)));
    box.put('.muster/agents/fits.md', file('fits', 'x'.repeat(199_000)));
    box.put('.muster/agents/binary.md', Buffer.from([0x2d, 0, 1]));
    box.put('.muster/agents/latin.md', Buffer.from([0x2d, 0xfc, 0x0a]));
    assert.match(await messageOf(profiles, 'large'), /too large for a profile \(at most 200,000 bytes\)/);
    assert.equal((await profiles.find('fits'))?.kind, 'found');
    assert.match(await messageOf(profiles, 'binary'), /is binary/);
    assert.match(await messageOf(profiles, 'latin'), /not valid UTF-8/);
  });

  test('no more than 200 files are read, and that some are not is said', async () => {
    for (let n = 0; n < 203; n += 1) box.put(`.muster/agents/p${1000 + n}.md`, file(`p${1000 + n}`));
    assert.equal((await profiles.list()).length, 200 + 1 + builtIn.length);
    assert.match(
      await messageOf(profiles, '.muster/agents'),
      /Only 200 profile files are read; 3 are left out, from "\.muster\/agents\/p1200\.md" on/,
    );
  });

  test('all workspace folders are read; of two with one name the first folder counts', async () => {
    box.put('one/.muster/agents/shared.md', file('shared', 'first'));
    box.put('two/.muster/agents/shared.md', file('shared', 'second'));
    box.put('two/.muster/agents/own.md', file('own'));
    const both = await open([box.at('one'), box.at('two')]);
    assert.deepEqual((await listed(both)).slice(0, 2), [
      'shared one/.muster/agents/shared.md',
      'own two/.muster/agents/own.md',
    ]);
  });

  test('nothing is written by looking', async () => {
    box.put('.muster/agents/finder.md', file('finder'));
    const before = box.digest();
    await profiles.list();
    assert.equal(box.digest(), before);
    assert.equal(fs.existsSync(path.join(box.base, 'state')), false);
  });
});
