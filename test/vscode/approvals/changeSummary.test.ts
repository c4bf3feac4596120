import assert from 'node:assert/strict';
import { summarise } from '../../../src/vscode/approvals/changeSummary.ts';

const warningsOf = (before: string | null, after: string | null, path = 'notes.md', isProtected = false) =>
  summarise({ path, before: side(before), after: side(after), isProtected }).warnings;
const side = (text: string | null) => (text === null ? null : { hash: 'x', text });

suite('what a change amounts to', () => {
  test('lines are counted, and a line that only moved is not', () => {
    const change = { path: 'a', before: side('one\ntwo\nthree\n'), after: side('three\none\n2\nfour\n') };
    assert.deepEqual(summarise({ ...change, isProtected: false }), { added: 2, removed: 1, warnings: [] });
  });

  test('an ordinary change, a new file and a deletion raise no warning', () => {
    assert.deepEqual(warningsOf('# Title\n', '# Title\n\nDone ✅ by 👩‍🔬 ❤️.\n'), []);
    assert.deepEqual(warningsOf(null, 'Привет, Kiln.\n', 'заметки.md'), []);
    assert.deepEqual(warningsOf('old\r\n', null), []);
  });

  test('104: characters that cannot be seen are counted where they are new', () => {
    assert.deepEqual(warningsOf('a\n', 'a\nif (x\u202E) {\u200B}\n'), ['2 invisible characters']);
    assert.deepEqual(warningsOf('a\u200B\n', 'a\u200B\nb\n'), []);
  });

  test('105: what a diff does not mark or show at once is named', () => {
    assert.deepEqual(warningsOf('a\nb\n', 'a\r\nb\r\n'), ['only line endings change']);
    assert.deepEqual(warningsOf('a\n', 'a'), ['only line endings change']);
    assert.deepEqual(warningsOf('a\nb\n', 'a\r\nc\r\n'), ['line endings change']);
    assert.deepEqual(warningsOf('if x:\n  y\n  z\n', 'if x:\n  y\nz\n'), [
      '1 line with a change of white space only',
    ]);
    assert.deepEqual(warningsOf('a\n', `a\n${'\n'.repeat(5000)}b\n`), ['5,000 blank lines in a row']);
    assert.deepEqual(warningsOf('a\n', `a${' '.repeat(20_000)}b\n`), ['a line of 20,002 characters']);
  });

  test('106: letters in a path that only look Latin are written out', () => {
    assert.deepEqual(warningsOf(null, 'x', 'раckage.json'), [
      'look-alike letters in the path <U+0440><U+0430>ckage.json',
    ]);
  });

  test('198: a change of ten megabytes is summed up once, whoever asks how often', () => {
    const lines = Array.from({ length: 200_000 }, (_, n) => `line ${n} of a long generated file`);
    const before = side(`${lines.join('\n')}\n`);
    const after = side(`${lines.map((line, n) => (n % 2 ? line : `${line}!`)).join('\n')}\n`);
    const change = { path: 'a', before, after, isProtected: false };
    const first = summarise(change);
    assert.deepEqual([first.added, first.removed], [100_000, 100_000]);
    assert.equal(summarise(change), first);
  });

  test('a protected file says so', () => {
    assert.deepEqual(warningsOf('a\n', 'b\n', '.vscode/tasks.json', true), ['a protected file']);
  });
});
