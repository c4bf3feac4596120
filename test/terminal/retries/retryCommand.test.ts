import assert from 'node:assert/strict';
import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Event } from '../../../src/core/journal/event.ts';
import { journalName } from '../../../src/workspace/journal/journalLine.ts';
import { claimJournal } from '../../../src/workspace/journal/journalWriter.ts';
import { listRuns } from '../../../src/workspace/journal/listRuns.ts';
import { readJournal } from '../../../src/workspace/journal/readJournal.ts';
import { type Desk, muster, openDesk } from '../program.ts';

suite('muster retry', function () {
  this.timeout(60_000);
  let desk: Desk;
  let runId: string;

  suiteSetup(async () => {
    desk = openDesk();
    const ended = await muster(desk, ['run', 'Review this project', '--model', 'demo/scripted']);
    assert.equal(ended.code, 0, ended.stderr);
    runId = listRuns(desk.state)[0]?.runId ?? '';
  });
  suiteTeardown(() => desk.remove());

  const eventsOf = async (id: string) =>
    (await readJournal(join(desk.state, id, journalName))).lines.map(({ event }) => event);

  test('gives the brief of a child to a new agent, in a run of its own that says whose work it does', async () => {
    const before = readFileSync(join(desk.state, runId, journalName));
    const deliverable = join(desk.workspace, 'output/review-this-project/code-map.md');
    rmSync(deliverable);
    const ended = await muster(desk, ['retry', runId, '--agent', 'code map']);
    assert.equal(ended.code, 0, ended.stderr);
    assert.match(ended.stdout, /^Mapped \d+ files .+ in output\/review-this-project\/code-map\.md\.\n$/);
    assert.match(ended.stderr, /^\[\ds\] again: Code map: started$/m);
    assert.match(readFileSync(deliverable, 'utf8'), /^# Code map/);

    const [latest] = listRuns(desk.state);
    assert.ok(latest && latest.runId !== runId);
    const child = (await eventsOf(runId)).find(
      (event) => event.type === 'agentQueued' && event.brief.label === 'Code map',
    );
    assert.ok(child?.type === 'agentQueued');
    const [started, ...rest] = await eventsOf(latest.runId);
    assert.deepEqual(started?.type === 'runStarted' && started.retryOf, { runId, agentId: child.agentId });
    const queued = rest.filter(
      (event): event is Extract<Event, { type: 'agentQueued' }> => event.type === 'agentQueued',
    );
    assert.deepEqual(
      queued.map(({ parentId, depth, brief, retryOf }) => ({ parentId, depth, brief, retryOf })),
      [{ parentId: null, depth: 1, brief: child.brief, retryOf: child.agentId }],
    );
    assert.deepEqual(readFileSync(join(desk.state, runId, journalName)), before);

    const report = await muster(desk, ['report']);
    assert.match(
      report.stdout,
      new RegExp(`^\\*\\*Again:\\*\\* Code map of run ${runId} \\(agent ${child.agentId}\\)$`, 'm'),
    );
    assert.equal((await muster(desk, ['verify'])).code, 0);
    const onceMore = await muster(desk, ['retry', '--agent', 'Code map']);
    assert.equal(onceMore.code, 0, onceMore.stderr);
    const [third] = listRuns(desk.state);
    const [again] = await eventsOf(third?.runId ?? '');
    assert.equal(again?.type === 'runStarted' && again.retryOf?.runId, latest.runId);
  });

  for (const [args, code, stderr] of [
    [['retry', 'no-such-run', '--agent', 'Code map'], 2, /There is no run no-such-run/],
    [['retry', '--agent', 'Nobody'], 2, /has no agent "Nobody"/],
    [['retry', '--agent', 'Code map', '--child-model', 'nobody/x'], 2, /nobody/],
  ] as const) {
    test(`begins nothing for “${args.join(' ')}”`, async () => {
      const runs = listRuns(desk.state).length;
      const ended = await muster(desk, [...args]);
      assert.equal(ended.code, code, ended.stderr);
      assert.match(ended.stderr, stderr);
      assert.equal(listRuns(desk.state).length, runs);
    });
  }

  test('begins nothing while the run is at work in another process', async () => {
    const runs = listRuns(desk.state).length;
    const claim = claimJournal(join(desk.state, runId));
    const ended = await muster(desk, ['retry', runId, '--agent', 'Code map']);
    claim.release();
    assert.equal(ended.code, 1);
    assert.match(ended.stderr, /still at work, here or in another window/);
    assert.equal(listRuns(desk.state).length, runs);
  });

  test('begins nothing in another folder than the run worked in', async () => {
    const other = openDesk();
    try {
      cpSync(desk.state, other.state, { recursive: true });
      const ended = await muster(other, ['retry', runId, '--agent', 'Code map']);
      assert.equal(ended.code, 1);
      assert.match(ended.stderr, /worked in other folders than those that are open/);
      assert.equal(listRuns(other.state).length, listRuns(desk.state).length);
    } finally {
      other.remove();
    }
  });
});
