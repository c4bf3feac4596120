import assert from 'node:assert/strict';
import { canRevert } from '../../../src/vscode/reverts/revertTargets.ts';
import { answerText } from '../../../src/vscode/runs/answerDocuments.ts';
import { readInFull } from '../../../src/vscode/runs/longRecords.ts';
import { type PastRun, Runs } from '../../../src/vscode/runs/runs.ts';
import { finished, queued, reportOf, runStarted, started, viewOf } from '../facts.ts';

const end = { type: 'runFinished', report: reportOf('root') } as const;
const ends = viewOf([runStarted(), end]);
const whole = viewOf([runStarted(), queued('root', null), started('root'), finished('root'), end]);

const runsWith = (past: () => Promise<readonly PastRun[]>) =>
  new Runs(() => Promise.reject(new Error('starts nothing')), past);

suite('a run whose record is long', () => {
  let runs: Runs;
  setup(async () => {
    runs = runsWith(async () => [{ view: ends, unread: 2_000_000_000 }]);
    await runs.recall();
  });

  test('196: has an answer that is not known yet, until all of its record is read', async () => {
    assert.match(answerText(ends, runs), /^The record of this run is long/);
    const view = await readInFull(runs, async () => whole, ends.runId);
    assert.equal(view, whole);
    assert.doesNotMatch(answerText(view, runs), /long/);
  });

  test('196: is read once, and stays as it was where that fails', async () => {
    assert.equal(await readInFull(runs, async () => undefined, ends.runId), undefined);
    assert.equal(runs.unreadBytes(ends.runId), 2_000_000_000);
    let reads = 0;
    const read = async () => {
      reads += 1;
      return whole;
    };
    await readInFull(runs, read, ends.runId);
    assert.equal(await readInFull(runs, read, ends.runId), whole);
    assert.equal(reads, 1);
  });

  test('196: may have left changes, so that reverting is offered until it is known that there are none', async () => {
    assert.equal(canRevert(ends, runs), true);
    runs.reread(whole);
    assert.equal(canRevert(whole, runs), false);
  });
});

suite('runs of earlier windows', () => {
  test('that could not be recalled are looked for again by whoever looks next', async () => {
    let looks = 0;
    const runs = runsWith(async () => {
      looks += 1;
      if (looks === 1) throw new Error('the disk is asleep');
      return [{ view: whole }];
    });
    await assert.rejects(runs.recall(), /asleep/);
    assert.equal(runs.knowsPast, false);
    await runs.recall();
    await runs.recall();
    assert.deepEqual([looks, runs.views], [2, [whole]]);
  });
});
