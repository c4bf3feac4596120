import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { AgentRecord } from '../../../src/core/agent/agentRecord.ts';
import type { Brief } from '../../../src/core/agent/brief.ts';
import type { Event } from '../../../src/core/journal/event.ts';
import { pastRun, pastRuns } from '../../../src/pastRuns.ts';
import { openJournal } from '../../../src/workspace/journal/journalFile.ts';
import { verifyJournal } from '../../../src/workspace/journal/readJournal.ts';
import { wideLimits } from '../../core/usualPorts.ts';
import { cpuClock } from '../cpuClock.ts';

const megabyte = 1024 * 1024;
const limits: Brief['limits'] = { deadlineSeconds: null, turns: 50, tokens: null, costUsd: null };
const brief = { task: 'Test', label: 'parent', model: 'demo/scripted', tools: [], limits };

suite('196: a journal of great length', () => {
  let base: string;
  let state: string;
  setup(() => {
    base = fs.mkdtempSync(path.join(os.tmpdir(), 'muster-long-'));
    state = path.join(base, 'state');
  });
  teardown(() => fs.rmSync(base, { recursive: true, force: true }));

  /** A finished run whose parent heard this many messages of 8 KB. */
  async function ran(runId: string, messages: number): Promise<string> {
    const journal = await openJournal(state, runId);
    const agentId = 'root';
    const text = 'x'.repeat(8000);
    const report = new AgentRecord().report({ agentId, label: 'parent' }, { outcome: 'completed' });
    const facts: readonly Event[] = [
      { type: 'runStarted', runId, task: `Task of ${runId}`, limits: wideLimits },
      { type: 'agentQueued', agentId, parentId: null, depth: 0, brief },
    ];
    for (const fact of facts) journal.append(fact);
    for (let n = 0; n < messages; n += 1)
      journal.append({ type: 'messageReceived', agentId, text, from: [] });
    journal.append({ type: 'agentFinished', agentId, report });
    journal.append({ type: 'runFinished', report });
    journal.close();
    return journal.path;
  }

  /** Its start and its end, with a hole between them that makes it this long. */
  function stretch(journal: string, bytes: number): void {
    const whole = fs.readFileSync(journal);
    const end = whole.subarray(whole.lastIndexOf(10, whole.length - 100_000) + 1);
    fs.truncateSync(journal, bytes - end.length - 1);
    fs.appendFileSync(journal, Buffer.concat([Buffer.from('\n'), end]));
  }

  test('of a gigabyte only the two ends are read: what was asked, how it ended, and how long the record is', async () => {
    await ran('20260102-100000-short', 3);
    const journal = await ran('20260102-110000-huge', 100);
    stretch(journal, 1024 * megabyte);
    const seconds = cpuClock();
    const watched = watch();
    const found = await pastRuns(state, 10);
    const { grewBy } = watched.stop();
    assert.ok(seconds() < 0.5, `${seconds()} s`);
    assert.ok(grewBy < 32 * megabyte, `grew by ${grewBy}`);
    assert.deepEqual(
      found.map(({ view, unread }) => [view.task, view.report?.outcome, view.agents.length, unread]),
      [
        ['Task of 20260102-110000-huge', 'completed', 0, 1024 * megabyte],
        ['Task of 20260102-100000-short', 'completed', 1, undefined],
      ],
    );
  });

  test('one that was cut off long ago has no end, and is shown all the same', async () => {
    const journal = await ran('20260102-110000-huge', 100);
    fs.truncateSync(journal, 40 * megabyte);
    const [found] = await pastRuns(state, 10);
    assert.equal(found?.view.task, 'Task of 20260102-110000-huge');
    assert.equal(found?.view.report, undefined);
    assert.equal(found?.unread, 40 * megabyte);
  });

  test('of one that only just no longer fits the end is known as well, wherever its lines lie', async () => {
    await ran('20260102-120000-newer', 4090);
    const journals = [];
    for (const [hour, messages] of [20, 31, 32, 33, 45].entries())
      journals.push(await ran(`20260102-0${hour}0000-short`, messages));
    assert.ok(journals.every((journal) => fs.statSync(journal).size < megabyte / 2));
    const found = await pastRuns(state, 10);
    assert.deepEqual(
      found.map(({ view, unread }) => [view.report?.outcome, unread === undefined]),
      [['completed', true], ...journals.map(() => ['completed', false])],
    );
  }).timeout(60_000);

  test('runs are read in full, the newest first, as long as 32 MB last', async () => {
    await ran('20260102-100000-oldest', 3);
    await ran('20260102-110000-older', 2000);
    await ran('20260102-120000-newer', 2500);
    const found = await pastRuns(state, 10);
    assert.deepEqual(
      found.map(({ view, unread }) => [view.runId, view.agents.length, unread === undefined]),
      [
        ['20260102-120000-newer', 1, true],
        ['20260102-110000-older', 0, false],
        ['20260102-100000-oldest', 1, true],
      ],
    );
  }).timeout(60_000);

  test('on demand all of it is read in pieces: little memory, other work goes on, and it can be stopped', async () => {
    const journal = await ran('20260102-110000-long', 12_000);
    assert.ok(fs.statSync(journal).size > 90 * megabyte);
    const watched = watch();
    const view = await pastRun(state, '20260102-110000-long');
    assert.deepEqual(await verifyJournal(journal), { kind: 'intact', lines: 12_004 });
    const { grewBy, turns } = watched.stop();
    assert.equal(view?.agents[0]?.status, 'completed');
    assert.ok(grewBy < 80 * megabyte, `grew by ${grewBy}`);
    assert.ok(turns > 100, `${turns} turns`);

    const stop = new AbortController();
    const seconds = cpuClock();
    const reading = pastRun(state, '20260102-110000-long', stop.signal);
    setTimeout(() => stop.abort(new Error('enough')), 5);
    await assert.rejects(reading, /enough/);
    assert.ok(seconds() < 0.2, `${seconds()} s`);
  }).timeout(60_000);

  test('a line without an end is refused, and not taken into memory', async () => {
    const journal = await ran('20260102-110000-huge', 100);
    fs.truncateSync(journal, 1024 * megabyte);
    const watched = watch();
    await assert.rejects(verifyJournal(journal), { name: 'JournalError', message: /longer than 64 MB/ });
    assert.equal(await pastRun(state, '20260102-110000-huge'), undefined);
    const { grewBy } = watched.stop();
    assert.ok(grewBy < 256 * megabyte, `grew by ${grewBy}`);
  }).timeout(60_000);
});

/** How far memory grows from now on, in bytes, and how often other work gets its turn. */
function watch(): { stop(): { readonly grewBy: number; readonly turns: number } } {
  const before = process.memoryUsage.rss();
  let most = before;
  let turns = 0;
  let isOver = false;
  const look = () => {
    most = Math.max(most, process.memoryUsage.rss());
    turns += 1;
    if (!isOver) setImmediate(look);
  };
  look();
  return {
    stop: () => {
      isOver = true;
      return { grewBy: most - before, turns };
    },
  };
}
