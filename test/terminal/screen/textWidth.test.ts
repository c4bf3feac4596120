import assert from 'node:assert/strict';
import { clipToWidth, padToWidth, textWidth } from '../../../src/terminal/screen/textWidth.ts';

suite('width of text in a terminal', () => {
  test('wide characters take two columns, marks none', () => {
    assert.equal(textWidth('日本'), 4);
    assert.equal(textWidth('e\u0301'), 1);
    assert.equal(textWidth('👩‍👩‍👧'), 2);
    assert.equal(textWidth('├ ● ok'), 6);
  });

  test('clipped and padded text never takes more columns than it was given', () => {
    for (const text of ['日本語テスト', 'plain words', '👩‍👩‍👧👩‍👩‍👧', 'e\u0301e\u0301e\u0301']) {
      for (let columns = 0; columns < 14; columns += 1) {
        assert.ok(textWidth(clipToWidth(text, columns)) <= columns, `${text} in ${columns}`);
        assert.equal(textWidth(padToWidth(text, columns)), columns, `${text} in ${columns}`);
      }
    }
    assert.equal(clipToWidth('plain words', 6), 'plain…');
  });
});
