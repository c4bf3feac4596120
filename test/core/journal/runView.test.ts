import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import type { Event } from '../../../src/core/journal/event.ts';
import { advance, foldRun, type RunView, runStatus } from '../../../src/core/journal/runView.ts';
import { Gate } from '../gate.ts';
import { Harness } from '../harness.ts';
import { call, make, say, spawn, waitForAll } from '../scriptedProvider.ts';
import { settled } from '../virtualClock.ts';

const golden = new URL('smallRun.golden.json', import.meta.url);

/** One child that writes, asks and reports, under a lead that waits for it. */
async function smallRun(): Promise<Harness> {
  const run = new Harness({
    tools: ['note', 'writing', 'asking', 'spawn', 'wait'],
    scripts: {
      lead: [make(spawn('child')), waitForAll, say('One child, one file.')],
      child: [
        {
          ...make(call('writing', { path: 'output/a.md' }), call('asking', { text: 'src/b.ts' })),
          text: 'I begin.',
        },
        say('Wrote output/a.md.'),
      ],
    },
  });
  await settled();
  run.desk.approve();
  await run.ended();
  return run;
}

const timed = (events: readonly Event[]) => events.map((event, index) => ({ t: `t${index}`, event }));

suite('the view of a run', () => {
  test('a small run is recorded, and seen, exactly as before', async () => {
    const run = await smallRun();
    const transcript = { events: run.events, view: run.view() };
    if (process.env.UPDATE_GOLDEN) writeGolden(transcript);
    assert.deepEqual(JSON.parse(JSON.stringify(transcript)), JSON.parse(readFileSync(golden, 'utf8')));
  });

  test('is pure: the view before a fact stays as it was', async () => {
    const lines = timed((await smallRun()).events);
    let view: RunView | undefined;
    for (const line of lines) {
      const before = structuredClone(view);
      const next = advance(deepFreeze(view), deepFreeze(line));
      assert.deepEqual(view, before);
      view = next;
    }
    assert.deepEqual(view, foldRun(lines));
  });

  test('is nothing until the run has started', () => {
    assert.equal(advance(undefined, { t: 't', event: { type: 'agentStarted', agentId: 'a' } }), undefined);
    assert.equal(foldRun([]), undefined);
  });

  test('a fact about an agent nobody queued changes nothing', async () => {
    const { events } = await smallRun();
    const view = foldRun(timed(events.slice(0, 5)));
    const next = advance(view, { t: 't', event: { type: 'turnStarted', agentId: 'stranger', turn: 1 } });
    assert.deepEqual(next, view);
  });

  test('shows what waits for a person, and that the run does', async () => {
    const run = new Harness({ scripts: { lead: [make(call('asking', { text: 'a' })), say('Done.')] } });
    await settled();
    assert.equal(runStatus(run.view()), 'waiting');
    assert.deepEqual(
      run.view().pending.map(({ request }) => request),
      run.desk.requests,
    );
    assert.equal(run.agent('lead').status, 'waitingForPerson');
    assert.deepEqual(
      run.agent('lead').activeCalls.map(({ tool }) => tool),
      ['asking'],
    );
    run.desk.approve();
    await run.ended();
    assert.equal(runStatus(run.view()), 'completed');
    assert.deepEqual(run.view().pending, []);
  });

  test('an agent that waits for a person and for a child shows the person first, then the child', async () => {
    const gate = new Gate();
    const run = new Harness({
      scripts: {
        lead: [
          make(spawn('child')),
          (request) => make(...(waitForAll(request).calls ?? []), call('asking', { text: 'a' })),
          say('Done.'),
        ],
        child: [say('Fine.', { gate })],
      },
    });
    await settled();
    assert.equal(run.agent('lead').status, 'waitingForPerson');
    run.desk.approve();
    await settled();
    assert.equal(run.agent('lead').status, 'waitingForAgents');
    gate.open();
    await run.ended();
  });

  test('sums the usage of every model call, for each agent and for the run', async () => {
    const usage = { input: 100, output: 20, cachedInput: 60 };
    const run = new Harness({
      scripts: {
        lead: [{ ...make(spawn('child')), usage }, waitForAll, say('Done.')],
        child: [say('Fine.', { usage })],
      },
    });
    await run.ended();
    assert.deepEqual(run.agent('lead').usage, { input: 120, output: 30, cachedInput: 60 });
    assert.deepEqual(run.agent('child').usage, usage);
    assert.deepEqual(run.view().usage, { input: 220, output: 50, cachedInput: 120 });
    assert.deepEqual(run.reportOf('lead').usage, run.agent('lead').usage);
  });

  test('lists a deliverable once, as last written, and not once it is deleted', async () => {
    const run = await smallRun();
    const fact = { agentId: 'id-2', callId: 'c', before: null, bytes: 3, deliverable: true } as const;
    const write = (path: string, after: string | null): Event => ({
      type: 'fileChanged',
      ...fact,
      path,
      after,
    });
    const lines = timed([
      ...run.events.slice(0, 8),
      write('output/x', '1'),
      write('output/y', '1'),
      write('output/x', '2'),
      write('output/y', null),
      { ...write('src/b.ts', '3'), deliverable: false } as Event,
    ]);
    const child = foldRun(lines)?.agents[1];
    assert.deepEqual(child?.deliverables, [{ path: 'output/x', bytes: 3, hash: '2' }]);
    assert.deepEqual(child?.changedFiles, ['src/b.ts']);
  });

  test('shows a retry as a note until the next turn', async () => {
    const gate = new Gate();
    const retries = [{ attempt: 2, delayMs: 1000, reason: 'overloaded' }];
    const run = new Harness({
      scripts: { lead: [{ ...make(call('gated', { text: 'x' })), retries }, say('Done.', { gate })] },
    });
    await settled();
    assert.equal(run.agent('lead').note, 'Retry 2: overloaded');
    run.bench.gate('x').open();
    await settled();
    assert.equal(run.agent('lead').note, undefined);
    gate.open();
    await run.ended();
  });

  test('an agent that ends leaves no question open, whatever became of its answer', async () => {
    const { events } = await smallRun();
    const withoutAnswer = events.filter(({ type }) => type !== 'requestAnswered' && type !== 'runFinished');
    assert.deepEqual(foldRun(timed(withoutAnswer))?.pending, []);
  });
});

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) deepFreeze(part);
  }
  return value;
}

function writeGolden(transcript: object): void {
  writeFileSync(golden, `${JSON.stringify(transcript, null, 2)}\n`);
}
