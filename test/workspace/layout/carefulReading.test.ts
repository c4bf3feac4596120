import assert from 'node:assert/strict';
import { type Access, accessOf, layoutOf } from '../../../src/workspace/layout/layout.ts';
import { parseLayout } from '../../../src/workspace/layout/parseLayout.ts';
import { cpuClock } from '../cpuClock.ts';

const head = '| Path | Access | What belongs here |\n| --- | --- | --- |\n';
const table = (...rows: readonly string[]) => `${head}${rows.map((row) => `| ${row} |\n`).join('')}`;
const open = table('src | write |');

suite('a WORKSPACE.md is never more open than a careful person reads it', () => {
  /** A text that means to hide `secrets`, the line that is told of, and the reason. */
  const meant: readonly (readonly [name: string, text: string, line: number, reason: RegExp])[] = [
    ['after **/*', table('**/* | write |', 'secrets/** | none |'), 4, /line 3 comes first/],
    ['after */**', table('*/** | write |', 'secrets/** | none |'), 4, /line 3 comes first/],
    ['after a choice', table('{src,secrets}/** | write |', 'secrets/** | none |'), 4, /line 3 comes first/],
    ['with another by a line break', table('secrets<br>keys | none |'), 3, /one pattern in each row/],
    ['with another by a comma', table('secrets,keys | none |'), 3, /one pattern in each row/],
    ['half in backticks', table('`secrets` and `keys` | none |'), 3, /one pattern in each row/],
    ['with a comment', table('secrets <!-- all --> | none |'), 3, /without HTML/],
    ['with spaces at its slash', table('secrets / ** | none |'), 3, /begins or ends with a space/],
    ['with dots for everything', table('secrets/... | none |'), 3, /not dots/],
    ['in bold', table('**secrets/** | none |'), 3, /must stand alone/],
    ['as a link', table('[keys](secrets) | none |'), 3, /not a link/],
    ['from the root of the disk', table('/secrets/** | none |'), 3, /from the folder of this file on/],
    ['with backslashes', table('`secrets\\**` | none |'), 3, /not a backslash/],
    ['with a word more', table('secrets | none (hidden) |'), 3, /did you mean "none"/],
    ['in other words', table('secrets | hidden from all agents |'), 3, /did you mean "none"/],
    ['with what cannot be seen', table('secrets | none\u200b |'), 3, /"none<U\+200B>".*"none"/],
    ['in a row too wide', table('secrets|x | none |'), 3, /4 cells/],
    [
      'beyond the last row',
      table(...Array.from({ length: 200 }, (_, n) => `f${n} | ask |`), 'secrets | none |'),
      203,
      /more than 200/,
    ],
    [
      'beyond 256 KB of prose',
      `${table('secrets | none |')}\n${'words '.repeat(50_000)}\n`,
      1,
      /larger than 256 KB/,
    ],
    ['in a row without outer lines', `${open}\nsecrets/** | none\n`, 5, /outside of the table/],
    ['in a list', `${open}\n- | secrets | none | |\n`, 5, /outside of the table/],
    ['in a quotation', `${open}\n> | secrets | none | |\n`, 5, /outside of the table/],
    ['in HTML', `${open}\n<div>\n| secrets | none | |\n</div>\n`, 6, /outside of the table/],
    ['after a comment', `${open}<!-- x -->\n| secrets | none | |\n`, 5, /outside of the table/],
    ['in a comment without end', `${open}\n<!-- x\n| secrets | none | |\n`, 6, /outside of the table/],
    ['in a fence without end', `${open}\n\`\`\`\n| secrets | none | |\n`, 6, /outside of the table/],
  ];
  for (const [name, text, line, reason] of meant) {
    test(`what is to be hidden ${name} is hidden, and the row is told of`, () => {
      const layout = parseLayout(text);
      assert.equal(layout.kind, 'broken');
      const told = layout.kind === 'broken' ? layout.problems : [];
      assert.ok(
        told.some((problem) => problem.line === line && reason.test(problem.reason)),
        JSON.stringify(told),
      );
      assert.equal(accessAt(text, 'secrets/key.txt'), 'none');
      assert.notEqual(accessAt(text, 'src/a.ts'), 'write');
    });
  }

  test('a second table that looks like the law closes the folder', () => {
    for (const heads of ['| Folder | Access |', '| Path | Permission |']) {
      const layout = parseLayout(`${open}\n${heads}\n|---|---|\n| secrets | none |\n`);
      assert.ok(layout.kind === 'broken');
      assert.deepEqual(
        layout.problems.map(({ line }) => line),
        [5],
      );
    }
  });

  const harmless: readonly string[] = [
    `${open}\nThe words are: write | ask | read | none.\n`,
    `${open}\n| Access | Meaning |\n|---|---|\n| write | agents may write |\n`,
    `${open}\n<!--\n| secrets | none | |\n-->\n`,
    `${open}\n\`\`\`\n| secrets | none | |\n\`\`\`\n`,
    table('`a,b` | write |', '{a,b}.txt | write |', 'src | write |'),
    table('**/*.md | write |', 'docs/*.key | none |', 'src | write |'),
    table('*/x | write |', '[ab]/x | none |', 'src | write |'),
    table('*/x | write |', 'secrets/** | none |', 'src | write |'),
  ];
  for (const text of harmless) {
    test(`nothing is wrong with ${JSON.stringify(text.slice(head.length, head.length + 60))}`, () => {
      const layout = parseLayout(text);
      assert.deepEqual(layout.kind === 'broken' ? layout.problems : [], []);
      assert.equal(accessAt(text, 'src/a.ts'), 'write');
    });
  }
});

suite('192: a WORKSPACE.md that is made to take long', () => {
  const size = 240_000;
  const killers: Readonly<Record<string, string>> = {
    'a line of strokes': `${open}\n${'|'.repeat(size)}\n`,
    'a line of strokes and spaces': `${open}\n${'| '.repeat(size / 2)}\n`,
    'a cell of backticks': table(`${'`'.repeat(size)} | none |`),
    'a cell of links': table(`${'[a]('.repeat(size / 4)} | none |`),
    'a cell of brackets': table(`${'<'.repeat(size)} | none |`),
    'comments without end': `${open}\n${'<!--\nx\n'.repeat(size / 7)}`,
    'rows that hide': head + Array.from({ length: 15_000 }, (_, n) => `|*a${n}*|none|\n`).join(''),
    'choices against choices': table(
      ...Array.from({ length: 100 }, (_, n) => `${'{a,b}'.repeat(6)}*${n}/** | ask |`),
      ...Array.from({ length: 100 }, (_, n) => `${'{a,b}'.repeat(6)}*${n}z/** | none |`),
    ),
  };
  for (const [name, text] of Object.entries(killers)) {
    test(`${name} takes a moment`, () => {
      const seconds = cpuClock();
      parseLayout(text);
      assert.ok(seconds() < 2);
    });
  }
});

function accessAt(text: string, relative: string): Access {
  return accessOf(layoutOf(parseLayout(text).table), 'ws', relative);
}
