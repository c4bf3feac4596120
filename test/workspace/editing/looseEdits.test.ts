import assert from 'node:assert/strict';
import { editText } from '../../../src/workspace/editing/editText.ts';

function edit(
  text: string,
  oldText: string,
  newText: string,
  replaceAll = false,
): ReturnType<typeof editText> {
  return editText(text, { display: 'f', oldText, newText, replaceAll });
}

import { cpuClock } from '../cpuClock.ts';

suite('edits that are found loosely', () => {
  const cases: readonly (readonly [string, readonly [text: string, old: string, now: string], string])[] = [
    ['blanks at the ends of lines do not matter', ['a  \nb\nc\n', 'a\nb', 'A\nb'], 'A\nb\nc\n'],
    ['a line that stays keeps its own blanks', ['a  \nb\nc\n', 'a\nb', 'a\nB'], 'a  \nB\nc\n'],
    [
      'new text is indented as deep as the place',
      [
        'class A:\n    def f():\n        return 1\n',
        'def f():\n    return 1',
        'def f():\n    x = 2\n    return x',
      ],
      'class A:\n    def f():\n        x = 2\n        return x\n',
    ],
    [
      'new text that was indented too deep is brought back',
      ['if a:\n  b()\n', '    if a:\n      b()\n', '    if a:\n      b()\n      c()\n'],
      'if a:\n  b()\n  c()\n',
    ],
    [
      'spaces become the tabs of the file',
      [
        'f {\n\ta();\n\tif b {\n\t\tc();\n\t}\n}\n',
        '    a();\n    if b {\n        c();\n',
        '    a();\n    if b {\n        d {\n            e();\n',
      ],
      'f {\n\ta();\n\tif b {\n\t\td {\n\t\t\te();\n\t}\n}\n',
    ],
    [
      'two spaces a step become four',
      ['a {\n    b {\n        c\n    }\n}\n', '  b {\n    c\n  }', '  b {\n    c {\n      d\n    }\n  }'],
      'a {\n    b {\n        c {\n            d\n        }\n    }\n}\n',
    ],
    ['blanks within a line do not matter', ['x  =   1;\ny\n', 'x = 1;\n', 'x = 2;\n'], 'x = 2;\ny\n'],
    [
      'typographic characters come back where the new text leaves them',
      ['He said “no” – twice.\n', 'He said "no" - twice.', 'He said "no" - three times.'],
      'He said “no” – three times.\n',
    ],
    ['a part of a line is found with other quotes', ['a “b” c\n', '"b"', '"x"'], 'a “x” c\n'],
    [
      'a no-break space is a blank',
      ['price: 5\u00a0€ each\n', '5 € each', '6 € each'],
      'price: 6\u00a0€ each\n',
    ],
    ['an ellipsis is three dots', ['wait… now\n', 'wait... now\n', 'go\n'], 'go\n'],
    [
      '73: CRLF stays, also for new lines',
      ['\tif a\r\n\t\tb\r\n', 'if a\n\tb', 'if a\n\tc\n\td'],
      '\tif a\r\n\t\tc\r\n\t\td\r\n',
    ],
    [
      '74: each untouched line keeps its ending',
      ['  a\r\n  b\n  c\r\nd\n', 'a\nb\nc', 'a\nX\nc'],
      '  a\r\n  X\n  c\r\nd\n',
    ],
    ['75: a byte order mark stays, once', ['\ufeff  a\n  b\n', 'a\nb', 'a\nc'], '\ufeff  a\n  c\n'],
    ['76: a missing final newline stays missing', ['a\n  b', 'a\nb\n', 'a\nc\n'], 'a\n  c'],
    ['lines are removed', ['  a\n  b\n  c\n', 'a\nb\n', ''], '  c\n'],
    [
      '69: replacement patterns are literal',
      ['  a\n  b\n', 'a\nb', "a\n$& $1 $` $'"],
      "  a\n  $& $1 $` $'\n",
    ],
  ];
  for (const [name, [text, old, now], expected] of cases) {
    test(name, () => {
      const edited = edit(text, old, now);
      assert.equal(edited.text, expected);
      assert.equal(edited.notes.length, 1);
    });
  }

  test('what occurs exactly is found exactly, whatever is like it', () => {
    assert.deepEqual(edit('  a\na b\n', 'a b', 'c'), { text: '  a\nc\n', count: 1, notes: [] });
  });

  test('the outcome says how it was found and shows the lines as they were', () => {
    const [note = ''] = edit('x\n\tone\n\ttwo \n', 'one\ntwo\n', 'one\nthree\n').notes;
    assert.match(note, /other whitespace; the lines were:\n2\t\tone\n3\t\ttwo $/);
  });

  const refusals: readonly (readonly [string, readonly [string, string, string], RegExp])[] = [
    [
      '66: two places that fit loosely',
      ['  a\nx\n\ta\n', 'a ', 'b'],
      /other whitespace it occurs at lines 1, 3/,
    ],
    ['66: a line and a part of another', ['say “a”\nand say “a” too\n', 'say "a"', 'x'], /lines 1, 2/],
    [
      '67: an indentation that cannot be known',
      ['a\n      b\n', '    a\n    b', '    a\n    b\n    c'],
      /does not occur/,
    ],
    ['67: a new line of an indentation that says nothing', ['\t\ta\n', 'a ', 'a\n   b'], /does not occur/],
    ['67: a step that may be one or two', ['    a\n', '  a ', '  a\n    b'], /does not occur/],
    ['67: a change of whitespace alone', ['  a\n', 'a ', '    a'], /does not occur/],
    [
      '66: two places, of which one has a blank line below that the old text does not name for certain',
      ['\tf()\n\nx\n\tf()\ny\n', 'f() \n', 'g()'],
      /it occurs at lines 1, 4/,
    ],
    ['66: quotes in a row', ['x “““ y\n', '""', 'x'], /it occurs at lines 1, 1/],
    ['67: blank lines alone', ['a\n\n\nb\n', ' \n \n', 'x'], /does not occur/],
  ];
  for (const [name, [text, old, now], message] of refusals) {
    test(`${name} are an error`, () =>
      assert.throws(() => edit(text, old, now), { name: 'ToolError', message }));
  }

  test('whatever whitespace a model gets wrong, lines it did not mean to change stay byte for byte', () => {
    let state = 11;
    const random = (below: number) => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
      return (state >> 8) % below;
    };
    const pick = (from: readonly string[]) => from[random(from.length)] ?? '';
    for (let round = 0; round < 2000; round += 1) {
      const count = 3 + random(12);
      const depths = Array.from({ length: count }, () => random(4));
      const unit = pick(['\t', '  ', '    ']);
      const lines = depths.map(
        (depth, n) => `${unit.repeat(depth)}word${n} of “line”${pick(['', ' ', '\t'])}`,
      );
      const endings = lines.map(() => pick(['\n', '\r\n']));
      const from = random(count);
      const to = from + 1 + random(count - from);
      const target = from + random(to - from);
      const [shift, wrongUnit] = [pick(['', '', '    ']), pick([unit, '\t', '  '])];
      const written = (n: number) => `${shift}${wrongUnit.repeat(depths[n] ?? 0)}word${n} of "line"`;
      const numbers = Array.from({ length: to - from }, (_, n) => from + n);
      const old = numbers.map(written);
      const now = numbers.map((n) => (n === target ? written(n).replace('word', 'WORD') : written(n)));
      const text = lines.map((line, n) => line + (endings[n] ?? '')).join('');
      const edited = edit(text, old.join('\n'), now.join('\n')).text;
      const expected = lines.map((line, n) => {
        const changed = n === target ? line.replace('word', 'WORD').trimEnd() : line;
        return changed + (endings[n] ?? '');
      });
      assert.equal(edited, expected.join(''), JSON.stringify({ text, old, now }));
    }
  });

  test('replace_all replaces only what occurs exactly', () => {
    assert.throws(() => edit('  a\n  b\n', 'a\nb', 'c', true), /does not occur/);
  });
});

suite('the nearest places', () => {
  const lines = Array.from({ length: 300 }, (_, n) => `const value${n} = compute(${n}, other);`);

  function failure(text: string, old: string): string {
    try {
      edit(text, old, 'something else');
    } catch (error) {
      return error instanceof Error ? error.message : '';
    }
    return '';
  }

  test('67: come with their line numbers and what differs', () => {
    const text = `${lines.join('\n')}\n`.replace('compute(200, other)', 'calculate(200, other)');
    const message = failure(text, `${lines.slice(199, 202).join('\n')}\n`);
    assert.match(message, /does not occur in "f"; nothing was changed/);
    assert.match(message, /\nLines 200-202:\n const/);
    assert.match(
      message,
      /\n-const value200 = compute\(200, other\);\n\+const value200 = calculate\(200, other\);\n/,
    );
  });

  test('67: are at most three, the likest first', () => {
    const text = [
      'alpha beta gamma',
      'x',
      'alpha beta',
      'y',
      'alpha beta gamma delta',
      'z',
      'alpha gamma',
    ].join('\n');
    const found = failure(text, 'alpha beta gamma!').match(/^Line (\d)/gm);
    assert.equal(found?.length, 3);
    assert.equal(found?.[0], 'Line 1');
  });

  test('67: are not told where nothing is alike', () => {
    assert.doesNotMatch(failure('alpha\nbeta\n', 'completely different'), /nearest/);
  });

  const hostile: readonly (readonly [string, () => readonly [string, string]])[] = [
    ['ten million line breaks', () => ['\n'.repeat(10_000_000), `${'\n'.repeat(5_000)}x`]],
    ['one letter a line', () => ['a\n'.repeat(5_000_000), `${'a\n'.repeat(50_000)}b\n`]],
    ['one long line', () => ['a'.repeat(10_000_000), `${'a'.repeat(100_000)}b`]],
    ['a pattern that almost fits everywhere', () => ['a'.repeat(10_000_000), `b${'a'.repeat(150)}`]],
    ['lines that almost fit everywhere', () => [' a\n'.repeat(3_000_000), `${'a\n'.repeat(30_000)}b\n`]],
    [
      'many lines alike',
      () => [
        'const value = compute(other);\n'.repeat(340_000),
        'const value = compute(another);\n'.repeat(60),
      ],
    ],
    ['typography everywhere', () => ['“a” – “b”…\n'.repeat(900_000), '"a" - "b"... c\n'.repeat(100)]],
  ];
  for (const [name, make] of hostile) {
    test(`67: 10 MB of ${name} are answered within two seconds`, () => {
      const [text, old] = make();
      const seconds = cpuClock();
      assert.match(failure(text, old), /does not occur|occurs at/);
      assert.ok(seconds() < 2, `${seconds()} s`);
    });
  }
});
