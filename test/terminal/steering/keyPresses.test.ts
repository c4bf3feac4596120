import assert from 'node:assert/strict';
import { keyPresses } from '../../../src/terminal/steering/keyPresses.ts';

suite('keys of a terminal', () => {
  for (const [input, keys] of [
    ['c', ['c']],
    ['C', ['c']],
    ['\r', ['enter']],
    ['\n', ['enter']],
    ['\u001B', ['escape']],
    ['\u007F', ['backspace']],
    ['\u001B[A', ['up']],
    ['\u001BOB', ['down']],
    ['\u001B[B\u001B[B\u001BOA', ['down', 'down', 'up']],
    ['12', ['1', '2']],
  ] as const) {
    test(`${JSON.stringify(input)} is ${keys.join(', ')}`, () => {
      assert.deepEqual(keyPresses(input), keys);
    });
  }

  for (const input of [
    'c\r',
    'c1\ry',
    'yes',
    '1\r',
    '\u001B[C',
    '\u001B[B\r',
    '\u001B[200~c',
    'ä',
    '',
    '\t',
  ]) {
    test(`${JSON.stringify(input)} is no key`, () => {
      assert.deepEqual(keyPresses(input), []);
    });
  }
});
