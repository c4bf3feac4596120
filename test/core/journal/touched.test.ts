import assert from 'node:assert/strict';
import type { Event } from '../../../src/core/journal/event.ts';
import { foldRun, type RunView } from '../../../src/core/journal/runView.ts';
import { touchersOf } from '../../../src/core/journal/touched.ts';

const limits = { children: 5, depth: 1, concurrency: 5, tokens: null, costUsd: null, askFanOutFrom: null };

function queued(agentId: string, label: string): Event {
  const own = { deadlineSeconds: null, turns: 5, tokens: null, costUsd: null };
  const brief = { task: label, label, model: 'x/y', tools: [], limits: own };
  return { type: 'agentQueued', agentId, parentId: agentId === 'root' ? null : 'root', depth: 0, brief };
}

/** A file that an agent wrote; `null` bytes stand for no file. */
function wrote(agentId: string, path: string, before: string | null, after: string | null): Event {
  const fact = { agentId, callId: 'c', path, before, after };
  return { type: 'fileChanged', ...fact, bytes: after?.length ?? 0, deliverable: path.startsWith('output/') };
}

function view(...events: readonly Event[]): RunView {
  const all: readonly Event[] = [
    { type: 'runStarted', runId: 'run', task: 'Write', limits },
    queued('root', 'lead'),
    queued('a', 'Writer'),
    queued('b', 'Reviewer'),
    ...events,
  ];
  const folded = foldRun(all.map((event, n) => ({ t: `t${String(n).padStart(2, '0')}`, event })));
  assert.ok(folded);
  return folded;
}

const told = (run: RunView, path: string) =>
  touchersOf(run)
    .get(path)
    ?.map(({ label, did, at }) => `${label} ${did} ${at}`);

suite('who touched what', () => {
  test('a file names every agent that wrote it, who wrote last at the end, with the time', () => {
    const run = view(
      wrote('b', 'src/x.ts', 'h0', 'h1'),
      wrote('a', 'src/x.ts', 'h1', 'h2'),
      wrote('a', 'output/n.md', null, 'h3'),
      wrote('b', 'src/x.ts', 'h2', 'h4'),
    );
    assert.deepEqual(told(run, 'src/x.ts'), ['Writer changed t05', 'Reviewer changed t07']);
    assert.deepEqual(told(run, 'output/n.md'), ['Writer created t06']);
  });

  test('an agent that goes on with a file it made has created it, and one that removes it has deleted it', () => {
    const made = [wrote('a', 'n.md', null, 'h1'), wrote('a', 'n.md', 'h1', 'h2')];
    assert.deepEqual(told(view(...made), 'n.md'), ['Writer created t05']);
    const gone = wrote('b', 'n.md', 'h2', null);
    assert.deepEqual(told(view(...made, gone), 'n.md'), ['Writer created t05', 'Reviewer deleted t06']);
  });

  test('a change that failed or has only begun touched nothing', () => {
    const fact = { agentId: 'a', callId: 'c', path: 'x', before: null, after: 'h' };
    const run = view(
      { type: 'fileChanging', ...fact },
      { type: 'fileChangeFailed', ...fact, reason: 'full' },
    );
    assert.deepEqual(run.touches, []);
  });

  test('what a person took back is marked: of one agent, or of all who wrote the file', () => {
    const facts = [wrote('a', 'x', 'h0', 'h1'), wrote('b', 'x', 'h1', 'h2'), wrote('b', 'y', null, 'h3')];
    const back = (ofAgent?: string): readonly Event[] => [
      { type: 'revertStarted', revertId: 'r', ...(ofAgent === undefined ? {} : { ofAgent }) },
      { type: 'fileRestored', revertId: 'r', path: 'x', before: 'h2', after: 'h0' },
    ];
    const marked = (run: RunView) =>
      run.touches.flatMap(({ agentId, path, isReverted }) => (isReverted ? [`${agentId} ${path}`] : []));
    assert.deepEqual(marked(view(...facts, ...back())), ['a x', 'b x']);
    assert.deepEqual(marked(view(...facts, ...back('b'))), ['b x']);
    const again = view(...facts, ...back(), wrote('a', 'x', 'h0', 'h4'));
    assert.deepEqual(marked(again), ['b x']);
  });

  test('the view before a touch stays as it was', () => {
    const before = view();
    view(wrote('a', 'x', null, 'h'));
    assert.deepEqual(before.touches, []);
  });
});
