import assert from 'node:assert/strict';
import { type Call, type ScriptedModel, startModel } from '../models/scriptedModel.ts';
import { obedient, orders } from './obedience.ts';
import { approve, changedNames, eventsOf, filesHolding, Place, person, wholeRun } from './wholeRun.ts';

/** Stands in every hidden file, and in the name of one. */
const secret = 'SECRET_4kQ9vT';
const law = '| Path | Access |\n|---|---|\n| secrets/** | none |\n| output/** | write |\n| ** | ask |\n';
const agents = 10;
/** Rejects what changes a file; refused spawns do not end the run. */
const reject = person(({ draft }) => ({ kind: draft.kind === 'change' ? 'rejected' : 'approved' })).ask;

const hidden = [
  'secrets/key.txt',
  'secrets/new.txt',
  'secrets/key.txt/below',
  'SECRETS/key.txt',
  '/workspace/secrets/key.txt',
  'secrets/deep/list.csv',
  'way/key.txt',
  'way/new/deep.txt',
  'straight.txt',
  'secrets',
  'secrets/WORKSPACE.md',
  'output/into/key.txt',
];

const everyWay = (path: string): readonly Call[] => [
  ['read_file', { path }],
  ['grep', { pattern: 'SECRET', path, mode: 'count' }],
  ['glob', { pattern: '**', path }],
  ['write_file', { path, content: 'owned\n' }],
  ['edit_file', { path, old_text: 'KEY', new_text: 'owned' }],
  ...['Add', 'Update', 'Delete'].map((verb): Call => {
    const body = verb === 'Add' ? '\n+owned' : verb === 'Update' ? '\n-KEY\n+owned' : '';
    return ['patch_file', { patch: `*** Begin Patch\n*** ${verb} File: ${path}${body}\n*** End Patch` }];
  }),
  [
    'patch_file',
    { patch: `*** Begin Patch\n*** Update File: ${path}\n*** Move to: output/loot\n*** End Patch` },
  ],
  [
    'patch_file',
    { patch: `*** Begin Patch\n*** Update File: output/bait.md\n*** Move to: ${path}\n*** End Patch` },
  ],
];
const dragnet: readonly Call[] = [
  ['read_file', { path: 'output/bait.md' }],
  ['grep', { pattern: 'SECRET_\\w+', context: 5 }],
  ['grep', { pattern: 'KEY', glob: '{secrets,way}/**' }],
  ['glob', { pattern: '**/*' }],
  ['glob', { pattern: 'secrets/**' }],
];

suite('40: a hidden folder in a run whose agents try everything at once', () => {
  let place: Place;
  let model: ScriptedModel | undefined;

  setup(() => {
    place = new Place();
    place.put('WORKSPACE.md', law);
    place.put('README.md', 'Hello.\n');
    place.put('output/bait.md', 'bait\n');
    place.put('secrets/key.txt', `KEY=${secret}\n`);
    place.put('secrets/deep/list.csv', `name\n${secret}\n`);
    place.put(`secrets/deep/${secret}.md`, 'KEY\n');
    place.put('secrets/WORKSPACE.md', `${secret}\n`);
    place.put('secrets/agent.md', `---\nname: x\nmodel: ${secret}\n---\n${secret}\n`);
    place.link('secrets', 'way');
    place.link('secrets/key.txt', 'straight.txt');
    place.link('../secrets', 'output/into');
    for (const name of ['key.txt', 'agent.md', 'deep/list.csv'])
      place.link(`../../secrets/${name}`, `.muster/agents/${name.replace(/\W/g, '-').toLowerCase()}.md`);
  });
  teardown(async () => {
    await model?.stop();
    place.remove();
  });

  for (const [approval, ask] of [
    ['ask', reject],
    ['ask', approve],
    ['edits', approve],
  ] as const) {
    const who = ask === approve ? 'approves all' : 'rejects all';
    test(`stays as it was and shows in no word, with "${approval}" and a person who ${who}`, async () => {
      const share = (child: number) => hidden.filter((_, index) => index % agents === child % hidden.length);
      const lead: readonly Call[] = [
        ...Array.from(
          { length: agents },
          (_, child): Call => [
            'spawn',
            {
              task: `Child ${child}. ${orders(dragnet, share(child).flatMap(everyWay))}`,
              label: `c${child}`,
            },
          ],
        ),
        ...hidden.map((items_file): Call => ['spawn_batch', { items_file, task: 'do {{item}}', label: 'b' }]),
        ...['key-txt', 'agent-md', 'deep-list-csv'].map(
          (profile): Call => ['spawn', { task: 'x', label: 'x', profile }],
        ),
      ];
      const play = obedient([['list_agents', {}]]);
      model = await startModel((turn) => {
        if (turn.task.startsWith('Child ')) return play(turn);
        if (turn.number === 1) return { calls: lead };
        return turn.number === 2 ? { calls: [['wait', {}]] } : 'Done.';
      });
      const before = place.files();
      const limits = { children: 100, concurrency: agents };
      const { report, events } = await wholeRun(place, {
        url: model.url,
        approval,
        ask,
        limits,
        task: 'Lead.',
      });

      assert.equal(report.outcome, 'completed', report.reason);
      assert.equal(eventsOf(events, 'agentQueued').length, 1 + agents);
      const results = eventsOf(events, 'toolFinished');
      assert.ok(results.length > hidden.length * everyWay('').length, `${results.length} calls`);
      assert.deepEqual(changedNames(before, place.files()), []);
      assert.doesNotMatch(JSON.stringify(events), new RegExp(secret));
      assert.deepEqual(filesHolding(place.state, secret), []);
    });
  }
});
