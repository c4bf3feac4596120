import assert from 'node:assert/strict';
import { applyHunks } from '../../../src/workspace/editing/applyHunks.ts';
import { parsePatch } from '../../../src/workspace/editing/parsePatch.ts';

function begin(...lines: readonly string[]): string {
  return ['*** Begin Patch', ...lines, '*** End Patch'].join('\n');
}

function apply(text: string, patch: string): { readonly text: string; readonly notes: readonly string[] } {
  const [operation] = parsePatch(patch);
  assert.ok(operation?.kind === 'update');
  return applyHunks(text, operation.hunks, { display: 'f' });
}

const update = '*** Update File: f';

suite('the grammar of patches', () => {
  const plain = begin(update, '@@', '-a', '+b');
  const wrapped: readonly (readonly [string, string])[] = [
    ['blank lines', `\n\n${plain}\n\n`],
    ['a code fence', `\`\`\`diff\n${plain}\n\`\`\``],
    ['a here document', `apply_patch <<'EOF'\n${plain}\nEOF\n`],
    ['a bare here document', `<<EOF\n${plain}\nEOF`],
    ['a fence around a here document', `\`\`\`bash\n$ apply_patch << "PATCH"\n${plain}\nPATCH\n\`\`\`\n`],
    ['CRLF line endings', plain.replaceAll('\n', '\r\n')],
    ['a fence around a unified diff', '```\n--- a/f\n+++ b/f\n@@ -1 +1 @@\n-a\n+b\n```'],
    ['blank lines between its operations', begin('', update, '@@', '-a', '+b', '', '*** Delete File: g', '')],
  ];
  for (const [name, patch] of wrapped) {
    test(`${name} around a patch are not a part of it`, () => {
      assert.equal(apply('a\n', patch).text, 'b\n');
    });
  }

  test('a blank line after an added file is not a part of it, one within is an error', () => {
    const [added] = parsePatch(begin('*** Add File: f', '+a', '', '*** Delete File: g'));
    assert.ok(added?.kind === 'add');
    assert.equal(added.text, 'a\n');
    assert.throws(() => parsePatch(begin('*** Add File: f', '+a', '', '+b')), /Line 4 of the patch/);
  });

  test('what is missing is said: the first line of the patch, and how a hunk of a unified diff starts', () => {
    const headless = `${update}\n@@\n-a\n+b\n*** End Patch`;
    assert.throws(() => parsePatch(headless), { name: 'ToolError', message: /no "\*\*\* Begin Patch"/ });
    const bare = '--- a/f\n+++ b/f\n@@\n-a\n+b\n';
    assert.throws(() => parsePatch(bare), { name: 'ToolError', message: /^Line 3 .* "@@ -line,count/ });
  });

  test('errors count the lines of the patch as it was sent, wrapping included', () => {
    const patch = `\`\`\`\n\n${begin(update, '@@', '-a', '+b', '*** Copy File: g')}\n\`\`\``;
    assert.throws(() => parsePatch(patch), { name: 'ToolError', message: /^Line 8 of the patch/ });
  });

  const nested =
    'class A:\n  def f():\n    x\n  def g():\n    x\nclass B:\n  def f():\n    x\n  def g():\n    x\n';
  const placed: readonly (readonly [string, string, string, string])[] = [
    [
      'several @@ lines narrow a place down',
      nested,
      begin(update, '@@ class B:', '@@   def g():', '-    x', '+    y'),
      nested.replace(/x\n$/, 'y\n'),
    ],
    [
      '@@ text needs no indentation',
      nested,
      begin(update, '@@ class B:', '@@ def f():', '-    x', '+    y'),
      nested.replace(/(class B:\n.*\n +)x/, '$1y'),
    ],
    [
      '@@ text may be a part of one line',
      'a(x) {\n1\n}\nb(y) {\n1\n}\n',
      begin(update, '@@ b(y)', '-1', '+2'),
      'a(x) {\n1\n}\nb(y) {\n2\n}\n',
    ],
    ['@@ may close, too', 'a\n1\nb\n1\n', begin(update, '@@ b @@', '-1', '+2'), 'a\n1\nb\n2\n'],
    [
      'end of file after an addition',
      'a\nb\n',
      begin(update, '@@', ' b', '+c', '*** End of File'),
      'a\nb\nc\n',
    ],
    [
      'a last line without an ending gets one when lines follow',
      'a',
      begin(update, '@@', ' a', '+b'),
      'a\nb',
    ],
    ['everything may go', 'a\nb\n', begin(update, '@@', '-a', '-b'), ''],
  ];
  for (const [name, text, patch, expected] of placed) {
    test(name, () => assert.deepEqual(apply(text, patch), { text: expected, notes: [] }));
  }

  const loose: readonly (readonly [string, string, string, string])[] = [
    ['blanks at the ends of lines', 'a  \nb\n', begin(update, '@@', ' a', '-b', '+c'), 'a  \nc\n'],
    ['indentation', '\ta\n\tb\n', begin(update, '@@', ' a', '-b', '+c', '+d'), '\ta\n\tc\n\td\n'],
    [
      'typographic characters',
      'say “a”\n',
      begin(update, '@@', '-say "a"', '+say "a" twice'),
      'say “a” twice\n',
    ],
  ];
  for (const [name, text, patch, expected] of loose) {
    test(`${name} do not matter where one place fits, and the outcome tells`, () => {
      const { text: patched, notes } = apply(text, patch);
      assert.equal(patched, expected);
      assert.equal(notes.length, 1);
      assert.match(notes.join(), /^Hunk 1 matched other .* at line \d\.$/);
    });
  }

  const misfits: readonly (readonly [string, string, string, RegExp])[] = [
    ['66: lines that fit loosely at two places', '\ta\n  a\n', begin(update, '@@', '-a', '+b'), /lines 1, 2/],
    ['67: an anchor that is not there', 'a\n', begin(update, '@@ nowhere', '-a', '+b'), /no line "nowhere"/],
    ['67: an anchor within two lines', 'ab\nac\nx\n', begin(update, '@@ a', '-x', '+y'), /no line "a"/],
    [
      '81: a second hunk that lies before the first',
      'a\nb\nc\n',
      begin(update, '@@', '-c', '+C', '@@', '-a', '+A'),
      /Hunk 2 \(line 6 of the patch\) does not fit "f".*after line 3/,
    ],
    [
      '81: a stated line beyond the end',
      'a\n\nb\n\n',
      '--- a/f\n+++ b/f\n@@ -9 +9 @@\n-\n+x\n',
      /lines 2, 4/,
    ],
    [
      '81: lines that are not at the end',
      'a\nb\n',
      begin(update, '@@', '-a', '+x', '*** End of File'),
      /do not occur at the end of the file/,
    ],
  ];
  for (const [name, text, patch, message] of misfits) {
    test(`${name} are an error`, () =>
      assert.throws(() => apply(text, patch), { name: 'ToolError', message }));
  }

  test('81: more hunks than can be placed in reasonable time are refused at once', () => {
    const patch = begin(update, ...Array.from({ length: 1000 }, () => ['@@', '-a', '+b']).flat());
    assert.throws(() => apply('\n'.repeat(1_000_000), patch), /1000 hunks are too many/);
  });

  test('81: more anchors than can be looked for in reasonable time are refused at once', () => {
    const patch = begin(update, ...Array.from({ length: 1000 }, () => '@@ a'), '-a', '+b');
    assert.throws(() => apply('a\n'.repeat(1_000_000), patch), { name: 'ToolError', message: /too many/ });
  });

  test('67: a hunk that fits nowhere comes with the nearest place and what differs there', () => {
    const text = `${'filler\n'.repeat(40)}const total = sum(values);\nreturn total;\n`;
    const patch = begin(update, '@@', ' const total = sum(items);', '-return total;', '+return total + 1;');
    assert.throws(
      () => apply(text, patch),
      /Lines 41-42:\n-const total = sum\(items\);\n\+const total = sum\(values\);\n return total;/,
    );
  });
});

suite('the headers of git', () => {
  test('a new empty file, and one that is deleted, are named by the first header alone', () => {
    const [added, deleted] = parsePatch(
      'diff --git a/n.txt b/n.txt\nnew file mode 100644\nindex 000..e69\ndiff --git a/o.txt b/o.txt\ndeleted file mode 100644\nindex e69..000\n',
    );
    assert.deepEqual(added, { kind: 'add', path: 'n.txt', text: '' });
    assert.deepEqual(deleted, { kind: 'delete', path: 'o.txt', hunks: [] });
  });

  test('46: an empty link is no file', () => {
    for (const mode of ['120000', '160000', '100755'])
      assert.throws(
        () => parsePatch(`diff --git a/n b/n\nnew file mode ${mode}\nindex 000..e69\n`),
        /only plain/,
      );
  });

  test('a rename with hunks, a file without names of its own and a deletion stand side by side', () => {
    const kinds = parsePatch(
      [
        'diff --git a/a b/b',
        'similarity index 90%',
        'rename from a',
        'rename to b',
        'index 123..456 100644',
        '--- a/a',
        '+++ b/b',
        '@@ -1 +1 @@',
        '-x',
        '+y',
        'diff --git a/c b/c',
        '--- a/c\t2024-01-01',
        '+++ /dev/null',
        '@@ -1 +0,0 @@',
        '-x',
        '\\ No newline at end of file',
      ].join('\n'),
    ).map((operation) => [operation.kind, operation.path, 'moveTo' in operation && operation.moveTo]);
    assert.deepEqual(kinds, [
      ['update', 'a', 'b'],
      ['delete', 'c', false],
    ]);
  });
});
