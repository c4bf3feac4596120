import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { type GuardDisk, realDisk } from '../../../src/workspace/confinement/walk.ts';
import { Sandbox } from '../sandbox.ts';
import { changingVerbs, verbs } from './verbs.ts';

/** Names that mean something else on Windows, judged by its rules on any system. */
const cases: readonly (readonly [string, string])[] = [
  ['26: a device', 'CON'],
  ['26: a device with an ending', 'output/nul.txt'],
  ['26: a device as a folder', 'aux/x'],
  ['26: a device with a superscript', 'COM\u00b9'],
  ['26: a console device', 'CONIN$'],
  ['27: a stream of a file', 'plain.txt:ads'],
  ['27: the data stream', 'plain.txt::$DATA'],
  ['27: the index of a folder', '.git::$INDEX_ALLOCATION/hooks'],
  ['28: a short name of .git', 'GIT~1/config'],
  ['28: a short name of .vscode', 'VSCODE~1/settings.json'],
  ['29: a share', '\\\\server\\share\\x'],
  ['29: a share with slashes', '//server/x'],
  ['29: a verbatim path', '\\\\?\\C:\\x'],
  ['29: a drive as a device', '\\\\.\\PhysicalDrive0'],
  ['30: relative to a drive', 'C:x'],
  ['31: a trailing dot', '.git./config'],
  ['31: a trailing blank', '.git /config'],
  ['31: a trailing dot of a file', '.vscode/settings.json.'],
  ['209: an NT path', '\\??\\C:\\x'],
  ['209: an NT path to a share', '\\??\\UNC\\host\\s'],
];

suite('names that Windows reads otherwise', () => {
  let sandbox: Sandbox;
  setup(() => {
    sandbox = new Sandbox();
    sandbox.put('plain.txt', 'plain\n');
  });
  teardown(() => sandbox.remove());

  for (const [name, named] of cases) {
    test(`${name} is refused by every verb before the disk is asked`, async () => {
      const asked: string[] = [];
      const before = sandbox.digest();
      const agent = await sandbox.agent(undefined, { rules: 'windows', disk: listening(asked) });
      for (const [verb, act] of Object.entries(verbs)) {
        const result = await act(agent, named);
        assert.ok(result.kind === 'denied' || result.kind === 'error', `${verb}: ${result.text}`);
      }
      const own = new Set([
        sandbox.root,
        sandbox.at('plain.txt'),
        sandbox.at('output'),
        sandbox.at('output/moved.txt'),
      ]);
      assert.deepEqual(
        asked.filter((place) => !own.has(place)),
        [],
      );
      assert.equal(sandbox.digest(), before);
    });
  }

  test('28: a name with a tilde is a name', async () => {
    const agent = await sandbox.agent(undefined, { rules: 'windows' });
    assert.equal(
      (await agent.call('write_file', { path: 'output/my~folder/x', content: 'x' })).kind,
      'output',
    );
  });

  test('32: a folder that the system resolves to a place outside is a link, whatever it looks like', async () => {
    fs.mkdirSync(sandbox.at('junction'));
    fs.writeFileSync(sandbox.at('junction/deep.txt'), 'CANARY\n');
    const before = sandbox.digest();
    const agent = await sandbox.agent(undefined, { disk: mounted(sandbox) });
    for (const [verb, act] of Object.entries(verbs)) {
      for (const named of ['junction/deep.txt', 'junction/new.txt']) {
        const result = await act(agent, named);
        assert.ok(result.kind === 'denied' || result.kind === 'error', `${verb}: ${result.text}`);
        assert.ok(!result.text.includes('CANARY'), verb);
      }
    }
    assert.equal(sandbox.digest(), before);
  });

  test('86: on a disk that takes A.txt and a.txt for one file, the second creation is refused', async () => {
    const agents = await sandbox.team(undefined, { disk: caseBlind(sandbox.root) });
    assert.equal(
      (await agents('a').call('write_file', { path: 'output/A.txt', content: 'A' })).kind,
      'output',
    );
    const second = await agents('b').call('write_file', { path: 'output/a.txt', content: 'B' });
    assert.equal(second.kind, 'error', second.text);
    assert.equal(sandbox.text('output/A.txt'), 'A');
    assert.deepEqual(fs.readdirSync(sandbox.at('output')), ['A.txt']);
  });

  test('18, 21: on such a disk a protected file is protected in every letter case', async () => {
    sandbox.put('.vscode/settings.json', 'CANARY\n');
    const agent = await sandbox.agent(undefined, { disk: caseBlind(sandbox.root) });
    for (const named of ['.VSCODE/Settings.JSON', '.v\u017fcode/settings.json']) {
      await agent.call('read_file', { path: named });
      for (const verb of changingVerbs) {
        const result = await verbs[verb]!(agent, named);
        const isSeen = result.asked?.changes.some(({ isProtected }) => isProtected) ?? false;
        assert.ok(result.kind !== 'output' || isSeen, `${verb} of ${named}: ${result.text}`);
        sandbox.put('.vscode/settings.json', 'CANARY\n');
      }
    }
  });
});

/** Writes down every path the disk is asked about. */
function listening(asked: string[]): GuardDisk {
  const noted =
    <T>(call: (at: string) => Promise<T>) =>
    (at: string) => {
      asked.push(at);
      return call(at);
    };
  return {
    lstat: noted(realDisk.lstat),
    realpath: noted(realDisk.realpath),
    readdir: noted(realDisk.readdir),
  };
}

/** A disk on which the folder `junction` looks like a folder and is another one. */
function mounted({ outside, root }: Sandbox): GuardDisk {
  const junction = path.join(root, 'junction');
  return {
    ...realDisk,
    isAskedAhead: false,
    realpath: async (at) => {
      const real = await realDisk.realpath(at);
      return real.startsWith(junction) ? real.replace(junction, path.join(outside, 'dir')) : real;
    },
  };
}

/** A disk that finds names in any letter case, as those of Windows and macOS do. */
function caseBlind(root: string): GuardDisk {
  const actual = (at: string): string => {
    if (!at.startsWith(`${root}/`)) return at;
    const parent = actual(path.dirname(at));
    const name = path.basename(at);
    const names = fs.existsSync(parent) ? fs.readdirSync(parent) : [];
    const fold = (text: string) => text.toUpperCase().toLowerCase();
    return path.join(parent, names.find((other) => fold(other) === fold(name)) ?? name);
  };
  return {
    lstat: (at) => realDisk.lstat(actual(at)),
    realpath: (at) => realDisk.realpath(actual(at)),
    readdir: (at) => realDisk.readdir(actual(at)),
  };
}
