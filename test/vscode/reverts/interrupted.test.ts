import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { interruptedItem } from '../../../src/vscode/reverts/interruptedItem.ts';
import { interruptedWords, stateWords } from '../../../src/vscode/reverts/interruptedWords.ts';
import type { Interruption } from '../../../src/vscode/reverts/interruptions.ts';
import { InterruptedRow } from '../../../src/vscode/runs/runRows.ts';

const cutOff = (kind: Interruption['kind'], ...states: Interruption['files'][number]['state'][]) => ({
  kind,
  runId: 'run-1',
  commitId: 'id-1',
  files: states.map((state, index) => ({ path: `file-${index}.md`, state })),
  settle: async () => ({ kind: 'settled' as const }),
});

suite('what a crash cut off', () => {
  test('82: a revert says how many files are restored, and offers to finish it or to leave it', () => {
    const revert = cutOff('revert', 'after', 'before', 'after', 'before', 'other');
    assert.equal(
      interruptedWords(revert, 'Sort\nthe notes'),
      'The revert of “Sort the notes” was cut off: 2 of 5 files restored. Finish restores the rest, Leave keeps it so.',
    );
    assert.match(interruptedWords(revert, ''), /^The revert of a run was cut off/);
    const row = new InterruptedRow('run-1', 'id-1');
    const item = interruptedItem(row, revert);
    assert.equal(`${item.label}: ${item.description}`, 'A revert was cut off: 2 of 5 files restored');
    assert.equal(item.tooltip, '2 of 5 files restored. Click to finish it, or to leave it so.');
    assert.deepEqual(item.command?.arguments, [row]);
    assert.ok(item.iconPath instanceof vscode.ThemeIcon);
  });

  test('82: a change can be undone as well, and each of its files says what it is', () => {
    const item = interruptedItem(new InterruptedRow('run-1', 'id-1'), cutOff('change', 'after', 'before'));
    assert.equal(item.tooltip, '1 of 2 files changed. Click to finish it, to undo it, or to leave it so.');
    assert.deepEqual(
      (['change', 'revert'] as const).map((kind) => [stateWords(kind, 'after'), stateWords(kind, 'before')]),
      [
        ['changed', 'not changed yet'],
        ['restored', 'not restored yet'],
      ],
    );
    assert.equal(stateWords('revert', 'other'), 'changed by somebody else since');
  });
});
