import assert from 'node:assert/strict';
import { GrowingText } from '../../src/providers/growingText.ts';

suite('text that grows', () => {
  test('is all of its pieces in their order, also between them and with very many', () => {
    const text = new GrowingText('<');
    assert.equal(text.toString(), '<');
    const pieces = Array.from({ length: 2500 }, (_, n) => (n % 3 === 0 ? '' : `${n} `));
    for (const [n, piece] of pieces.entries()) {
      text.add(piece);
      if (n % 500 === 499) assert.equal(text.toString(), `<${pieces.slice(0, n + 1).join('')}`);
    }
    assert.equal(text.toString(), `<${pieces.join('')}`);
  });

  test('is empty without any', () => {
    const text = new GrowingText();
    text.add('');
    assert.equal(text.toString(), '');
  });
});
