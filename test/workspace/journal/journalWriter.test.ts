import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
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

  test('a journal is claimed while it is open, and given back also if it could not be opened', () => {
    const journal = openJournal(folder, 'run-1');
    assert.throws(() => openJournal(folder, 'run-1'), /still at work/);
    journal.close();
    fs.writeFileSync(journal.path, 'damage\n');
    assert.throws(() => openJournal(folder, 'run-1'), /damaged/);
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

  test('another computer is believed to be at work while the journal is young', () => {
    const journal = path.join(folder, 'journal.jsonl');
    fs.writeFileSync(journal, '');
    put({ ...ownMark(), host: 'elsewhere' });
    assert.equal(isJournalWritten(folder), true);
    fs.utimesSync(journal, 1, 1);
    assertFree();
  });
});
