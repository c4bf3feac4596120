import assert from 'node:assert/strict';
import { layoutOf } from '../../../src/workspace/layout/layout.ts';
import { cpuClock } from '../cpuClock.ts';
import { type Agent, Sandbox } from '../sandbox.ts';

suite('which files a search looks at', () => {
  let sandbox: Sandbox;
  let agent: Agent;
  setup(async () => {
    sandbox = new Sandbox();
    agent = await sandbox.agent();
    sandbox.put('.gitignore', 'left\n*.log\n!kept.log\n');
    sandbox.put('src/a.ts', 'word\n');
    sandbox.put('src/deep/b.ts', 'word\n');
    sandbox.put('src/deep/c.md', 'word\n');
    sandbox.put('pkg/one/src/d.ts', 'word\n');
    sandbox.put('pkg/two/test/e.ts', 'word\n');
    sandbox.put('left/f.ts', 'word\n');
    sandbox.put('x.log', 'word\n');
    sandbox.put('kept.log', 'word\n');
    sandbox.put('#h [1].ts', 'word\n');
  });
  teardown(() => sandbox.remove());

  const grep = async (input: object) => (await agent.call('grep', input)).text;
  const glob = async (input: object) => (await agent.call('glob', input)).text;
  const sources = ['#h [1].ts', 'pkg/one/src/d.ts', 'pkg/two/test/e.ts', 'src/a.ts', 'src/deep/b.ts'];

  const globs: readonly (readonly [string, readonly string[]])[] = [
    ['*.ts', sources],
    ['**/*.ts', sources],
    ['./**/**/*.ts', sources],
    ['src/*.ts', ['src/a.ts']],
    ['src/**', ['src/a.ts', 'src/deep/b.ts', 'src/deep/c.md']],
    ['src/', ['src/a.ts', 'src/deep/b.ts', 'src/deep/c.md']],
    ['src/**/*.ts', ['src/a.ts', 'src/deep/b.ts']],
    ['src/deep/*', ['src/deep/b.ts', 'src/deep/c.md']],
    ['pkg/*/src/**/*.ts', ['pkg/one/src/d.ts']],
    ['pkg/**/e.ts', ['pkg/two/test/e.ts']],
    ['pkg/**/*s*/**/e.ts', ['pkg/two/test/e.ts']],
    ['s*/d*/**', ['src/deep/b.ts', 'src/deep/c.md']],
    ['*/*/?.md', ['src/deep/c.md']],
    ['**/deep/*.md', ['src/deep/c.md']],
    ['{pkg/one,src/deep}/**/*.ts', ['pkg/one/src/d.ts', 'src/deep/b.ts']],
    ['**/{a,b,h}.t[st]', ['src/a.ts', 'src/deep/b.ts']],
    ['*/?.ts', ['src/a.ts']],
    ['pkg/t[!a-m]o/**', ['pkg/two/test/e.ts']],
    ['#h*', ['#h [1].ts']],
    ['left/**', []],
    ['left/f.ts', []],
    ['{left,none}/*.ts', []],
    ['*.log', ['kept.log']],
  ];
  for (const [pattern, expected] of globs) {
    test(`${pattern} takes the same files in both tools, and no ignored one`, async () => {
      assert.equal(await glob({ pattern }), expected.join('\n') || '[no files match]');
      const found = await grep({ pattern: 'word', glob: pattern, mode: 'files' });
      assert.equal(found, expected.join('\n') || '[no matches]');
    });
  }

  for (const pattern of [`${'*a'.repeat(6)}b/*.ts`, `${'**/a*/'.repeat(6)}c/*.ts`]) {
    test(`188: the glob ${pattern.slice(0, 12)}\u2026, which kills backtracking engines, is answered at once`, async () => {
      sandbox.put(`${'a'.repeat(100)}/${'ab/'.repeat(100)}x.ts`, 'word\n');
      const seconds = cpuClock();
      assert.equal(await glob({ pattern }), '[no files match]');
      assert.ok(seconds() < 2);
    });
  }

  for (const pattern of ['[', 'a/[b/c', '{a', 'x/{a,b', '*/a}']) {
    test(`the broken glob ${pattern} is answered with a message`, async () => {
      assert.equal((await agent.call('glob', { pattern })).kind, 'error');
      assert.equal((await agent.call('grep', { pattern: 'word', glob: pattern })).kind, 'error');
    });
  }

  test('a type takes its files, alone or with a glob', async () => {
    assert.equal(await grep({ pattern: 'word', type: 'md', mode: 'files' }), 'src/deep/c.md');
    assert.equal(await grep({ pattern: 'word', type: 'ts', mode: 'files' }), sources.join('\n'));
    assert.equal(await grep({ pattern: 'word', type: 'ts', glob: 'b.*', mode: 'files' }), 'src/deep/b.ts');
    assert.equal(await grep({ pattern: 'word', type: 'ts', glob: '*.md', mode: 'files' }), '[no matches]');
    assert.equal(await grep({ pattern: 'word', type: 'md', path: 'src', mode: 'count' }), 'src/deep/c.md: 1');
  });

  test('a file that is named is searched, whatever glob and type say', async () => {
    for (const filter of [{ glob: '*.md' }, { glob: 'none/*.ts' }, { glob: '**/?.md' }, { type: 'md' }]) {
      for (const mode of ['content', 'files', 'count']) {
        const text = await grep({ pattern: 'word', path: 'src/a.ts', mode, ...filter });
        assert.ok(text.startsWith('src/a.ts'), text);
      }
    }
    assert.equal((await agent.call('grep', { pattern: 'word', path: 'src/a.ts', glob: '{' })).kind, 'error');
  });

  test('an unknown type is refused with those that come near', async () => {
    const answer = async (type: string) => {
      const result = await agent.call('grep', { pattern: 'word', type });
      assert.equal(result.kind, 'error');
      return result.text;
    };
    assert.match(await answer('tsx'), /There is no file type "tsx"\. Near ones: .*\bts\b/);
    assert.match(await answer('pyton'), /Near ones: .*\bpython\b/);
    assert.match(await answer('--pre=sh'), /There is no file type/);
    assert.match(await answer(''), /There is no file type ""/);
    assert.ok((await answer('x'.repeat(5000))).length < 300);
  });

  test('ignore files further in hold for their folders', async () => {
    sandbox.put('src/deep/.ignore', '*.md\n');
    sandbox.put('pkg/.gitignore', '/one\n');
    assert.equal(
      await glob({ pattern: '**' }),
      '#h [1].ts\n.gitignore\nkept.log\npkg/.gitignore\npkg/two/test/e.ts\nsrc/a.ts\nsrc/deep/.ignore\nsrc/deep/b.ts',
    );
    assert.equal(await grep({ pattern: 'word', path: 'pkg', mode: 'files' }), 'pkg/two/test/e.ts');
  });

  test('what a layout closes is left out with its number, which tells neither content nor names', async () => {
    const closed = await sandbox.agent(
      layoutOf({ rows: [{ pattern: 'pkg/**', access: 'none', purpose: '' }], otherwise: 'read' }),
    );
    const footer = '[2 files hidden: the layout of the workspace closes them]';
    const text = async (name: string, input: object) => (await closed.call(name, input)).text;
    assert.equal(await text('grep', { pattern: 'nowhere' }), `[no matches]\n${footer}`);
    assert.ok((await text('glob', { pattern: '**' })).endsWith(footer));
    // A number that followed the pattern would spell the names out.
    const untold = '[not searched: what the layout of the workspace closes]';
    assert.equal(await text('glob', { pattern: '*.ts' }), `#h [1].ts\nsrc/a.ts\nsrc/deep/b.ts\n${untold}`);
    assert.equal(await text('glob', { pattern: 'pkg/t*' }), await text('glob', { pattern: 'pkg/q*' }));
    assert.equal(
      await text('grep', { pattern: 'word', glob: '*.ts', mode: 'files' }),
      `#h [1].ts\nsrc/a.ts\nsrc/deep/b.ts\n${untold}`,
    );
  });

  test('a name that no tool takes is never shown, only counted', async function () {
    if (process.platform === 'win32') return this.skip();
    const names = [
      'line\nfeed.txt',
      'back\\slash.txt',
      'esc\u001b[2J.txt',
      'right\u202eleft.txt',
      'c:drive.txt',
    ];
    for (const name of names) sandbox.put(name, 'word\n');
    sandbox.put('src/with:colon.txt', 'word\n');
    const footer = '[5 files hidden: no tool can take such a path]';
    assert.equal(await glob({ pattern: '*.txt' }), `src/with:colon.txt\n${footer}`);
    assert.equal(await glob({ pattern: '*/*.txt' }), 'src/with:colon.txt');
    assert.equal(
      await grep({ pattern: 'word', glob: '*.txt', mode: 'files' }),
      `src/with:colon.txt\n${footer}`,
    );
    assert.equal(await grep({ pattern: 'nowhere' }), `[no matches]\n${footer}`);
  });

  test('a name with a line feed cannot pass its content off as that of another file', async function () {
    if (process.platform === 'win32') return this.skip();
    sandbox.put('x\n.', '');
    sandbox.put('y\n./src/a.ts', 'word of another file\n');
    for (const mode of ['content', 'files', 'count']) {
      assert.ok(!(await grep({ pattern: 'another', mode })).includes('src/a.ts'));
    }
  });

  test('13: a file with several hard links is neither shown nor counted', async () => {
    const { linkSync } = await import('node:fs');
    linkSync(`${sandbox.outside}/secret.txt`, sandbox.at('src/linked.txt'));
    for (const mode of ['content', 'files', 'count']) {
      assert.equal(await grep({ pattern: 'CANARY', mode, limit: 1 }), '[no matches]');
    }
    assert.ok(!(await glob({ pattern: '**' })).includes('linked'));
  });
});
