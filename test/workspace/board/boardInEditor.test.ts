import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { BoardBench, boardPath, finished, noted, type PlayedRun, queued } from './boardBench.ts';

suite('the progress board in an editor', () => {
  let bench: BoardBench;
  setup(() => {
    bench = new BoardBench();
  });
  teardown(() => {
    assert.ok(bench.sandbox.isOutsideUntouched);
    bench.end();
  });

  const notSaved = ['"output/PROGRESS.md" has changes in an editor that are not saved'];

  /** A run whose board stands on the disk and is open. */
  async function opened(onRecord: (run: PlayedRun) => void = () => {}): Promise<PlayedRun> {
    const run = await bench.begin('r1', { onRecord });
    run.part.note(queued('zod'));
    await bench.written(run);
    bench.editor.open(bench.sandbox.at(boardPath));
    return run;
  }

  async function ended(run: PlayedRun): Promise<void> {
    run.part.note(finished('completed'));
    await run.part.end();
  }

  /** Lets a write be tried that does not happen. */
  async function tried(): Promise<void> {
    await bench.until(() => bench.clock.pendingTimers === 1);
    await bench.clock.advance(2000);
    await bench.until(() => bench.clock.pendingTimers === 1);
  }

  test('is written on the disk as long as there is nothing to save', async () => {
    const run = await opened();
    run.part.note(noted('zod', 'open'));
    assert.match(await bench.written(run), /`open`/);
    assert.deepEqual(bench.editor.replaced, []);
    await ended(run);
    assert.deepEqual(run.problems, []);
  });

  test('stays as it is until that is saved or closed, and then has all that is new', async () => {
    const run = await opened();
    const before = bench.text;
    bench.editor.type(bench.sandbox.at(boardPath), `${before}My own words.\n`);
    run.part.note(noted('zod', 'one'));
    await tried();
    run.part.note(noted('zod', 'two'));
    await tried();
    assert.equal(bench.text, before);
    assert.deepEqual([run.recorded.length, run.problems.length], [1, 0]);
    bench.editor.open(bench.sandbox.at(boardPath));
    assert.match(await bench.written(run), /`two`/);
    await ended(run);
    assert.match(bench.text, /^Ended: completed\./m);
    assert.deepEqual(run.problems, []);
  });

  test('is not written past what is typed in the moment before', async () => {
    let types = () => {};
    const run = await opened(() => types());
    const before = bench.text;
    types = () => bench.editor.type(bench.sandbox.at(boardPath), 'My own words.\n');
    run.part.note(noted('zod', 'one'));
    await tried();
    assert.equal(bench.text, before);
    assert.deepEqual(fs.readdirSync(bench.sandbox.at('output')), ['PROGRESS.md']);
    bench.editor.open(bench.sandbox.at(boardPath));
    types = () => {};
    assert.match(await bench.written(run), /`one`/);
    await ended(run);
    assert.deepEqual(run.problems, []);
  });

  test('stays away where only the editor has it, and where its changes cannot be seen', async () => {
    const run = await opened();
    bench.editor.type(bench.sandbox.at(boardPath), 'My own words.\n');
    fs.rmSync(bench.sandbox.at(boardPath));
    run.part.note(noted('zod', 'one'));
    await tried();
    assert.ok(!bench.isOnDisk);
    bench.editor.typeInNotebook(bench.sandbox.at(boardPath), 'hidden');
    run.part.note(noted('zod', 'two'));
    await tried();
    assert.ok(!bench.isOnDisk);
    await ended(run);
    assert.deepEqual(run.problems, notSaved);
  });

  test('does not keep a run from ending, and each run that could not write its last word says why once', async () => {
    const run = await opened();
    const [other, childless] = [await bench.begin('r2'), await bench.begin('r3')];
    const before = bench.text;
    bench.editor.type(bench.sandbox.at(boardPath), 'My own words.\n');
    other.part.note(queued('yup'));
    await tried();
    for (const each of [run, other, childless]) await ended(each);
    await run.part.end();
    assert.equal(bench.text, before);
    assert.deepEqual(
      [run, other, childless].map(({ problems }) => problems),
      [notSaved, notSaved, []],
    );
  });

  test('each of the runs that leave together says why once', async () => {
    const runs = [await opened(), await bench.begin('r2'), await bench.begin('r3')];
    bench.editor.type(bench.sandbox.at(boardPath), 'My own words.\n');
    for (const { part } of runs.slice(1)) part.note(queued('yup'));
    await Promise.all(runs.map(ended));
    assert.deepEqual(
      runs.map(({ problems }) => problems),
      [notSaved, notSaved, notSaved],
    );
  });
});
