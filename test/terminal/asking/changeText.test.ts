import assert from 'node:assert/strict';
import type { FileChange } from '../../../src/core/human/request.ts';
import { changeText } from '../../../src/terminal/asking/changeText.ts';
import { plainPaint } from '../../../src/terminal/screen/paint.ts';

suite('a change as a person judges it', () => {
  test('says what happens to the file, how much, and shows the lines', () => {
    const { heading, diff } = changeText(
      change('src/a.ts', 'one\ntwo\nthree\n', 'one\n2\nthree\n'),
      plainPaint,
    );
    assert.deepEqual(heading, ['Change src/a.ts  +1 −1 lines']);
    assert.deepEqual(diff, ['@@ -1,3 +1,3 @@', ' one', '-two', '+2', ' three']);
  });

  test('a new file and a deletion are named as such', () => {
    assert.match(
      changeText(change('new.md', null, 'a\n'), plainPaint).heading[0] ?? '',
      /^Create new\.md {2}\+1 −0 line$/,
    );
    const deletion = changeText(change('old.md', 'a\nb\n', null), plainPaint);
    assert.match(deletion.heading.join('\n'), /^Delete old\.md/);
    assert.match(deletion.heading.join('\n'), /whole file goes/);
    assert.deepEqual(deletion.diff.slice(1), ['-a', '-b']);
  });

  test('104: what cannot be seen is shown and counted', () => {
    const { heading, diff } = changeText(change('a.ts', 'x\n', 'x\nif (a\u202E) {\u200B\n'), plainPaint);
    assert.match(heading.join('\n'), /2 invisible or reordering characters/);
    assert.ok(diff.includes('+if (a<U+202E>) {<U+200B>'));
  });

  test('105: a change of line endings, of trailing blanks or of the last line break is visible', () => {
    const ends = changeText(change('a.txt', 'a\nb\n', 'a\r\nb\r\n'), plainPaint);
    assert.match(ends.heading.join('\n'), /Line endings: LF → CRLF/);
    assert.ok(ends.diff.includes('+a␍'));
    const blanks = changeText(change('a.txt', 'a\n', 'a \t\n'), plainPaint);
    assert.ok(blanks.diff.includes('+a·→'));
    const open = changeText(change('a.txt', 'a\n', 'a'), plainPaint);
    assert.deepEqual(open.diff, ['@@ -1,1 +1,1 @@', '-a', '+a', '\\ No line break at the end']);
  });

  test('105: a line too long to read is announced', () => {
    const { heading } = changeText(change('a.txt', '', 'x'.repeat(20_000)), plainPaint);
    assert.match(heading.join('\n'), /longest added line has 20000 characters/);
  });

  test('106: a name with look-alike letters is spelled out', () => {
    const { heading } = changeText(change('раckage.json', '{}\n', '{ }\n'), plainPaint);
    assert.match(heading.join('\n'), /not plain ASCII: \\u\{440\}\\u\{430\}ckage\.json/);
  });

  test('107: a file name cannot steer the terminal', () => {
    const { heading } = changeText(change('a\u001B[2K\rb.md', null, 'a\n'), plainPaint);
    assert.ok(!heading.join('').includes('\u001B'));
    assert.ok(!heading.join('').includes('\r'));
  });

  test('the notes of a change stand above its diff, and cannot steer the terminal', () => {
    const { heading } = changeText(
      { ...change('a.json', '{}\n', '{ }\n'), notes: ['Adds scripts.a: \u001B[2J\n"x"'] },
      plainPaint,
    );
    assert.deepEqual(heading.slice(1), ['! Adds scripts.a: <U+001B>[2J "x"']);
  });

  test('a protected file is announced as one', () => {
    const text = changeText(
      { ...change('.vscode/settings.json', null, '{}\n'), isProtected: true },
      plainPaint,
    );
    assert.match(text.heading.join('\n'), /protected file/);
  });
});

function change(path: string, before: string | null, after: string | null): FileChange {
  const snapshot = (text: string | null) => (text === null ? null : { hash: 'hash', text });
  return { path, before: snapshot(before), after: snapshot(after), isProtected: false };
}
