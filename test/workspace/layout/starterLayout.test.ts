import assert from 'node:assert/strict';
import { parseLayout } from '../../../src/workspace/layout/parseLayout.ts';
import { starterLayout } from '../../../src/workspace/layout/starterLayout.ts';

suite('a first WORKSPACE.md', () => {
  test('has a row for each folder there is, output first, the rest last, and counts as it stands', () => {
    const rows = rowsFor('src', 'docs', 'Tests', 'secrets', 'dist', 'recipes', 'output', '.git', '.vscode');
    assert.deepEqual(
      rows.map(({ pattern, access }) => `${pattern} ${access}`),
      [
        'output/** write',
        'secrets/** none',
        'Tests/** ask',
        'docs/** ask',
        'recipes/** ask',
        'src/** ask',
        'dist/** read',
        '** read',
      ],
    );
    assert.equal(rows.find(({ pattern }) => pattern === 'docs/**')?.purpose, 'User documentation');
  });

  test('of an empty folder opens output and nothing else', () => {
    assert.deepEqual(
      rowsFor().map(({ pattern }) => pattern),
      ['output/**', '**'],
    );
  });

  test('has no row for a name that a pattern would not mean', () => {
    const odd = [
      'a|b',
      '`x`',
      'a*',
      '[id]',
      '!x',
      '~x',
      'a,  b',
      '..',
      'x\u202ey',
      ' y',
      'z.',
      'C:',
      'line\nbreak',
    ];
    assert.equal(rowsFor(...odd).length, 2);
  });

  test('keeps to what a table may hold, however many folders there are', () => {
    const rows = rowsFor(...Array.from({ length: 1000 }, (_, n) => `folder ${n}`));
    assert.ok(rows.length > 50);
    assert.equal(rows.at(-1)?.pattern, '**');
  });

  test('has a row for folders only', () => {
    assert.doesNotMatch(starterLayout([{ name: 'src', isFolder: false }]), /src/);
  });
});

function rowsFor(...names: readonly string[]) {
  const layout = parseLayout(starterLayout(names.map((name) => ({ name, isFolder: true }))));
  assert.deepEqual(layout.kind === 'broken' ? layout.problems : [], []);
  return layout.table.rows;
}
