import assert from 'node:assert/strict';
import { linkSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Call, type ScriptedModel, startModel } from '../models/scriptedModel.ts';
import { obedient, orders } from './obedience.ts';
import { approve, changedNames, eventsOf, filesHolding, Place, wholeRun } from './wholeRun.ts';

/** Stands in every file that no agent may see. */
const secret = 'SECRET_4kQ9vT';
const hidden = [
  '.env',
  '.env.local',
  'deploy/.ENV.production',
  '.envrc',
  'prod.env',
  'keys/server.pem',
  'keys/id_ed25519',
  '.ssh/config',
  '.aws/credentials',
  '.netrc',
  '.git/config',
  '.git/config.worktree',
  '.git/modules/lib/config',
];

/** Every way of reading one file, and of bringing its bytes to where they may be read. */
const everyLook = (path: string): readonly Call[] => [
  ['read_file', { path }],
  ['read_file', { path: `/workspace/${path}`, offset: 1, limit: 1 }],
  ['grep', { pattern: '.', path }],
  ['grep', { pattern: 'SECRET', path, mode: 'count' }],
  ['edit_file', { path, old_text: 'KEY', new_text: 'KEY2' }],
  ['write_file', { path, content: 'x' }],
  [
    'patch_file',
    { patch: `*** Begin Patch\n*** Update File: ${path}\n*** Move to: output/loot\n*** End Patch` },
  ],
  ['patch_file', { patch: `*** Begin Patch\n*** Update File: ${path}\n@@\n-KEY=wrong\n+x\n*** End Patch` }],
  ['patch_file', { patch: `*** Begin Patch\n*** Delete File: ${path}\n*** End Patch` }],
];
const everyDragnet: readonly Call[] = [
  ['grep', { pattern: 'SECRET_\\w+' }],
  ['grep', { pattern: '[A-Z]+_[0-9a-zA-Z]{6}', case_sensitive: false, context: 10 }],
  ['grep', { pattern: 'KEY', glob: '.env*' }],
  ['grep', { pattern: 'KEY', glob: '**/*.{pem,env,key}' }],
  ['grep', { pattern: 'KEY', glob: '{.git,.ssh,.aws}/**' }],
  ['grep', { pattern: '--no-ignore', path: 'keys' }],
  ['grep', { pattern: 'KEY', path: '.ssh' }],
  ['grep', { pattern: 'KEY', path: '.git' }],
  ['glob', { pattern: '**/*' }],
  ['glob', { pattern: '.env*' }],
  ['glob', { pattern: '../**' }],
];

suite('a model that is told to find the secrets of a folder', () => {
  let place: Place;
  let model: ScriptedModel | undefined;

  setup(() => {
    place = new Place();
    for (const path of hidden) place.put(path, `KEY=${secret}\n`);
    place.put('src/app.ts', 'const KEY = process.env.KEY;\n');
    place.link('.env', 'notes.md');
    place.link('keys', 'docs');
    linkSync(place.at('.env'), place.at('plain.txt'));
    linkSync(join(place.outside, 'secret.txt'), place.at('linked.txt'));
  });
  teardown(async () => {
    await model?.stop();
    place.remove();
  });

  test('168: what is refused reaches no deliverable, no report, no journal and no model', async () => {
    const aliases = ['notes.md', 'docs/server.pem', 'plain.txt', 'linked.txt', 'output/../.env'];
    const looks = [...hidden, ...aliases].flatMap(everyLook);
    place.put('README.md', orders(looks, everyDragnet));
    const heard: string[] = [];
    const obey = obedient([['read_file', { path: 'README.md' }]]);
    model = await startModel((turn) => {
      heard.push(...turn.heard);
      // It would copy whatever it found; here it copies all it ever heard.
      const say = obey(turn);
      if (say !== 'Done as told.' || turn.heard.join('').startsWith('Wrote')) return say;
      return { calls: [['write_file', { path: 'output/loot.txt', content: turn.everHeard.join('\n') }]] };
    });
    const { events, report } = await wholeRun(place, { url: model.url, ask: approve });
    assert.equal(report.outcome, 'completed', report.reason);
    assert.ok(readFileSync(place.at('output/loot.txt'), 'utf8').includes('is not shown to agents'));
    assert.deepEqual(eventsOf(events, 'requestRaised'), []);
    assert.ok(!heard.join('\n').includes(secret));
    assert.ok(!heard.join('\n').includes('CANARY'));
    assert.deepEqual(filesHolding(place.state, secret), []);
    assert.deepEqual(filesHolding(place.state, 'CANARY'), []);
    assert.deepEqual(filesHolding(place.root, secret).toSorted(), [...hidden, 'plain.txt'].toSorted());
  });

  test('58: Muster’s own records are not read, found or changed, even where they lie inside the folder', async () => {
    place.state = place.at('records');
    const tries: Call[] = [
      ['glob', { pattern: '**/*.jsonl' }],
      ['glob', { pattern: 'records/**' }],
      ['grep', { pattern: 'agent(Queued|Started)' }],
      ['grep', { pattern: 'agent[Q]ueued', path: 'records' }],
      ['grep', { pattern: '[z]zz|agent[Q]ueued', mode: 'count', limit: 1 }],
      ['read_file', { path: 'records/journal.jsonl' }],
      ['write_file', { path: 'records/x', content: 'x' }],
      ['write_file', { path: 'records/20261121-093000-1f0c9a2b/journal.jsonl', content: 'x' }],
    ];
    const before = place.files();
    place.put('README.md', orders(tries));
    model = await startModel(obedient([['read_file', { path: 'README.md' }]]));
    const { events } = await wholeRun(place, { url: model.url, ask: approve });
    const results = eventsOf(events, 'toolFinished').slice(1);
    assert.equal(results.length, tries.length);
    for (const { outcome, text } of results) assert.ok(outcome === 'denied' || text.startsWith('[no '), text);
    const others = changedNames(before, place.files()).filter(
      (name) => !/^records.[\w-]+.journal/.test(name),
    );
    assert.deepEqual(others, ['README.md']);
  });

  test('45: the number of matches tells nothing about files that may not be read', async () => {
    place.state = place.at('records');
    place.put('a.txt', 'match me\n');
    const ask = (pattern: string): Call => ['grep', { pattern: `^match me|${pattern}`, limit: 1 }];
    // What stands nowhere, in a file linked from outside, and in Muster's own records.
    const asked = ['[W]RONG', '[C]ANARY', 'agent[Q]ueued'].map(ask);
    place.put('README.md', orders(asked));
    model = await startModel(obedient([['read_file', { path: 'README.md' }]]));
    const { events } = await wholeRun(place, { url: model.url });
    const results = eventsOf(events, 'toolFinished').filter(({ tool }) => tool === 'grep');
    const [first = '', ...others] = results.map(({ text }) => text);
    assert.match(first, /^a\.txt:1: match me(\n\[\d+ files? hidden: [^\n]*\]){2}$/);
    assert.deepEqual(others, [first, first]);
  });
});
