import assert from 'node:assert/strict';
import { countHidden, revealed, safeLine, safeText } from '../../../src/core/human/safeText.ts';

const esc = '\u001B';

suite('text of models and files', () => {
  test('107: escape sequences, bells and C1 controls are shown instead of obeyed', () => {
    assert.equal(safeText(`a${esc}[2Jb\u0007\u009Bc\u007F`), 'a<U+001B>[2Jb<U+0007><U+009B>c<U+007F>');
  });

  test('107: a lone carriage return cannot overwrite a line; CRLF is a line break', () => {
    assert.equal(safeText('safe\revil\r\nnext'), 'safe<U+000D>evil\nnext');
  });

  test('23: bidi controls and tag characters are shown in every text', () => {
    const text = '\u202A\u202E\u2066\u2069\u061C\u200F\u{E0041}';
    assert.equal(safeText(text), '<U+202A><U+202E><U+2066><U+2069><U+061C><U+200F><U+E0041>');
    assert.equal(safeLine('a\u202E/b'), 'a<U+202E>/b');
  });

  test('Markdown, tabs, accents and joined emoji of an answer stay as they are', () => {
    const text = '# Résumé\n\n- `a`\t👩‍👩‍👧 日本 ❤️\n';
    assert.equal(safeText(text), text);
  });

  test('104: a text to judge also shows joiners, zero-width spaces, fillers and variation selectors', () => {
    assert.equal(
      revealed('a\u200Bb\u200Dc\u2060d\uFEFFe\u3164f\uFE0Fg'),
      'a<U+200B>b<U+200D>c<U+2060>d<U+FEFF>e<U+3164>f<U+FE0F>g',
    );
    assert.equal(countHidden('a\u200Bb\u202Ec\td\n'), 2);
    assert.equal(countHidden('plain text\twith tab\r\n'), 0);
  });

  test('one line stays one line', () => {
    assert.equal(safeLine('  a\nb\t c\u2028d '), 'a b c d');
  });
});
