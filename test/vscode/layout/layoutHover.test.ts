import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { layoutHoverText } from '../../../src/vscode/layout/layoutHoverText.ts';
import type { Access, LayoutCoverage } from '../../../src/vscode/layout/layouts.ts';
import { LayoutFolder, tableOf } from './layoutFolder.ts';

const rowOf = (pattern: string, access: Access) => ({ pattern, access, purpose: '', line: 5 });

function textOf(hover: vscode.Hover | undefined): string {
  const contents = hover?.contents ?? [];
  return contents
    .map((content) => (content instanceof vscode.MarkdownString ? content.value : ''))
    .join('\n');
}

suite('hovering over a row of a WORKSPACE.md', () => {
  let folder: LayoutFolder;

  suiteSetup(async () => {
    await vscode.extensions.getExtension('muster.muster')?.activate();
  });
  setup(() => {
    folder = new LayoutFolder();
  });
  teardown(() => folder.clear());

  async function hoverAt({ uri }: vscode.TextDocument, line: number): Promise<string> {
    const hovers: readonly vscode.Hover[] = await vscode.commands.executeCommand(
      'vscode.executeHoverProvider',
      uri,
      new vscode.Position(line - 1, 4),
    );
    return hovers.map(textOf).join('\n');
  }

  test('it says what the row means and how many files it is the first to cover', async () => {
    for (const path of ['src/a.ts', 'src/deep/b.ts', 'src/generated/c.ts', 'secrets/key.txt']) {
      await folder.write(path);
    }
    const rows = [
      ['src/generated/**', 'read'],
      ['src/**', 'ask'],
      ['secrets/**', 'none'],
      ['output/**', 'write'],
    ] as const;
    const document = await folder.open('WORKSPACE.md', tableOf(...rows));
    assert.match(
      await hoverAt(document, 5),
      /^`src\/generated\/\*\*` · read: .*change nothing\. Covers 1 file now/,
    );
    assert.match(await hoverAt(document, 6), /^`src\/\*\*` · ask: .*waits for you\. Covers 2 files now/);
    assert.match(await hoverAt(document, 7), /^`secrets\/\*\*` · none: .*neither see.* Covers 1 file now/);
    assert.match(await hoverAt(document, 8), /· write: .*freely; protected files stay protected/);
    assert.equal(await hoverAt(document, 1), '');
    assert.equal(await hoverAt(document, 3), '');
  });

  test('a file further in counts from its own folder, and says that it only takes away', async () => {
    await folder.write('packages/one/src/a.ts');
    await folder.write('packages/src/b.ts');
    const document = await folder.open('packages/one/WORKSPACE.md', tableOf(['src/**', 'write']));
    assert.match(await hoverAt(document, 5), /Covers 1 file now.*can only take away/s);
  });

  test('a broken file has no rows to explain', async () => {
    const document = await folder.open('WORKSPACE.md', tableOf(['src/**', 'ask'], ['docs/**', 'sometimes']));
    assert.equal(await hoverAt(document, 5), '');
  });

  const hoverText = (pattern: string, coverage: LayoutCoverage, approval: 'ask' | 'edits' = 'ask') =>
    layoutHoverText({
      rows: [rowOf(pattern, 'ask')],
      row: 0,
      covered: { kind: 'counted', coverage },
      isFurtherIn: false,
      approval,
    });

  test('a count that stopped early says so, and so does what no row covers', () => {
    const text = textOf(hoverText('src/**', { perRow: [12_345], unmatched: 1, isPartial: true }));
    assert.match(text, /Covers at least 12,345 files now/);
    assert.match(text, /No row covers at least 1 file here/);
  });

  test('where changes are let through beforehand, it does not say that they wait', () => {
    const text = textOf(hoverText('src/**', { perRow: [1], unmatched: 0, isPartial: false }, 'edits'));
    assert.doesNotMatch(text, /waits/);
    assert.match(text, /without asking.*protected files ask all the same/);
  });

  test('a pattern is text: it can neither link, nor run, nor load anything', () => {
    const pattern = 'a`[x](command:y)<img src=z>$(bell)/**';
    const hover = hoverText(pattern, { perRow: [0], unmatched: 0, isPartial: false });
    for (const content of hover?.contents ?? []) {
      assert.ok(content instanceof vscode.MarkdownString);
      assert.ok(!content.isTrusted && !content.supportHtml && !content.supportThemeIcons);
      assert.doesNotMatch(content.value, /\]\(command|[^\\]`/);
    }
  });
});
