import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { foldRun } from '../../src/core/journal/runView.ts';
import { openRevert } from '../../src/revertRun.ts';
import { reportText } from '../../src/terminal/report/reportText.ts';
import { noOpenFiles } from '../../src/workspace/content/openFiles.ts';
import { listRuns } from '../../src/workspace/journal/listRuns.ts';
import { readJournal, verifyJournal } from '../../src/workspace/journal/readJournal.ts';
import { type Call, type ScriptedModel, startModel } from '../models/scriptedModel.ts';
import { muster, startMuster } from '../terminal/program.ts';
import { never } from '../workspace/sandbox.ts';
import { approve, Place, wholeRun } from './wholeRun.ts';

const reads = (path: string): Call => ['read_file', { path }];
const spawns = (label: string): Call => ['spawn', { task: label, label }];
const writes = (path: string, content: string): Call => ['write_file', { path, content }];

suite('reverting a whole run', () => {
  let place: Place;
  let model: ScriptedModel | undefined;
  setup(() => {
    place = new Place();
    chmodSync(place.put('src/app.ts', 'one\r\n'), 0o755);
    place.put('old.txt', 'old\n');
  });
  teardown(async () => {
    await model?.stop();
    model = undefined;
    place.remove();
  });

  const open = (scope: { readonly ofAgent?: string } = {}) => {
    const folders = [{ name: 'ws', path: place.root }];
    const past = { folders, stateDirectory: place.state, openFiles: noOpenFiles };
    return openRevert(past, listRuns(place.state)[0]?.runId ?? '', scope);
  };

  /** A parent that moves a file and sends two children, each to a file of its own. */
  const startTeam = () =>
    startModel(({ task, number }) => {
      if (task.includes('editor'))
        return (
          [{ calls: [reads('src/app.ts')] }, { calls: [writes('src/app.ts', 'two\r\n')] }, 'Edited.'][
            number - 1
          ] ?? ''
        );
      if (task.includes('writer'))
        return number === 1 ? { calls: [writes('output/deep/report.md', 'Report\n')] } : 'Wrote.';
      const patch = '*** Begin Patch\n*** Update File: old.txt\n*** Move to: new.txt\n*** End Patch';
      return (
        [
          { calls: [reads('old.txt'), spawns('editor'), spawns('writer')] },
          { calls: [['patch_file', { patch }]] satisfies Call[] },
        ][number - 1] ?? 'Done.'
      );
    });

  test('brings back files of parent and children exactly, in one step', async () => {
    model = await startTeam();
    const { report } = await wholeRun(place, { url: model.url, ask: approve });
    assert.equal(report.outcome, 'completed');
    assert.equal(place.text('new.txt'), 'old\n');
    assert.equal(place.text('src/app.ts'), 'two\r\n');
    const revert = await open();
    assert.deepEqual(
      revert.files.map(({ path, state }) => `${path}: ${state}`),
      ['new.txt: ready', 'old.txt: ready', 'output/deep/report.md: ready', 'src/app.ts: ready'],
    );
    assert.equal((await revert.apply(never)).kind, 'reverted');
    assert.deepEqual([...place.files().keys()].toSorted(), ['old.txt', 'src/app.ts']);
    const [run] = listRuns(place.state);
    assert.equal((await verifyJournal(run?.path ?? '')).kind, 'intact');
    const { lines } = await readJournal(run?.path ?? '');
    const view = foldRun(lines);
    assert.deepEqual(
      view?.agents.flatMap(({ deliverables }) => deliverables),
      [],
    );
    assert.equal(view?.report?.outcome, 'completed');
    assert.match(view ? reportText(view, lines) : '', /## Reverted\n\n- new\.txt\n- old\.txt\n/);
  });

  test('is refused where other folders are open than those it worked in', async () => {
    model = await startTeam();
    await wholeRun(place, { url: model.url, ask: approve });
    mkdirSync(join(place.outside, 'src'));
    const here = { name: 'ws', path: place.root };
    for (const folders of [
      [here, { name: 'src', path: join(place.outside, 'src') }],
      [{ name: 'ws', path: place.outside }],
    ]) {
      const past = { folders, stateDirectory: place.state, openFiles: noOpenFiles };
      const opening = openRevert(past, listRuns(place.state)[0]?.runId ?? '', {});
      await assert.rejects(opening, /worked in other folders/);
    }
    assert.ok((await open()).files.length > 0);
  });

  test('of one child leaves the work of the others alone', async () => {
    model = await startTeam();
    await wholeRun(place, { url: model.url, ask: approve });
    const [run] = listRuns(place.state);
    const agents = foldRun((await readJournal(run?.path ?? '')).lines)?.agents ?? [];
    const editor = agents.find(({ brief }) => brief.label === 'editor');
    assert.ok(editor);
    const revert = await open({ ofAgent: editor.agentId });
    assert.deepEqual(await revert.apply(never), { kind: 'reverted', restored: ['src/app.ts'] });
    assert.equal(place.text('src/app.ts'), 'one\r\n');
    assert.equal(place.text('output/deep/report.md'), 'Report\n');
    assert.equal(place.text('new.txt'), 'old\n');
  });
});

suite('muster revert, the program', function () {
  this.timeout(60_000);
  let place: Place;
  let model: ScriptedModel | undefined;
  setup(() => {
    place = new Place();
    place.put('a.txt', 'old a\n');
    place.put('b.sh', 'old b\n');
    place.put('d.txt', 'bye\n');
  });
  teardown(async () => {
    await model?.stop();
    model = undefined;
    place.remove();
  });

  const desk = () => ({ workspace: place.root, state: place.state, remove: () => {} });
  const env = () => ({ MUSTER_COMPATIBLE_BASE_URL: `${model?.url}/v1`, MUSTER_COMPATIBLE_API_KEY: 'k' });

  test('a run that was killed is reverted from its journal', async () => {
    let isWritten = () => {};
    const written = new Promise<void>((resolve) => {
      isWritten = resolve;
    });
    model = await startModel(async ({ number }) => {
      if (number === 1) return { calls: [writes('output/x/report.md', 'Report\n')] };
      isWritten();
      return new Promise<string>(() => {});
    });
    const run = startMuster(desk(), ['run', 'Write', '--model', 'compatible/m'], { env: env() });
    await written;
    const busy = await muster(desk(), ['revert', '--yes']);
    assert.equal(busy.code, 1);
    assert.match(busy.stderr, /still at work/);
    assert.equal(place.text('output/x/report.md'), 'Report\n');
    run.kill('SIGKILL');
    await run.ended;
    const done = await muster(desk(), ['revert', '--yes']);
    assert.equal(done.code, 0, done.stderr);
    assert.match(done.stdout, /output\/x\/report\.md {2}is deleted: the run made it/);
    assert.deepEqual([...place.files().keys()].toSorted(), ['a.txt', 'b.sh', 'd.txt']);
  });

  test('82: a change that was cut off is told when the next run starts, and settled on a word', async () => {
    const program = join(import.meta.dirname, '..', 'workspace', 'checkpoints', 'cutOff.ts');
    assert.equal(spawnSync(process.execPath, [program, place.base, 'SIGKILL']).signal, 'SIGKILL');
    model = await startModel(() => 'Nothing to do.');
    const run = await muster(desk(), ['run', 'Rest', '--model', 'compatible/m'], { env: env() });
    assert.match(run.stderr, /^A change of 4 files was cut off in run run-1: muster revert run-1$/m);
    const asked = await muster(desk(), ['revert', 'run-1', '--yes']);
    assert.equal(asked.code, 2);
    const undone = await muster(desk(), ['revert', '--undo']);
    assert.equal(undone.code, 0, undone.stderr);
    assert.match(undone.stderr, /Undone: all of its files are as before\./);
    assert.equal(place.text('a.txt'), 'old a\n');
    const next = await muster(desk(), ['run', 'Rest', '--model', 'compatible/m'], { env: env() });
    assert.doesNotMatch(next.stderr, /cut off/);
  });

  test('without a run there is nothing to revert, and a run that is not there is named', async () => {
    const none = await muster(desk(), ['revert']);
    assert.equal(none.code, 1);
    assert.match(none.stderr, /No run is recorded for this folder/);
    const other = await muster(desk(), ['revert', 'other']);
    assert.equal(other.code, 2);
  });

  test('a run that a crash cut off before its first line was whole is named, and there is nothing to revert', async () => {
    const folder = join(place.state, 'run-1');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'journal.jsonl'), '{"v":1,');
    const { code, stderr } = await muster(desk(), ['revert', '--yes']);
    assert.equal(code, 1);
    assert.equal(stderr, 'The journal of run-1 holds no start of a run. Try: muster verify run-1\n');
  });
});
