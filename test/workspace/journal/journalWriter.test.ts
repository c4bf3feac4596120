import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { Worker } from 'node:worker_threads';
import { openJournal } from '../../../src/workspace/journal/journalFile.ts';
import { claimJournal, isJournalWritten } from '../../../src/workspace/journal/journalWriter.ts';

suite('one writer of a journal', () => {
  let folder: string;
  setup(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'muster-writer-'));
  });
  teardown(() => fs.rmSync(folder, { recursive: true, force: true }));

  const mark = () => path.join(folder, 'writer.json');
  const put = (content: object | string) =>
    fs.writeFileSync(mark(), typeof content === 'string' ? content : JSON.stringify(content));
  /** The mark of this very process. */
  function ownMark(): { pid: number; host: string; started: string } {
    claimJournal(folder);
    return JSON.parse(fs.readFileSync(mark(), 'utf8'));
  }

  function assertFree(): void {
    assert.equal(isJournalWritten(folder), false);
    claimJournal(folder).release();
    assert.deepEqual(
      fs.readdirSync(folder).filter((name) => name.startsWith('writer')),
      [],
    );
  }

  test('nobody else gets in while it is at work, and anybody does afterwards', () => {
    const { release } = claimJournal(folder);
    assert.equal(isJournalWritten(folder), true);
    assert.throws(() => claimJournal(folder), { name: 'JournalError', message: /still at work/ });
    release();
    assertFree();
  });

  test('a journal is claimed while it is open, and given back also if it could not be opened', async () => {
    const journal = await openJournal(folder, 'run-1');
    await assert.rejects(openJournal(folder, 'run-1'), /still at work/);
    journal.close();
    fs.writeFileSync(journal.path, 'damage\n');
    await assert.rejects(openJournal(folder, 'run-1'), /damaged/);
    assert.equal(isJournalWritten(path.join(folder, 'run-1')), false);
  });

  test('a process that is gone holds nothing', () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    put({ ...ownMark(), pid });
    assertFree();
  });

  test('a process that only has the number of the one that is gone holds nothing', function () {
    if (process.platform !== 'linux') return this.skip();
    put({ ...ownMark(), started: '1' });
    assertFree();
  });

  test('a mark from before the computer was started holds nothing', () => {
    put(ownMark());
    const old = Date.now() / 1000 - os.uptime() - 60;
    fs.utimesSync(mark(), old, old);
    assertFree();
  });

  test('a mark that cannot be read holds nothing', () => {
    for (const content of ['', '{', '{"pid":-1,"host":"","started":""}']) {
      put(content);
      assertFree();
    }
  });

  test('of several who claim what nobody stands behind at once, exactly one gets it', async () => {
    const rounds = 200;
    const folders = Array.from({ length: rounds }, (_, n) => path.join(folder, `run-${n}`));
    for (const [n, place] of folders.entries()) {
      fs.mkdirSync(place);
      // Of every second run the last writer is gone, the others never had one.
      const gone = JSON.stringify({ pid: 2 ** 30, host: os.hostname(), started: '1' });
      if (n % 2 === 0) fs.writeFileSync(path.join(place, 'writer.json'), gone);
    }
    const arrived = new SharedArrayBuffer(4 * rounds);
    const claimers = 2;
    const claims = Array.from({ length: claimers }, () => {
      const program = path.join(import.meta.dirname, 'claimer.ts');
      const worker = new Worker(program, { workerData: { folders, arrived, claimers } });
      return new Promise<readonly string[]>((resolve, reject) => {
        worker.on('message', resolve).on('error', reject);
      });
    });
    const outcomes = await Promise.all(claims);
    for (const [n, place] of folders.entries()) {
      const ofRound = outcomes.map((all) => all[n]);
      assert.deepEqual(ofRound.toSorted(), ['JournalInUse', 'claimed'], `round ${n}`);
      assert.deepEqual(fs.readdirSync(place), ['writer.json']);
    }
  });

  test('a claim that died while it took over is forgotten after a while', () => {
    const turn = `${mark()}.turn`;
    put({ ...ownMark(), started: '1', pid: 2 ** 30 });
    fs.writeFileSync(turn, '{}');
    assert.throws(() => claimJournal(folder), /still at work/);
    assert.ok(fs.existsSync(turn));
    fs.utimesSync(turn, 1, 1);
    assert.throws(() => claimJournal(folder), /still at work/);
    assertFree();
  });

  test('another computer is believed to be at work while the journal is young', () => {
    const journal = path.join(folder, 'journal.jsonl');
    fs.writeFileSync(journal, '');
    put({ ...ownMark(), host: 'elsewhere' });
    assert.equal(isJournalWritten(folder), true);
    fs.utimesSync(journal, 1, 1);
    assertFree();
  });
});
