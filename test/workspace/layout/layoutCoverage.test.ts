import assert from 'node:assert/strict';
import { rgPath } from '@vscode/ripgrep';
import { layoutCoverage } from '../../../src/workspace/layout/layoutCoverage.ts';
import { parseLayout } from '../../../src/workspace/layout/parseLayout.ts';
import { never, Sandbox } from '../sandbox.ts';

suite('how many files a row covers', () => {
  let sandbox: Sandbox;
  setup(() => {
    sandbox = new Sandbox();
    for (const name of [
      'src/a.ts',
      'src/gen/b.ts',
      'docs/x.md',
      '.hidden/y',
      'top.md',
      '.git/HEAD',
      'dist/z.js',
    ])
      sandbox.put(name, 'x');
    sandbox.put('.gitignore', 'dist\n');
  });
  teardown(() => sandbox.remove());

  test('each file counts for the first row that matches, without those that git has or ignores', async () => {
    const { table } = parseLayout(
      '| Path | Access |\n|---|---|\n| src/gen/** | read |\n| src/** | ask |\n| DOCS | none |\n| nothing | ask |\n',
    );
    assert.deepEqual(await layoutCoverage({ folder: sandbox.root, rgPath }, table.rows, never), {
      perRow: [1, 1, 1, 0],
      unmatched: 3,
      isPartial: false,
    });
  });

  test('a folder that is not there cannot be counted', async () => {
    await assert.rejects(layoutCoverage({ folder: sandbox.at('none'), rgPath }, [], never), {
      name: 'ToolError',
    });
  });

  test('counting ends when it is cancelled', async () => {
    await assert.rejects(layoutCoverage({ folder: sandbox.root, rgPath }, [], AbortSignal.abort()), {
      name: 'AbortError',
    });
  });
});
