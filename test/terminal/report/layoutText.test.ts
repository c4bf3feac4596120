import assert from 'node:assert/strict';
import type { Event } from '../../../src/core/journal/event.ts';
import { advance, type RunView } from '../../../src/core/journal/runView.ts';
import { plainProgress } from '../../../src/terminal/live/plainProgress.ts';
import { treeText } from '../../../src/terminal/live/treeText.ts';
import { reportText } from '../../../src/terminal/report/reportText.ts';
import { plainPaint } from '../../../src/terminal/screen/paint.ts';
import { type Facts, linesOf, queued, runStarted, start, viewOf } from '../facts.ts';

const inOrder: Event = { type: 'layoutRead', files: [{ path: 'WORKSPACE.md', hash: 'h' }] };
const broken: Event = {
  type: 'layoutRead',
  files: [{ path: 'WORKSPACE.md', hash: 'h', problem: { line: 7, reason: '"wirte" is no access' } }],
};
const told = /the layout is broken, and its folder read only: WORKSPACE\.md, line 7: "wirte" is no access/;

suite('41: a broken layout in the terminal', () => {
  test('is told in one line where a run begins, and a layout in order is not', () => {
    assert.match(printed(broken).join('\n'), told);
    assert.doesNotMatch(printed(inOrder).join('\n'), /layout/);
  });

  test('stands above the tree, which stays within its space', () => {
    const space = { columns: 120, rows: 6, now: start, paint: plainPaint };
    const team: Facts = Array.from({ length: 9 }, (_, n) => [1, queued(`c${n}`, 'p', `Child ${n}`)]);
    const lines = treeText(viewOf([...begun(broken), ...team]), space);
    assert.match(lines[0] ?? '', told);
    assert.ok(lines.length < space.rows);
    assert.doesNotMatch(treeText(viewOf(begun(inOrder)), space)[0] ?? '', /layout/);
  });

  test('stands in the report', () => {
    assert.match(reportText(viewOf(begun(broken)), []), told);
    assert.doesNotMatch(reportText(viewOf(begun(inOrder)), []), /layout/);
  });
});

function begun(layout: Event): Facts {
  return [
    [0, runStarted()],
    [0, layout],
    [0, queued('p', null, 'parent')],
  ];
}

function printed(layout: Event): readonly string[] {
  const texts: string[] = [];
  const progress = plainProgress((text) => texts.push(text));
  let view: RunView | undefined;
  for (const line of linesOf(begun(layout))) {
    view = advance(view, line);
    progress.show(line, view);
  }
  return texts;
}
