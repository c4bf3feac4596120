import assert from 'node:assert/strict';
import { quotePath, refusePathText } from '../../../src/workspace/confinement/pathText.ts';
import { cpuClock } from '../cpuClock.ts';

suite('path texts', () => {
  const refusedEverywhere: readonly (readonly [string, string])[] = [
    ['1', '../x'],
    ['1', 'a/../../x'],
    ['1', './././../x'],
    ['19', '.g\u200cit/config'],
    ['19', '.gi\ufefft/config'],
    ['22', 'a\0b'],
    ['23', 'a\nb'],
    ['23', 'a\rb'],
    ['23', 'a\u001b[2Jb'],
    ['23', 'a\u202etxt.exe'],
    ['24', 'n'.repeat(256)],
    ['24', 'ab/'.repeat(1700)],
    ['24', 'a/'.repeat(2000)],
    ['25', ''],
    ['29', '\\\\server\\share\\x'],
    ['29', '//server/x'],
    ['29', '\\\\?\\C:\\x'],
    ['29', '\\\\.\\PhysicalDrive0'],
    ['30', 'C:x'],
    ['33', 'a\\..\\..\\x'],
    ['34', 'file:///ws/x'],
    ['34', 'file:///ws/%2e%2e/%2e%2e/etc/passwd'],
    ['34', 'vscode-remote://x/y'],
    ['34', 'untitled:x'],
    ['34', 'git:x'],
    ['34', 'http://x/y'],
    ['209', '\\??\\C:\\x'],
  ];
  for (const [number, text] of refusedEverywhere) {
    test(`${number}: ${quotePath(text).slice(0, 40)} is refused on every system`, () => {
      const seconds = cpuClock();
      assert.notEqual(refusePathText(text, 'posix'), undefined);
      assert.notEqual(refusePathText(text, 'windows'), undefined);
      assert.ok(seconds() < 0.2);
    });
  }

  const refusedOnWindows: readonly (readonly [string, string])[] = [
    ...['CON', 'nul.txt', 'COM1.log', 'aux/x', 'CONIN$', 'COM\u00b9'].map((text) => ['26', text] as const),
    ...['file.txt::$DATA', '.git::$INDEX_ALLOCATION/hooks'].map((text) => ['27', text] as const),
    ...['GIT~1/config', 'VSCODE~1/settings.json'].map((text) => ['28', text] as const),
    ...['.git./config', '.git /config', 'settings.json.'].map((text) => ['31', text] as const),
  ];
  for (const [number, text] of refusedOnWindows) {
    test(`${number}: ${text} is refused on Windows only`, () => {
      assert.notEqual(refusePathText(text, 'windows'), undefined);
      if (!text.includes(':')) assert.equal(refusePathText(text, 'posix'), undefined);
    });
  }

  for (const [number, text] of [
    ['28', 'my~folder/x'],
    ['35', '%2e%2e/x'],
    ['36', '~/x'],
    ['36', '$HOME/x'],
    ['36', 'console/nullable.txt'],
  ] as const) {
    test(`${number}: ${text} is a plain name on every system`, () => {
      assert.equal(refusePathText(text, 'posix'), undefined);
      assert.equal(refusePathText(text, 'windows'), undefined);
    });
  }

  test('30: a drive is accepted on Windows only in front of a full path', () => {
    assert.equal(refusePathText('C:/ws/a.txt', 'windows'), undefined);
    assert.notEqual(refusePathText('C:/ws/a.txt', 'posix'), undefined);
  });

  test('23: a refused path is shown escaped', () => {
    assert.equal(quotePath('a\n\u202eb'), '"a\\n\\u{202e}b"');
  });

  test('half a character is refused, an emoji is not', () => {
    assert.notEqual(refusePathText('a\ud800', 'posix'), undefined);
    assert.equal(refusePathText('👩‍👧 notes ✏️.md', 'posix'), undefined);
  });
});
