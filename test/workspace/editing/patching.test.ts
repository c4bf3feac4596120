import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { applyHunks } from '../../../src/workspace/editing/applyHunks.ts';
import { parsePatch } from '../../../src/workspace/editing/parsePatch.ts';
import { type Agent, Sandbox } from '../sandbox.ts';

function begin(...lines: readonly string[]): string {
  return ['*** Begin Patch', ...lines, '*** End Patch'].join('\n');
}

function apply(text: string, patch: string): string {
  const [operation] = parsePatch(patch);
  assert.ok(operation?.kind === 'update');
  return applyHunks(text, operation.hunks, { display: 'f' }).text;
}

suite('patches', () => {
  const update = '*** Update File: f';
  const cases: readonly (readonly [string, string, string, string])[] = [
    ['a line is replaced', 'a\nb\nc\n', begin(update, '@@', ' a', '-b', '+B'), 'a\nB\nc\n'],
    ['the first @@ may be left out', 'a\nb\n', begin(update, '-a', '+A'), 'A\nb\n'],
    ['@@ text finds the place', 'f:\n x\ng:\n x\n', begin(update, '@@ g:', '- x', '+ y'), 'f:\n x\ng:\n y\n'],
    ['lines are added after @@ text', 'a\nb\n', begin(update, '@@ a', '+x'), 'a\nx\nb\n'],
    ['lines without a place are added at the end', 'a\n', begin(update, '@@', '+x'), 'a\nx\n'],
    [
      'the end of the file chooses',
      'x\ny\nx\n',
      begin(update, '@@', '-x', '+z', '*** End of File'),
      'x\ny\nz\n',
    ],
    ['two hunks in order', 'a\nb\nc\n', begin(update, '@@', '-a', '+1', '@@', '-c', '+3'), '1\nb\n3\n'],
    [
      '74: endings stay, new lines take them',
      'a\r\nb\nc\r\n',
      begin(update, '@@', ' a', '+x', ' b'),
      'a\r\nx\r\nb\nc\r\n',
    ],
    ['75: a byte order mark stays', '\ufeffa\nb\n', begin(update, '@@', '-a', '+x'), '\ufeffx\nb\n'],
    ['76: a missing final newline stays missing', 'a\nb', begin(update, '@@', '-b', '+c'), 'a\nc'],
    ['a unified diff', 'a\nb\nc\n', '--- a/f\n+++ b/f\n@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n', 'a\nB\nc\n'],
    [
      'a unified diff that has moved',
      'new\na\nb\n',
      '--- a/f\n+++ b/f\n@@ -1,2 +1,2 @@\n a\n-b\n+B\n',
      'new\na\nB\n',
    ],
    ['the stated line chooses', 'x\nx\nx\n', '--- a/f\n+++ b/f\n@@ -2 +2 @@\n-x\n+y\n', 'x\ny\nx\n'],
    [
      'a final newline is added',
      'a',
      '--- a/f\n+++ b/f\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n',
      'a\n',
    ],
    ['a line that looks like a header', '-- x\n', '--- a/f\n+++ b/f\n@@ -1 +1 @@\n--- x\n+++ y\n', '++ y\n'],
  ];
  for (const [name, text, patch, expected] of cases) {
    test(name, () => assert.equal(apply(text, patch), expected));
  }

  const misfits: readonly (readonly [string, string, string, RegExp])[] = [
    ['66: lines that occur twice', 'x\na\nx\n', begin(update, '@@', '-x', '+y'), /lines 1, 3/],
    ['67: lines that do not occur', 'a\n', begin(update, '@@', '-b', '+y'), /do not occur/],
    [
      '67: lines that only resemble',
      'alpha\n',
      begin(update, '@@', '-alphas', '+y'),
      /nearest place[\s\S]*Line 1:\n-alphas\n\+alpha/,
    ],
    [
      '81: hunks in the wrong order',
      'a\nb\n',
      begin(update, '@@', '-b', '+1', '@@', '-a', '+2'),
      /after line 2, but at line 1: hunks go from top to bottom/,
    ],
    ['81: overlapping hunks', 'a\nb\nc\n', begin(update, '@@', ' a', '-b', '@@', '-b', ' c'), /do not occur/],
    [
      '81: context that is not at the end',
      'a\nb\n',
      begin(update, '@@', '-a', '+x', '*** End of File'),
      /do not occur/,
    ],
  ];
  for (const [name, text, patch, message] of misfits) {
    test(`${name} are an error`, () =>
      assert.throws(() => apply(text, patch), { name: 'ToolError', message }));
  }

  const git = 'diff --git a/f b/f\n';
  const refused: readonly (readonly [string, string])[] = [
    ['46: a link', `${git}new file mode 120000\n--- /dev/null\n+++ b/f\n@@ -0,0 +1 @@\n+/etc/passwd\n`],
    ['46: a submodule', `${git}new file mode 160000\n--- /dev/null\n+++ b/f\n@@ -0,0 +1 @@\n+Subproject\n`],
    ['46: a link by its index', `${git}index 123..456 120000\n--- a/f\n+++ b/f\n@@ -1 +1 @@\n-a\n+b\n`],
    ['46: a change of mode', `${git}old mode 100644\nnew mode 100755\n`],
    ['46: a binary', `${git}GIT binary patch\nliteral 1\n`],
    ['48: quoted and escaped names', '--- "a/\\146"\n+++ "b/f"\n@@ -1 +1 @@\n-a\n+b\n'],
    [
      '48: rename headers that differ from the names',
      `${git}rename from f\nrename to g\n--- a/f\n+++ b/../h\n`,
    ],
    ['81: wrong counts', '--- a/f\n+++ b/f\n@@ -1,5 +1,1 @@\n-a\n+b\n'],
    ['81: a hunk that was cut off', '--- a/f\n+++ b/f\n@@ -1,9 +1,9 @@\n-a\n+b\n'],
    ['81: a count beyond all memory', `--- a/f\n+++ b/f\n@@ -1,${9e15} +1,${9e15} @@\n-a\n+b\n`],
    ['48: a quoted name in a rename', `${git}rename from "a\\146"\nrename to g\n`],
    ['81: a hunk of context only', begin(update, '@@', ' a')],
    ['no patch', 'hello'],
    ['no file', begin()],
    ['no end', '*** Begin Patch\n*** Delete File: f'],
    ['an unknown header', begin('*** Copy File: f')],
    ['an added file without plus', begin('*** Add File: f', 'x')],
  ];
  for (const [name, patch] of refused) {
    test(`${name} is refused`, () => assert.throws(() => parsePatch(patch), { name: 'ToolError' }));
  }
});

suite('patching files', () => {
  let sandbox: Sandbox;
  let agent: Agent;
  setup(async () => {
    sandbox = new Sandbox();
    agent = await sandbox.agent();
    sandbox.put('output/a.txt', 'a\n');
    sandbox.put('output/b.txt', 'b\n');
    await agent.call('read_file', { path: 'output/a.txt' });
    await agent.call('read_file', { path: 'output/b.txt' });
  });
  teardown(() => sandbox.remove());

  test('files are added, updated, moved and deleted in one step', async () => {
    const patch = begin(
      '*** Add File: output/new/c.txt',
      '+c',
      '*** Update File: output/a.txt',
      '*** Move to: output/moved.txt',
      '@@',
      '-a',
      '+A',
      '*** Delete File: output/b.txt',
    );
    const result = await agent.call('patch_file', { patch });
    assert.equal(result.kind, 'output', result.text);
    assert.equal(sandbox.text('output/new/c.txt'), 'c\n');
    assert.equal(sandbox.text('output/moved.txt'), 'A\n');
    assert.deepEqual(fs.readdirSync(sandbox.at('output')).toSorted(), ['moved.txt', 'new']);
    assert.equal(agent.events.filter(({ type }) => type === 'fileChanged').length, 4);
  });

  test('git renames and deletions', async () => {
    const patch = [
      'diff --git a/output/a.txt b/output/z.txt',
      'similarity index 100%',
      'rename from output/a.txt',
      'rename to output/z.txt',
      'diff --git a/output/b.txt b/output/b.txt',
      'deleted file mode 100644',
      '--- a/output/b.txt',
      '+++ /dev/null',
      '@@ -1 +0,0 @@',
      '-b',
      '',
    ].join('\n');
    const result = await agent.call('patch_file', { patch });
    assert.equal(result.kind, 'output', result.text);
    assert.deepEqual(fs.readdirSync(sandbox.at('output')), ['z.txt']);
  });

  const failing: readonly (readonly [string, readonly string[]])[] = [
    ['80: a third file that does not fit', ['*** Update File: output/b.txt', '@@', '-x', '+y']],
    ['47: a move outside', ['*** Update File: output/b.txt', '*** Move to: ../x']],
    ['80: an addition that exists', ['*** Add File: output/b.txt', '+x']],
    ['80: a file named twice', ['*** Update File: output/./a.txt', '@@', '-A', '+x']],
    ['80: a file deleted after its update', ['*** Delete File: /workspace/output/a.txt']],
    ['80: a move onto a file', ['*** Update File: output/b.txt', '*** Move to: output/unread.txt']],
    ['80: a move onto a file of the patch', ['*** Update File: output/b.txt', '*** Move to: output/n']],
    ['80: a move onto itself', ['*** Update File: output/b.txt', '*** Move to: output/b.txt']],
    ['86: two new files that some disks take as one', ['*** Add File: output/N', '+x']],
    ['47: a rename outside', ['*** Update File: output/b.txt', '*** Move to: /workspace/../x']],
    ['48: a path that is only healed into one inside', ['*** Add File: output/../../x', '+x']],
    ['72: a file that was not read', ['*** Delete File: output/unread.txt']],
    ['51: a git file', ['*** Add File: .git/hooks/pre-commit', '+x']],
  ];
  for (const [name, last] of failing) {
    test(`${name} leaves all files as they were`, async () => {
      sandbox.put('output/unread.txt', 'x\n');
      const before = sandbox.digest();
      const patch = begin(
        '*** Update File: output/a.txt',
        '@@',
        '-a',
        '+A',
        '*** Add File: output/n',
        '+n',
        ...last,
      );
      const result = await agent.call('patch_file', { patch });
      assert.ok(result.kind === 'error' || result.kind === 'denied');
      assert.equal(sandbox.digest(), before);
      assert.deepEqual(agent.events, []);
    });
  }

  for (const names of [
    ['output/p', 'output/p/q'],
    ['output/p/r/q', 'output/P'],
  ]) {
    test(`80: a patch that makes ${names.join(' and ')} is refused as what it is`, async () => {
      const patch = begin(...names.flatMap((name) => [`*** Add File: ${name}`, '+x']));
      const result = await agent.call('patch_file', { patch });
      assert.equal(result.kind, 'error');
      assert.match(result.text, /makes "output\/[pP]" both a file and a folder/);
      assert.deepEqual(agent.events, []);
    });
  }

  test('90: a file keeps its mode where it moves, with its lines changed or not', async function () {
    if (process.platform === 'win32') return this.skip();
    for (const [mode, ...hunk] of [[0o755, '@@', '-x', '+y'], [0o600]] as const) {
      fs.chmodSync(sandbox.put('output/run.sh', 'x\n'), mode);
      await agent.call('read_file', { path: 'output/run.sh' });
      const patch = begin('*** Update File: output/run.sh', `*** Move to: output/${mode}/new.sh`, ...hunk);
      assert.equal((await agent.call('patch_file', { patch })).kind, 'output');
      assert.equal(fs.statSync(sandbox.at(`output/${mode}/new.sh`)).mode & 0o777, mode);
    }
  });

  test('two operations on one file are refused as such, not as a misfit of the second', async () => {
    const patch = begin(
      '*** Update File: output/a.txt',
      '@@',
      '-a',
      '+A',
      '*** Update File: output/a.txt',
      '@@',
      '-a',
      '+B',
    );
    const result = await agent.call('patch_file', { patch });
    assert.match(result.text, /two operations on "output\/a.txt": put all its hunks into one/);
  });

  test('46, 47: git headers that make links or lead outside change nothing', async () => {
    const before = sandbox.digest();
    const git = 'diff --git a/output/b.txt b/output/l\n';
    for (const patch of [
      `${git}new file mode 120000\n--- /dev/null\n+++ b/output/l\n@@ -0,0 +1 @@\n+/etc\n`,
      `${git}new file mode 160000\n--- /dev/null\n+++ b/output/l\n@@ -0,0 +1 @@\n+Subproject\n`,
      `${git}rename from output/b.txt\nrename to ../outside/x\n`,
      `${git}rename from output/b.txt\nrename to output/../../outside/x\n`,
    ]) {
      const { kind } = await agent.call('patch_file', { patch });
      assert.ok(kind === 'error' || kind === 'denied', patch);
    }
    assert.equal(sandbox.digest(), before);
    assert.ok(sandbox.isOutsideUntouched);
  });

  test('how hunks were found loosely is told for each file', async () => {
    sandbox.put('output/t.txt', '\tx\n');
    await agent.call('read_file', { path: 'output/t.txt' });
    const patch = begin('*** Update File: output/t.txt', '@@', '-x', '+y');
    const result = await agent.call('patch_file', { patch });
    assert.match(
      result.text,
      /updated output\/t.txt\.\noutput\/t.txt: Hunk 1 matched other whitespace at line 1\./,
    );
    assert.equal(sandbox.text('output/t.txt'), '\ty\n');
  });

  test('a patch asks if one of its files must be asked for, and shows all', async () => {
    const patch = begin('*** Update File: output/a.txt', '@@', '-a', '+A', '*** Add File: src/n', '+n');
    const result = await agent.call('patch_file', { patch });
    assert.deepEqual(
      result.asked?.changes.map((change) => change.path),
      ['output/a.txt', 'src/n'],
    );
  });
});
