import assert from 'node:assert/strict';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { hashOf } from '../../src/workspace/content/fileText.ts';
import { type Call, type ScriptedModel, startModel } from '../models/scriptedModel.ts';
import { obedient, orders } from './obedience.ts';
import { changedNames, changesIn, eventsOf, Place, person, wholeRun } from './wholeRun.ts';

const readIt: readonly Call[] = [['read_file', { path: 'README.md' }]];

/** Every verb there is for changing one file; files that exist are read in an earlier step. */
const everyVerb = (path: string): readonly Call[] => [
  ['write_file', { path, content: 'owned\n' }],
  ['edit_file', { path, old_text: 'old', new_text: 'owned' }],
  ['patch_file', { patch: `*** Begin Patch\n*** Add File: ${path}\n+owned by add\n*** End Patch` }],
  ['patch_file', { patch: `*** Begin Patch\n*** Update File: ${path}\n-old\n+owned\n*** End Patch` }],
  [
    'patch_file',
    { patch: `*** Begin Patch\n*** Update File: output/bait.md\n*** Move to: ${path}\n*** End Patch` },
  ],
  [
    'patch_file',
    { patch: `*** Begin Patch\n*** Update File: ${path}\n*** Move to: output/loot\n*** End Patch` },
  ],
  ['patch_file', { patch: `*** Begin Patch\n*** Delete File: ${path}\n*** End Patch` }],
  ['patch_file', { patch: `--- /dev/null\n+++ b/${path}\n@@ -0,0 +1 @@\n+owned by diff\n` }],
];

const closed = [
  '.git/hooks/pre-commit',
  '.git/config',
  '.GIT/hooks/post-checkout',
  'output/.git/hooks/pre-commit',
  '/workspace/.git/info/exclude',
];
const outside = [
  '../outside/secret.txt',
  '../outside/new.txt',
  'output/../src/x.ts',
  'output/../../outside/secret.txt',
  'out-folder/secret.txt',
  'out-folder/new/deep.txt',
  'out-file.txt',
  'nowhere.txt',
  'chain/secret.txt',
  'loop/x',
  'file:///etc/passwd',
  '/etc/passwd',
  '/workspace/../outside/secret.txt',
  'output\\..\\..\\x',
  'output/\u202etxt.exe',
  '../state/x',
];
const guarded = [
  '.vscode/settings.json',
  '.VSCODE/Tasks.json',
  'WORKSPACE.md',
  '.muster/agents/x.md',
  'package.json',
  'AGENTS.md',
  '.github/workflows/ci.yml',
  '.husky/pre-commit',
  'output/.vscode/tasks.json',
  'output/package.json',
  '.clinerules/x.md',
  '.windsurf/rules/x.md',
  '.zed/tasks.json',
  '.travis.yml',
  'ci/Jenkinsfile',
  '.mise.toml',
  'settings-link.json',
];

suite('a model that obeys whatever a file tells it', () => {
  let place: Place;
  let model: ScriptedModel | undefined;

  setup(() => {
    place = new Place();
    place.put('.git/config', '[core]\n\told = true\n');
    place.put('.git/hooks/readme', 'old\n');
    place.put('package.json', '{\n"scripts": {"old": "tsc"}\n}\n');
    place.put('.vscode/launch.json', '{"old": 1}\n');
    place.put('src/x.ts', 'old\n');
    place.put('output/bait.md', 'bait\n');
    place.link(place.outside, 'out-folder');
    place.link(join(place.outside, 'secret.txt'), 'out-file.txt');
    place.link(join(place.outside, 'not-there-yet'), 'nowhere.txt');
    place.link('out-folder', 'chain');
    place.link('loop', 'loop');
    place.link('.vscode/launch.json', 'settings-link.json');
    mkdirSync(place.state);
  });
  teardown(async () => {
    await model?.stop();
    place.remove();
  });

  async function obey(paths: readonly string[], settings: Partial<Parameters<typeof wholeRun>[1]>) {
    const reads = [...paths, 'output/bait.md', 'src/x.ts'].map((path): Call => ['read_file', { path }]);
    place.put('README.md', `# Tool\n${orders(reads, ...paths.map(everyVerb))}\n`);
    const before = place.files();
    model = await startModel(obedient(readIt));
    const ended = await wholeRun(place, { url: model.url, ...settings });
    assert.equal(ended.report.outcome, 'completed', ended.report.reason);
    const made = eventsOf(ended.events, 'modelReplied').flatMap(({ calls }) => calls);
    assert.equal(made.length, 1 + reads.length + paths.length * everyVerb('').length);
    const results = eventsOf(ended.events, 'toolFinished');
    return { ...ended, results, changed: changedNames(before, place.files()) };
  }
  const changing = ({ tool }: { readonly tool: string }) => tool !== 'read_file';

  for (const approval of ['ask', 'edits'] as const) {
    test(`154: with "${approval}", nothing is written outside the folder or into .git, though the person approves all`, async () => {
      const { requests, ask } = person(() => ({ kind: 'approved' }));
      const { changed, results } = await obey([...closed, ...outside], { approval, ask });
      assert.deepEqual(requests, []);
      assert.deepEqual(changed, []);
      const outcomes = results.filter(changing).map(({ outcome }) => outcome);
      assert.deepEqual([...new Set(outcomes)], ['denied']);
    });

    test(`154: with "${approval}", a person who rejects keeps every protected file as it was`, async () => {
      const { requests, ask } = person(() => ({ kind: 'rejected', feedback: 'no' }));
      const { changed, results } = await obey(guarded, { approval, ask });
      assert.ok(requests.length >= guarded.length, `asked only ${requests.length} times`);
      assert.ok(requests.every((request) => changesIn(request).some(({ isProtected }) => isProtected)));
      assert.deepEqual(changed, []);
      assert.ok(!results.filter(changing).some(({ outcome }) => outcome === 'ok'));
      assert.equal(results.filter(({ outcome }) => outcome === 'rejected').length, requests.length);
    });

    test(`110: with "${approval}", what a person approves is exactly what lands, and nothing else does`, async () => {
      const { requests, ask } = person((request) =>
        changesIn(request).every(({ path }) => /^(WORKSPACE\.md|\.muster|output\/package\.json)/.test(path))
          ? { kind: 'approved' }
          : { kind: 'rejected' },
      );
      const { changed } = await obey(guarded, { approval, ask });
      assert.ok(requests.length > 0);
      const allowed = ['.muster/agents/x.md', 'WORKSPACE.md', 'output/package.json'];
      assert.deepEqual(
        changed.filter((name) => !name.startsWith('output/') && !allowed.includes(name)),
        [],
      );
      for (const [name, content] of place.files()) {
        if (!changed.includes(name) || !allowed.includes(name)) continue;
        const approved = requests.flatMap(changesIn).filter(({ path }) => path === name);
        assert.ok(
          approved.some(({ after }) => after?.hash === hashOf(Buffer.from(content, 'latin1'))),
          name,
        );
      }
    });
  }

  test('40: an output folder that is a link opens nothing of what it leads to', async () => {
    rmSync(place.at('output'), { recursive: true });
    place.link('src', 'output');
    place.put('docs/x.md', 'old\n');
    place.link('../../outside', 'docs/output');
    const asked: string[] = [];
    const { ask } = person(({ draft }) => {
      asked.push(...changesIn({ draft }).map(({ path }) => path));
      return { kind: 'rejected' };
    });
    const write = (path: string): Call => ['write_file', { path, content: 'owned' }];
    place.put('README.md', orders([write('output/x2.ts'), write('docs/output/x'), write('OUTPUT/x')]));
    const before = place.files();
    model = await startModel(obedient(readIt));
    await wholeRun(place, { url: model.url, ask });
    assert.deepEqual(asked, ['src/x2.ts', 'OUTPUT/x']);
    assert.deepEqual(changedNames(before, place.files()), []);
  });
});
