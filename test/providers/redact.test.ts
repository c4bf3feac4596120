import assert from 'node:assert/strict';
import { redact } from '../../src/providers/redact.ts';

suite('166: what a message may show', () => {
  const keys = [
    'sk-proj-AbCd1234efgh5678',
    'sk-ant-api03-xxxxxxxxxxxx_yy-zz',
    'AIzaSyA1234567890abcdefghijklmnopqrstuv',
    'Bearer abc.def.ghi',
    'sk-a1b2****wxyz',
    '0123456789abcdef0123456789abcdef',
    'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9abcdef',
  ];
  for (const key of keys) {
    test(`${key.slice(0, 8)}… is removed although nobody named it`, () => {
      const shown = redact(`Incorrect key: ${key}. See the docs.`, []);
      assert.doesNotMatch(shown, new RegExp(key.slice(7, 15).replace(/[*.]/g, '\\$&')));
      assert.match(shown, /^Incorrect key: \[redacted\]/);
    });
  }

  test('a named secret is removed wherever it stands', () => {
    assert.equal(redact('a hunter22 b "hunter22"', ['hunter22']), 'a [redacted] b "[redacted]"');
  });

  test('names of models and ordinary words stay', () => {
    const text = 'model: claude-haiku-5-5 not found, try deepseek/deepseek-r1-distill-qwen-32b-instruct';
    assert.equal(redact(text, []), text);
  });

  test('a long text is cut, and its lines joined', () => {
    const shown = redact('word \n'.repeat(100), []);
    assert.equal(shown.length, 200);
    assert.doesNotMatch(shown, /\n/);
  });
});
