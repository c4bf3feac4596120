import assert from 'node:assert/strict';
import { type Access, accessOf, layoutOf } from '../../../src/workspace/layout/layout.ts';
import { refusePattern } from '../../../src/workspace/layout/refusePattern.ts';
import { cpuClock } from '../cpuClock.ts';

suite('what a pattern covers', () => {
  const exact: readonly (readonly [
    pattern: string,
    covered: readonly string[],
    others: readonly string[],
  ])[] = [
    [
      'output/**',
      ['output/x', 'output/a/b', 'output/.hidden/x'],
      ['output', 'OUTPUT/x', 'output-evil/x', 'src/output/x'],
    ],
    ['src', ['src', 'src/a', 'src/a/b'], ['src2', 'a/src', 'SRC/a']],
    ['README.md', ['README.md'], ['docs/README.md', 'readme.md']],
    ['*.md', ['a.md', '.md'], ['a/b.md', 'a.MD']],
    ['**/*.md', ['a.md', 'x/y/a.md'], ['a.mdx']],
    ['**/src', ['src', 'a/src', 'a/src/b/c', 'src/b'], ['a/src2/b']],
    ['packages/*/src/**', ['packages/a/src/b'], ['packages/src/b', 'packages/a/b/src/c']],
    ['{docs,guides}', ['docs', 'docs/a', 'guides/b/c'], ['other/a', 'doc']],
    ['**/*.{png,jpg}', ['a.png', 'x/b.jpg'], ['a.gif']],
    ['docs/[a-c]*', ['docs/alpha'], ['docs/delta', 'docs/alpha/x']],
    ['a(b)', ['a(b)', 'a(b)/c'], ['ab']],
    ['!a', ['!a'], ['b']],
    ['#a/**', ['#a/b'], ['a/b']],
    ['**', ['a', 'a/b', '.x/y'], []],
  ];
  for (const [pattern, covered, others] of exact) {
    test(`40: ${pattern} covers exactly what it says`, () => {
      for (const path of covered) assert.equal(accessBy(pattern, 'write', path), 'write', path);
      for (const path of others) assert.equal(accessBy(pattern, 'write', path), 'read', path);
    });
  }

  const same: readonly (readonly [spellings: readonly string[], path: string])[] = [
    [['a/b/**', './a/b/**', 'a//b/**', 'a/b/', './/a/./b//', 'a/b'], 'a/b/c'],
    [['**', '.', './', './/', './**'], 'a/b'],
    [['a/**', 'a/.', 'a/./', 'a/'], 'a/b'],
    [['[draft]/**', '[draft]', '[draft]/'], '[draft]/x'],
    [['a{b}/**', 'a{b}'], 'a{b}/x'],
    [['app/[id]/*', 'app/[id]/**', 'app/**/[id]/*'], 'app/[id]/page.tsx'],
    [['app/{x,y}z/*.ts', 'app/*/*'], 'app/{x,y}z/a.ts'],
  ];
  for (const [spellings, path] of same) {
    for (const pattern of spellings) {
      for (const access of ['none', 'ask', 'write'] as const) {
        test(`208: ${pattern} as ${access} covers ${path}`, () => {
          assert.equal(accessBy(pattern, access, path), access);
        });
      }
    }
  }

  const hidden: readonly (readonly [pattern: string, path: string])[] = [
    ['secrets', 'secrets'],
    ['secrets', 'secrets/a/b'],
    ['secrets/**', 'secrets'],
    ['secrets/**', 'SECRETS/a'],
    ['Secrets/**', 'secrets/a'],
    ['**/secrets/**', 'a/Secrets'],
    ['**/secrets/**', 'a/SECRETS/b'],
    ['*.key', 'old.key/inside'],
    ['**/*.key', 'a/B.KEY'],
    ['caf\u00e9/**', 'cafe\u0301/a'],
    ['cafe\u0301/**', 'caf\u00e9/a'],
    ['secrets/**', 'sec\u200drets/a'],
    ['secrets/**', 'secrets./a'],
    ['secrets/**', 'ｓecrets/a'],
    ['Geheim*', 'geheimnis/a'],
    ['straße', 'STRASSE/x'],
  ];
  for (const [pattern, path] of hidden) {
    test(`20, 40: a hidden ${pattern} hides ${JSON.stringify(path)}, however some disk spells it`, () => {
      assert.equal(accessBy(pattern, 'none', path), 'none');
    });
  }

  test('a hidden place hides nothing that only begins alike', () => {
    for (const path of ['secrets2/a', 'a/secrets', 'secret/s'])
      assert.equal(accessBy('secrets', 'none', path), 'read');
  });

  test('the first row that matches wins', () => {
    const layout = layoutOf({
      rows: [
        { pattern: 'src/gen/**', access: 'read', purpose: '' },
        { pattern: 'src/**', access: 'ask', purpose: '' },
        { pattern: '**', access: 'write', purpose: '' },
      ],
      otherwise: 'none',
    });
    const accessAt = (path: string) => accessOf(layout, 'ws', path);
    assert.deepEqual(['src/gen/a', 'src/a', 'a'].map(accessAt), ['read', 'ask', 'write']);
  });
});

suite('192, 193: patterns under pressure', () => {
  test('whatever is accepted answers in no time, on paths made to hurt', () => {
    const accepted = [
      '*a*a*a*a*a*a*a*a*a*b',
      '**/a/**/a/**/a/**/a/**/b',
      '{a,b,c}{a,b,c}{a,b,c}*',
      '?*?*?*?*?*?*z',
    ];
    const paths = ['a'.repeat(250), 'a/'.repeat(120), `${'a/a/'.repeat(60)}c`, 'abc'.repeat(80)];
    for (const pattern of accepted) {
      assert.equal(refusePattern(pattern), undefined, pattern);
      for (const access of ['none', 'ask'] as const) {
        const seconds = cpuClock();
        for (const path of paths) accessBy(pattern, access, path);
        assert.ok(seconds() < 0.5, pattern);
      }
    }
  });

  test('a search of 50,000 files asks 20 rows without being held up', () => {
    const patterns = [
      'output/**',
      'docs',
      '**/*.key',
      'packages/*/src/**',
      '**/*.test.ts',
      '*.md',
      '**/dist/**',
    ];
    const layout = layoutOf({
      rows: Array.from({ length: 20 }, (_, n) => ({
        pattern: patterns[n] ?? `folder${n}/sub/**`,
        access: n % 5 === 2 ? 'none' : 'ask',
        purpose: '',
      })),
      otherwise: 'read',
    });
    const { user } = process.cpuUsage();
    for (let n = 0; n < 50_000; n += 1)
      accessOf(layout, 'ws', `packages/p${n % 97}/lib/Part${n % 13}/file${n}.tsx`);
    assert.ok(process.cpuUsage({ user, system: 0 }).user < 1_000_000);
  });
});

function accessBy(pattern: string, access: Access, path: string): Access {
  return accessOf(layoutOf({ rows: [{ pattern, access, purpose: '' }], otherwise: 'read' }), 'ws', path);
}
