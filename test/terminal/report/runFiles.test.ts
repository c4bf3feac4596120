import assert from 'node:assert/strict';
import { runFilesText } from '../../../src/terminal/report/runFiles.ts';
import { type Facts, finished, queued, runStarted, viewOf } from '../facts.ts';

suite('files of a run at its end', () => {
  test('what was delivered is listed with its size, and what is missing with who named it', () => {
    const deliverables = [{ path: 'output/a.md', bytes: 1234, hash: 'h' }];
    assert.equal(
      textOf([
        [1, finished('c', { deliverables, missing: ['output/x\u001B[2J.md'] })],
        [2, finished('d', { missing: ['output/x\u001B[2J.md'] })],
      ]),
      [
        ...['Deliverables:', '  output/a.md  1.2 kB'],
        ...['Missing:', '  output/x<U+001B>[2J.md (named by Map, Edit)', ''],
      ].join('\n'),
    );
  });

  test('a run without files has no list', () => {
    assert.equal(textOf([]), '');
  });
});

function textOf(facts: Facts): string {
  return runFilesText(
    viewOf([
      [0, runStarted()],
      [0, queued('p', null, 'parent')],
      [0, queued('c', 'p', 'Map')],
      [0, queued('d', 'p', 'Edit')],
      ...facts,
    ]),
  );
}
