import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { type Call, type ScriptedModel, startModel } from '../models/scriptedModel.ts';
import { eventsOf, Place, person, wholeRun } from './wholeRun.ts';

const patch = (...lines: readonly string[]): Call => [
  'patch_file',
  { patch: ['*** Begin Patch', ...lines, '*** End Patch'].join('\n') },
];
const write = (path: string): Call => ['write_file', { path, content: 'mine\n' }];

const attempts: readonly Call[] = [
  ...['output/PROGRESS.md', 'output/progress.md', 'OUTPUT/PROGRESS.MD', './output//PROGRESS.md'].map(write),
  ...['output/PROGRESS.md/x.md', 'output/PROGRESS.md/a/b.md', 'output/Progress.md/x'].map(write),
  write('/workspace/output/PROGRESS.md'),
  write('output/PROGRE\u017fS.md'),
  ['edit_file', { path: 'output/PROGRESS.md', old_text: '# Progress', new_text: '# Mine' }],
  patch('*** Delete File: output/PROGRESS.md'),
  patch('*** Add File: output/PROGRESS.md/deep/x.md', '+x'),
  patch('*** Update File: output/PROGRESS.md', '@@', '-# Progress', '+# Mine'),
  patch('*** Update File: output/PROGRESS.md', '*** Move to: output/old.md', '@@', '-# Progress', '+# Mine'),
  patch('*** Update File: output/a.md', '*** Move to: output/PROGRESS.md', '@@', '-a', '+b'),
];

suite('the progress board under attack', () => {
  let place: Place;
  let model: ScriptedModel;

  setup(async () => {
    place = new Place();
    place.put('output/a.md', 'a\n');
    model = await startModel(({ number, task }) => {
      if (task === 'child') {
        if (number === 1) return { calls: [['note_progress', { note: 'Begun.' }]] };
        const next = attempts[number - 3];
        if (number === 2)
          return { calls: ['output/PROGRESS.md', 'output/a.md'].map((path) => ['read_file', { path }]) };
        return next ? { calls: [next] } : 'Done.';
      }
      return number === 1 ? { calls: [['spawn', { task: 'child', label: 'child' }]] } : 'Done.';
    });
  });
  teardown(async () => {
    await model.stop();
    place.remove();
  });

  test('is written, patched, moved, deleted or made a folder of by no agent, whatever is approved', async () => {
    const { requests, ask } = person(() => ({ kind: 'approved' }));
    const { events } = await wholeRun(place, { url: model.url, ask, approval: 'all' });
    assert.deepEqual(requests, []);
    const results = eventsOf(events, 'toolFinished').filter(({ tool }) => /write|edit|patch/.test(tool));
    assert.equal(results.length, attempts.length);
    assert.deepEqual(
      results.filter(({ outcome }) => outcome === 'ok'),
      [],
    );
    assert.match(place.text('output/PROGRESS.md'), /^<!-- Muster keeps this board/);
    assert.deepEqual([...place.files().keys()], ['output/a.md']);
  });

  for (const [what, spoil] of [
    ['a file of the person', () => place.put('output/PROGRESS.md', '# My own list\n')],
    ['a folder', () => mkdirSync(place.at('output/PROGRESS.md'))],
    ['a link to outside', () => place.link(`${place.outside}/secret.txt`, 'output/PROGRESS.md')],
    ['a dangling link', () => place.link(`${place.outside}/new.txt`, 'output/PROGRESS.md')],
  ] as const) {
    test(`stays away where there is ${what}; the run goes on without it`, async () => {
      spoil();
      const { report, events } = await wholeRun(place, { url: model.url });
      assert.equal(report.outcome, 'completed');
      assert.equal(eventsOf(events, 'boardUpdated').length, 0);
      assert.equal(eventsOf(events, 'boardFailed').length, 1);
      assert.equal(events.at(-1)?.type, 'runFinished');
      assert.ok(!existsSync(`${place.outside}/new.txt`));
      assert.equal(readFileSync(`${place.outside}/secret.txt`, 'utf8'), 'CANARY\n');
      if (what === 'a file of the person') assert.equal(place.text('output/PROGRESS.md'), '# My own list\n');
    });
  }
});
