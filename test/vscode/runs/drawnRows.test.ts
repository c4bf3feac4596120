import assert from 'node:assert/strict';
import type { Event } from '../../../src/core/journal/event.ts';
import { DrawnRows } from '../../../src/vscode/runs/drawnRows.ts';
import { RunsTree } from '../../../src/vscode/runs/runsTree.ts';
import { cpuClock } from '../../workspace/cpuClock.ts';
import { finished, liveRuns, queued, replied, runStarted, started } from '../facts.ts';

suite('what of the tree is drawn anew', () => {
  const team = (agents: number): readonly Event[] => {
    const ids = Array.from({ length: agents }, (_, n) => `a${n}`);
    const events = ids.flatMap((id) => [queued(id, 'root'), started(id)]);
    return [runStarted(), queued('root', null), started('root'), ...events];
  };
  const drawn = async (agents: number) => {
    const clock = { now: 0 };
    const { runs, tell } = await liveRuns(team(agents));
    const tree = new RunsTree(runs);
    const rows = new DrawnRows(tree, () => clock.now);
    rows.reset(tree.getChildren());
    const changed = () => rows.changes(tree.getChildren()).map((row) => tree.getTreeItem(row).label);
    return { tell, changed, clock };
  };

  test('is nothing while nothing changes', async () => {
    const { changed } = await drawn(3);
    assert.deepEqual(changed(), []);
  });

  test('is one agent when one did something, so that the buttons of the others stay', async () => {
    const { tell, changed } = await drawn(3);
    tell(replied('a1', 100, 0.1));
    assert.deepEqual(changed(), ['a1']);
    assert.deepEqual(changed(), []);
  });

  test('is a row with others below it only now and then, if only its own words changed', async () => {
    const { tell, changed, clock } = await drawn(2);
    tell(replied('a1', 100, 0.1));
    assert.deepEqual(changed(), ['a1']);
    clock.now = 2000;
    assert.deepEqual(changed(), ['Look around']);
  });

  test('is the parent when it has a new child, or one that can now be opened', async () => {
    const { tell, changed } = await drawn(1);
    tell(queued('a9', 'root'));
    assert.deepEqual(changed(), ['root']);
    tell({ type: 'progressNoted', agentId: 'a9', note: 'reading' });
    const rows = changed();
    assert.ok(rows.includes('root'), rows.join());
  });

  test('197: is found within a moment among a thousand agents', async () => {
    const { tell, changed } = await drawn(1000);
    tell(finished('a500'));
    const seconds = cpuClock();
    assert.deepEqual(changed(), ['a500']);
    assert.ok(seconds() < 0.15);
  });
});
