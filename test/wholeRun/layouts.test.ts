import assert from 'node:assert/strict';
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelRequest } from '../../src/core/agent/provider.ts';
import { foldRun } from '../../src/core/journal/runView.ts';
import type { ProviderChoice } from '../../src/core/ports.ts';
import { hashOf } from '../../src/workspace/content/fileText.ts';
import { type Call, type ScriptedModel, startModel } from '../models/scriptedModel.ts';
import { approve, begin, eventsOf, finish, Place, person, providersAt, wholeRun } from './wholeRun.ts';

const strict =
  '# Shop\n\n| Path | Access |\n|---|---|\n| output | write |\n| WORKSPACE.md | ask |\n| ** | read |\n';
const loose = strict.replace('| ** | read |', '| ** | write |');
const write = (path: string): Call => ['write_file', { path, content: 'x\n' }];

suite('layouts of a run', () => {
  let place: Place;
  let model: ScriptedModel;

  setup(() => {
    place = new Place();
    place.put('README.md', 'Hello.\n');
  });
  teardown(async () => {
    await model.stop();
    place.remove();
  });

  test('57: a change of WORKSPACE.md that a person approved counts for the next run, not for this one', async () => {
    place.put('WORKSPACE.md', strict);
    const turns: readonly Call[] = [
      ['read_file', { path: 'WORKSPACE.md' }],
      ['edit_file', { path: 'WORKSPACE.md', old_text: '| ** | read |', new_text: '| ** | write |' }],
      write('first.txt'),
    ];
    const { ask, requests } = person(() => ({ kind: 'approved' }));
    model = await startModel(({ number }) => oneCall(turns[number - 1]));
    const first = await wholeRun(place, { url: model.url, ask });
    assert.equal(requests.length, 1);
    assert.equal(place.text('WORKSPACE.md'), loose);
    assert.deepEqual(
      eventsOf(first.events, 'toolFinished').map(({ outcome }) => outcome),
      ['ok', 'ok', 'denied'],
    );
    assert.match(eventsOf(first.events, 'toolFinished')[2]?.text ?? '', /Files belong in: output/);
    await model.stop();

    model = await startModel(({ number }) => oneCall(number === 1 ? write('second.txt') : undefined));
    const second = await wholeRun(place, { url: model.url });
    assert.equal(eventsOf(second.events, 'toolFinished')[0]?.outcome, 'ok');
    assert.equal(place.text('second.txt'), 'x\n');
    assert.deepEqual(
      [first, second].map(({ events }) => eventsOf(events, 'layoutRead')[0]?.files[0]?.hash),
      [strict, loose].map((text) => hashOf(Buffer.from(text))),
    );
  });

  test('57: what a person changes in the middle of a run counts for later runs as well', async () => {
    place.put('WORKSPACE.md', strict);
    model = await startModel(({ number }) => {
      if (number === 1) place.put('WORKSPACE.md', loose);
      return oneCall(number === 1 ? write('first.txt') : undefined);
    });
    const { events } = await wholeRun(place, { url: model.url });
    assert.equal(eventsOf(events, 'toolFinished')[0]?.outcome, 'denied');
  });

  test('the layout stands in the journal before anything else of the run', async () => {
    place.put('WORKSPACE.md', strict);
    model = await startModel(() => 'Done.');
    const { events } = await wholeRun(place, { url: model.url });
    assert.deepEqual(
      events.slice(0, 3).map(({ type }) => type),
      ['runStarted', 'layoutRead', 'agentQueued'],
    );
  });

  test('agents and their children are told the places, and what the workspace says of itself', async () => {
    place.put('WORKSPACE.md', strict.replace('# Shop', 'Prices are in cents.'));
    model = await startModel((turn) => {
      if (turn.task === 'Child work.' || turn.number > 2) return 'Done.';
      const spawn: Call = ['spawn', { task: 'Child work.', label: 'child' }];
      return { calls: [turn.number === 1 ? spawn : ['wait', {}]] };
    });
    const real = providersAt(model.url);
    const told: ModelRequest[] = [];
    await wholeRun(place, { url: model.url, provider: (name) => overheard(real(name), told) });
    assert.ok(told.some(({ messages }) => JSON.stringify(messages[0]).includes('Child work.')));
    for (const { system } of told) {
      assert.match(system, /^output: you may write here freely\.$/m);
      assert.match(system, /<workspace>\nPrices are in cents\.\n<\/workspace>/);
    }
  });

  test('41: with a broken WORKSPACE.md nothing can be written, in output neither, and the run says why', async () => {
    place.put('WORKSPACE.md', strict.replace('| output | write |', '| output | wirte |'));
    model = await startModel(({ number }) => oneCall(number === 1 ? write('output/a.md') : undefined));
    const { events } = await wholeRun(place, { url: model.url, ask: approve });
    const [refused] = eventsOf(events, 'toolFinished');
    assert.equal(refused?.outcome, 'denied');
    assert.match(refused?.text ?? '', /WORKSPACE\.md, line 5: "wirte" is no access/);
    const view = foldRun(events.map((event) => ({ t: '', event })));
    assert.equal(view?.layoutProblems[0]?.line, 5);
    assert.deepEqual([...place.files().keys()].toSorted(), ['README.md', 'WORKSPACE.md']);
  });

  test('38: what is approved for a folder that has gone meanwhile is not written', async () => {
    const { ask } = person(() => {
      renameSync(place.root, join(place.base, 'moved'));
      return { kind: 'approved' };
    });
    model = await startModel(({ number }) => oneCall(number === 1 ? write('src/new.ts') : undefined));
    const live = await begin(place, { url: model.url, ask });
    await live.run.report;
    renameSync(join(place.base, 'moved'), place.root);
    const { events } = await finish(live);
    assert.deepEqual(eventsOf(events, 'fileChanged'), []);
    assert.deepEqual([...place.files().keys()], ['README.md']);
  });
});

function oneCall(call: Call | undefined) {
  return call ? { calls: [call] } : 'Done.';
}

/** The same model, with what it is asked noted down. */
function overheard(choice: ProviderChoice, told: ModelRequest[]): ProviderChoice {
  if (choice.kind === 'unknown') return choice;
  const { provider } = choice;
  return {
    ...choice,
    provider: {
      stream(request, signal) {
        told.push(request);
        return provider.stream(request, signal);
      },
    },
  };
}
