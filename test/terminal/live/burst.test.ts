import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { advance, type RunView } from '../../../src/core/journal/runView.ts';
import { LiveTree } from '../../../src/terminal/live/liveTree.ts';
import { plainPaint } from '../../../src/terminal/screen/paint.ts';
import { loadOf } from '../../workspace/loadOf.ts';
import { at, type Facts, queued, runStarted } from '../facts.ts';

const facts = 10_000;
const agents = 30;
const hideCursor = '\u001B[?25l';

test('202: ten thousand facts within a second are some ten frames of the live tree, of which the last shows the last fact', async () => {
  const frames: string[] = [];
  const screen = {
    columns: 100,
    rows: 40,
    write: (text: string) => void (text.includes(hideCursor) && frames.push(text)),
    onResize: () => () => {},
  };
  const tree = new LiveTree(screen, plainPaint);
  let view: RunView | undefined;
  const tell = ([seconds, event]: Facts[number]) => {
    const line = at(seconds, event);
    view = advance(view, line);
    tree.show(line, view);
  };
  tell([0, runStarted()]);
  for (let n = 0; n < agents; n += 1) {
    tell([0, queued(`a${n}`, n === 0 ? null : 'a0', n === 0 ? 'parent' : `child ${n}`)]);
    tell([0, { type: 'agentStarted', agentId: `a${n}` }]);
  }
  const began = performance.now();
  const { longestLagMs, growth } = await loadOf(async () => {
    for (let n = 0; n < facts; n += 1) {
      tell([1, { type: 'progressNoted', agentId: `a${n % agents}`, note: `step ${n}` }]);
      if (n % 100 === 99) await wait(Math.max(0, began + n / 10 - performance.now()));
    }
    const drawn = frames.length;
    while (frames.length === drawn) await wait(10);
  });
  const seconds = (performance.now() - began) / 1000;
  assert.ok(frames.length >= 2 && frames.length <= 10 * seconds + 2, `${frames.length} in ${seconds} s`);
  assert.ok(frames.at(-1)?.includes(`step ${facts - 1}`));
  assert.ok(longestLagMs < 100, `${longestLagMs} ms`);
  assert.ok(growth < 100 * 1024 * 1024, `${growth}`);
  tree.finish();
});
