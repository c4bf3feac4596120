import assert from 'node:assert/strict';
import { type ParsedLayout, parseLayout } from '../../../src/workspace/layout/parseLayout.ts';
import { cpuClock } from '../cpuClock.ts';

const head = '| Path | Access | What belongs here |\n| --- | --- | --- |\n';

suite('the table of a WORKSPACE.md', () => {
  test('is read with its lines and purposes, and the rest is prose', () => {
    const text = [
      '# Shop',
      '',
      'Prices are in cents.',
      '',
      '| Path        | Access | What belongs here |',
      '| ----------- | ------ | ----------------- |',
      '| `output/**` | write  | Deliverables, one folder per task |',
      '| `src/**`    | ask    | Source code. |',
      '| `secrets/**`| none   | |',
      '| `**`        | read   | The root stays clean |',
      '',
      'Ask Ann about taxes.',
    ].join('\n');
    const layout = parsed(text);
    assert.deepEqual(layout.rows, [
      { pattern: 'output/**', access: 'write', purpose: 'Deliverables, one folder per task', line: 7 },
      { pattern: 'src/**', access: 'ask', purpose: 'Source code', line: 8 },
      { pattern: 'secrets/**', access: 'none', purpose: '', line: 9 },
      { pattern: '**', access: 'read', purpose: 'The root stays clean', line: 10 },
    ]);
    assert.deepEqual(layout.table, { rows: layout.rows, otherwise: 'read' });
    assert.equal(layout.prose, '# Shop\n\nPrices are in cents.\n\nAsk Ann about taxes.');
  });

  test('has its columns in any order and letter case, and further ones', () => {
    const text =
      '| Owner | ACCESS | Purpose | **path** |\n|---|---|---|---|\n| Ann | Write | Notes | `notes` |\n';
    assert.deepEqual(parsed(text).rows, [{ pattern: 'notes', access: 'write', purpose: 'Notes', line: 3 }]);
  });

  test('counts lines alike whatever ends them, with a byte order mark or without', () => {
    for (const end of ['\n', '\r\n', '\r']) {
      const text = `\ufeff# T${end}${end}${head.replaceAll('\n', end)}| a | ask | |${end}`;
      assert.equal(parsed(text).rows[0]?.line, 5);
    }
  });

  const cells: readonly (readonly [cell: string, pattern: string])[] = [
    ['**', '**'],
    ['*', '*'],
    ['\\*\\*', '**'],
    ['docs/\\*.md', 'docs/*.md'],
    ['`docs/*.md`', 'docs/*.md'],
    ['``  a`b  ``', 'a`b'],
    ['a\\|b', 'a|b'],
    ['`a\\|b/**`', 'a|b/**'],
    ['`my folder/**`', 'my folder/**'],
    ['src_old_/x', 'src_old_/x'],
    ['`app/[id]/**`', 'app/[id]/**'],
    ['`./src/`', './src/'],
    ['/ ', ''],
  ];
  for (const [cell, pattern] of cells.filter(([, expected]) => expected !== '')) {
    test(`the cell ${cell} is the pattern ${pattern}`, () => {
      assert.equal(parsed(`${head}| ${cell} | ask | |\n`).rows[0]?.pattern, pattern);
    });
  }

  test('examples in code fences and in comments are no law', () => {
    const example = `${head}| secrets | write | |\n`;
    const text = `\`\`\`markdown\n${example}\`\`\`\n\n<!--\n${example}-->\n\n${head}| src | ask | |\n`;
    assert.deepEqual(
      parsed(text).rows.map(({ pattern }) => pattern),
      ['src'],
    );
  });

  test('other tables are prose', () => {
    const text = `| Word | Meaning |\n|---|---|\n| read | a verb |\n\n${head}| src | ask | |\n`;
    assert.match(parsed(text).prose, /\| read \| a verb \|/);
  });

  test('prose is cut where it is too long, and says so', () => {
    const { prose } = parsed(`${'word '.repeat(3000)}\n\n${head}| src | ask | |\n`);
    assert.ok(prose.length < 8100);
    assert.match(prose, /\[cut: \d+ more characters\]$/);
  });
});

suite('a broken WORKSPACE.md', () => {
  const broken: readonly (readonly [
    name: string,
    text: string,
    problems: readonly (readonly [number, RegExp])[],
  ])[] = [
    ['41: empty', '', [[1, /empty/]]],
    ['41: blank', ' \n\n', [[1, /empty/]]],
    ['41: of 5 MB', `${head}${'| src | ask | |\n'.repeat(350_000)}`, [[1, /larger than 256 KB/]]],
    ['41: without a table', '# Hello\n', [[1, /no table with the columns Path and Access/]]],
    ['41: with a table of another kind', '\n| Path | Acess |\n|---|---|\n| a | ask |\n', [[2, /no table/]]],
    [
      '41: with two tables',
      `${head}| a | ask | |\n\n${head}| b | ask | |\n`,
      [[5, /only one table.*line 1/]],
    ],
    [
      'with its table in a list',
      `- x\n\n  ${head.replace('\n', '\n  ')}  | a | ask | |\n`,
      [[3, /in a list/]],
    ],
    [
      'with two columns of one name',
      '| Path | Access | Path |\n|---|---|---|\n| a | ask | b |\n',
      [[1, /two columns/]],
    ],
    ['with an unknown word', rows('src | wriet'), [[3, /"wriet" is no access.*did you mean "write"/]]],
    ['with another word for it', rows('src | Hidden'), [[3, /"hidden" is no access.*did you mean "none"/]]],
    [
      'with a word far from any',
      rows('src | sometimes'),
      [[3, /"sometimes" is no access: write, ask, read or none$/]],
    ],
    ['without a word', rows('src |'), [[3, /the access is missing/]]],
    ['with an empty pattern', rows(' | ask'), [[3, /the pattern is empty/]]],
    ['with a pattern too long', rows(`${'a'.repeat(201)} | ask`), [[3, /longer than 200/]]],
    ['208: with an absolute pattern', rows('/etc/** | none'), [[3, /from the folder of this file on/]]],
    ['208: with a pattern of the home folder', rows('~/x | none'), [[3, /from the folder of this file on/]]],
    ['208: with a drive', rows('C:/x | none'), [[3, /from the folder of this file on/]]],
    ['with a pattern upwards', rows('a/../b | none'), [[3, /leads upwards/]]],
    ['with a backslash', rows('`a\\b` | none'), [[3, /not a backslash/]]],
    ['with a negation', rows('!a | read'), [[3, /cannot exclude/]]],
    ['with what cannot be seen', rows('a\u200bb | none'), [[3, /invisible/]]],
    ['with two stars amid a name', rows('`secrets**` | none'), [[3, /"\*\*" must stand alone/]]],
    ['with two patterns in a row', rows('`a`, `b` | none'), [[3, /one pattern in each row/]]],
    ['with two bare patterns in a row', rows('a, b | none'), [[3, /one pattern in each row/]]],
    ['with a pattern half in backticks', rows('`a` and b | none'), [[3, /one pattern in each row/]]],
    ['with a link', rows('[a](a) | none'), [[3, /not a link/]]],
    ['with too many cells', rows('a|b | ask | x'), [[3, /4 cells, the table 3 columns/]]],
    ['with a pattern twice', rows('a/** | ask', 'b | ask', './a/ | none'), [[5, /stands in line 3 already/]]],
    ['that hides too late', rows('a/** | read', 'a/secret | none'), [[4, /line 3 comes first/]]],
    ['that hides after everything', rows('** | read', 'a | none'), [[4, /line 3 comes first/]]],
    [
      'with a row after an empty line',
      `${rows('a | ask')}\n| secrets | none | |\n`,
      [[5, /outside of the table/]],
    ],
    [
      'with a row too far right',
      `${rows('a | ask')}\n     | secrets | none | |\n`,
      [[5, /outside of the table/]],
    ],
    ['with text right below its table', `${rows('a | ask')}More words.\n`, [[4, /the access is missing/]]],
    [
      'with 201 rows',
      rows(...Array.from({ length: 201 }, (_, n) => `f${n} | ask`)),
      [[203, /more than 200 rows/]],
    ],
  ];
  for (const [name, text, expected] of broken) {
    test(`${name} lets agents read only, and says where and why`, () => {
      const layout = parseLayout(text);
      assert.equal(layout.kind, 'broken');
      const problems = layout.kind === 'broken' ? layout.problems : [];
      assert.deepEqual(
        problems.map(({ line }) => line),
        expected.map(([line]) => line),
        JSON.stringify(problems),
      );
      for (const [index, [, reason]] of expected.entries())
        assert.match(problems[index]?.reason ?? '', reason);
      assert.equal(layout.table.otherwise, 'read');
      assert.ok(layout.table.rows.every(({ access }) => access === 'none'));
    });
  }

  test('tells of all its problems at once, in order', () => {
    const layout = parseLayout(rows('/a | ask', 'b | maybe', 'c | ask', '.. | no'));
    assert.deepEqual(layout.kind === 'broken' && layout.problems.map(({ line }) => line), [3, 4, 6, 6]);
  });

  test('still hides what it hides, and what it means to hide', () => {
    const layout = parseLayout(rows('a | none', 'b | ask', 'c | non', 'd | perhaps'));
    assert.deepEqual(
      layout.table.rows.map(({ pattern }) => pattern),
      ['a', 'c'],
    );
  });
});

suite('192, 193: patterns that kill', () => {
  const killers = [
    '{a,b}'.repeat(20),
    '{1..1000000}',
    '{1..100}{1..100}',
    '{{a,b},{c,d}}'.repeat(10),
    '**/a/'.repeat(20),
    '*a'.repeat(40),
    '?*'.repeat(60),
  ];
  for (const pattern of killers) {
    test(`${pattern.slice(0, 24)} is rejected at once, with a reason`, () => {
      const seconds = cpuClock();
      const layout = parseLayout(rows(`\`${pattern}\` | ask`));
      assert.equal(layout.kind, 'broken');
      assert.ok(seconds() < 1);
    });
  }
});

suite('193: many braces in many rows', () => {
  const spread = (n: number) =>
    `\`d${n}/{${Array.from({ length: 40 }, (_, k) => `a${k}`).join(',')}}/**\` | none`;

  test('are refused together, with the line that is too much, and hide what they hide', () => {
    const layout = parseLayout(rows(...Array.from({ length: 12 }, (_, n) => spread(n))));
    assert.ok(layout.kind === 'broken');
    assert.equal(layout.problems.length, 1);
    assert.match(layout.problems[0]!.reason, /more than 400 patterns/);
    assert.equal(layout.table.rows.filter(({ access }) => access === 'none').length, 12);
  });

  test('are law as long as they are few', () => {
    parsed(rows(...Array.from({ length: 9 }, (_, n) => spread(n))));
  });
});

function rows(...texts: readonly string[]): string {
  return `${head}${texts.map((text) => `| ${text} |\n`).join('')}`;
}

function parsed(text: string): Extract<ParsedLayout, { kind: 'parsed' }> {
  const layout = parseLayout(text);
  assert.deepEqual(layout.kind === 'broken' ? layout.problems : [], []);
  assert.ok(layout.kind === 'parsed');
  return layout;
}
