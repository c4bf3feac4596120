import assert from 'node:assert/strict';
import type { Event } from '../../../src/core/journal/event.ts';
import { advance, type RunView } from '../../../src/core/journal/runView.ts';
import { plainProgress } from '../../../src/terminal/live/plainProgress.ts';
import { treeText } from '../../../src/terminal/live/treeText.ts';
import { reportText } from '../../../src/terminal/report/reportText.ts';
import { plainPaint } from '../../../src/terminal/screen/paint.ts';
import { type Facts, linesOf, queued, runStarted, start, viewOf } from '../facts.ts';

const layout = (problem: object): Event => ({
  type: 'layoutRead',
  files: [{ path: 'WORKSPACE.md', hash: 'h', ...problem }],
});

for (const [what, amiss, inOrder, told, word] of [
  [
    '41: a broken layout in the terminal',
    layout({ problem: { line: 7, reason: '"wirte" is no access' } }),
    layout({}),
    /the layout is broken, and its folder read only: WORKSPACE\.md, line 7: "wirte" is no access/,
    /layout/,
  ],
  [
    'a progress board that is not written, in the terminal',
    { type: 'boardFailed', reason: '"output/PROGRESS.md" is somebody\u001b[31m else’s file' },
    { type: 'boardUpdated', path: 'output/PROGRESS.md', hash: 'h' },
    /the progress board is not written: "output\/PROGRESS\.md" is somebody[ -~]*else’s file/,
    /board/,
  ],
] satisfies readonly (readonly [string, Event, Event, RegExp, RegExp])[]) {
  suite(what, () => {
    test('is told in one line when it is known, and nothing is where all is in order', () => {
      assert.equal(printed(amiss).filter((text) => told.test(text)).length, 1);
      assert.doesNotMatch(printed(inOrder).join('\n'), word);
    });

    test('stands above the tree, which stays within its space', () => {
      const space = { columns: 120, rows: 6, now: start, paint: plainPaint };
      const team: Facts = Array.from({ length: 9 }, (_, n) => [1, queued(`c${n}`, 'p', `Child ${n}`)]);
      const lines = treeText(viewOf([...begun(amiss), ...team]), space);
      assert.match(lines[0] ?? '', told);
      assert.ok(lines.length < space.rows);
      assert.doesNotMatch(treeText(viewOf(begun(inOrder)), space)[0] ?? '', word);
    });

    test('stands in the report', () => {
      assert.match(reportText(viewOf(begun(amiss)), []), told);
      assert.doesNotMatch(reportText(viewOf(begun(inOrder)), []), word);
    });
  });
}

function begun(fact: Event): Facts {
  return [
    [0, runStarted()],
    [0, fact],
    [0, queued('p', null, 'parent')],
  ];
}

function printed(fact: Event): readonly string[] {
  const texts: string[] = [];
  const progress = plainProgress((text) => texts.push(text));
  let view: RunView | undefined;
  for (const line of linesOf(begun(fact))) {
    view = advance(view, line);
    progress.show(line, view);
  }
  return texts;
}
