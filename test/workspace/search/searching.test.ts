import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { openWorkspace } from '../../../src/workspace/confinement/resolver.ts';
import { defaultLayout } from '../../../src/workspace/layout/layout.ts';
import { createFileTools } from '../../../src/workspace/tools/fileTools.ts';
import { cpuClock } from '../cpuClock.ts';
import { Agent, fileParts, Sandbox } from '../sandbox.ts';

suite('grep and glob', () => {
  let sandbox: Sandbox;
  let agent: Agent;
  setup(async () => {
    sandbox = new Sandbox();
    agent = await sandbox.agent();
    sandbox.put('src/b.ts', 'two hello\nthree\n');
    sandbox.put('src/a.ts', 'one\nhello world\n');
    sandbox.put('.github/x.yml', 'hello\n');
    sandbox.put('node_modules/m/i.ts', 'hello\n');
    sandbox.put('.gitignore', 'node_modules\n*.log\n');
    sandbox.put('x.log', 'hello\n');
    sandbox.put('.git/config', 'hello\n');
    sandbox.put('.env', 'hello SECRET\n');
    sandbox.link(sandbox.outside, 'out');
  });
  teardown(() => sandbox.remove());

  const hidden = '[1 file hidden: they may hold secrets]';
  const grep = async (input: object) => (await agent.call('grep', input)).text;
  const glob = async (input: object) => (await agent.call('glob', input)).text;

  test('content, files and count modes', async () => {
    assert.equal(
      await grep({ pattern: 'hello' }),
      `.github/x.yml:1: hello\nsrc/a.ts:2: hello world\nsrc/b.ts:1: two hello\n${hidden}`,
    );
    assert.equal(await grep({ pattern: 'hello', path: 'src', mode: 'files' }), 'src/a.ts\nsrc/b.ts');
    assert.equal(await grep({ pattern: 'e', path: 'src', mode: 'count' }), 'src/a.ts: 2\nsrc/b.ts: 2');
    assert.equal(
      await grep({ pattern: 'three', path: 'src/b.ts', context: 1 }),
      'src/b.ts-1- two hello\nsrc/b.ts:2: three',
    );
    assert.equal(await grep({ pattern: 'nothing', path: 'src' }), '[no matches]');
    assert.equal(
      await grep({ pattern: 'e', path: 'src', limit: 1 }),
      'src/a.ts:1: one\n[3 more matches; narrow the search]',
    );
    assert.equal(
      await grep({ pattern: 'HELLO', glob: 'a.*', case_sensitive: false }),
      'src/a.ts:2: hello world',
    );
    assert.equal(await grep({ pattern: 'l.o', literal: true, path: 'src' }), '[no matches]');
  });

  test('glob lists sorted paths, respects .gitignore whatever the pattern, and says what is missing', async () => {
    assert.equal(await glob({ pattern: '*.ts' }), 'src/a.ts\nsrc/b.ts');
    assert.equal(await glob({ pattern: '**' }), `.github/x.yml\n.gitignore\nsrc/a.ts\nsrc/b.ts\n${hidden}`);
    assert.equal(await glob({ pattern: '*.ts', limit: 1 }), 'src/a.ts\n[1 more files; narrow the pattern]');
    assert.equal(await glob({ pattern: '*.rs' }), '[no files match]');
    assert.equal(await glob({ pattern: '*.log' }), '[no files match]');
    assert.equal(await glob({ pattern: 'a.ts', path: 'src' }), 'src/a.ts');
  });

  test('grep with a glob respects .gitignore too', async () => {
    assert.equal(await grep({ pattern: 'hello', glob: '**/*.log' }), '[no matches]');
    assert.equal(
      await grep({ pattern: 'hello', glob: '**', mode: 'files' }),
      `.github/x.yml\nsrc/a.ts\nsrc/b.ts\n${hidden}`,
    );
  });

  for (const pattern of ['../**', '/**', '{..,a}/**', '**/../../*', '!src/**', 'C:/x', 'a\0b', '']) {
    test(`44: the glob ${JSON.stringify(pattern)} is refused by both tools`, async () => {
      assert.equal((await agent.call('glob', { pattern })).kind, 'error');
      assert.equal((await agent.call('grep', { pattern: 'CANARY', glob: pattern })).kind, 'error');
    });
  }

  test('44: links are not followed', async () => {
    assert.ok(!(await glob({ pattern: '**/*.txt' })).includes('secret'));
    assert.equal(await grep({ pattern: 'CANARY' }), `[no matches]\n${hidden}`);
  });

  test('45, 55: what may hold secrets is left out, and its count tells nothing of its content', async () => {
    sandbox.put('sub/.ENV.local', 'SECRET\n');
    const missing = await grep({ pattern: 'nothing like it' });
    assert.equal(await grep({ pattern: 'SECRET' }), missing);
    assert.match(missing, /2 files hidden/);
  });

  test('188: a pattern that kills backtracking engines answers at once', async () => {
    sandbox.put('evil.txt', `${'a'.repeat(40)}!\n`);
    const seconds = cpuClock();
    assert.equal(await grep({ pattern: '(a+)+$', path: 'evil.txt' }), '[no matches]');
    assert.ok(seconds() < 1);
  });

  for (const pattern of [
    '(?=x)',
    '(a)\\1',
    '\\p{Nonsense}',
    '(',
    'x'.repeat(100_000),
    'a{1000}{1000}{1000}',
    'a\nb',
  ]) {
    test(`189: ${JSON.stringify(pattern.slice(0, 20))} is answered with a message`, async () => {
      const result = await agent.call('grep', { pattern });
      assert.equal(result.kind, 'error');
      assert.ok(result.text.length < 1200);
      assert.doesNotMatch(result.text, /--[a-z]|-U/, 'options that the tool does not have');
    });
  }

  for (const pattern of ['--pre=sh', '-f/etc/passwd', '--no-ignore', '-e', '--']) {
    test(`190: ${pattern} is a pattern, not an option`, async () => {
      sandbox.put('src/c.txt', `x ${pattern} y\n`);
      assert.equal(await grep({ pattern, literal: true, path: 'src' }), `src/c.txt:1: x ${pattern} y`);
    });
  }

  test('190: a file whose name is an option is only a file', async () => {
    sandbox.put('-v', 'hello\n');
    assert.equal(await grep({ pattern: 'hello', path: '-v' }), '-v:1: hello');
  });

  test('191: a ripgrep configuration is ignored', async () => {
    const config = path.join(sandbox.base, 'rgrc');
    fs.writeFileSync(config, '--no-ignore\n');
    process.env.RIPGREP_CONFIG_PATH = config;
    try {
      assert.ok(!(await grep({ pattern: 'hello', mode: 'files' })).includes('node_modules'));
    } finally {
      delete process.env.RIPGREP_CONFIG_PATH;
    }
  });

  for (const [name, pattern] of [
    ['192: many stars', `${'*a'.repeat(12)}*b`],
    ['193: many braces', '{a,b}'.repeat(20)],
    ['193: a long range', '{1..1000000}'],
    ['193: many double stars', '**/'.repeat(50)],
  ] as const) {
    test(`${name} in a glob answer at once`, async () => {
      sandbox.put('a'.repeat(60), '');
      const seconds = cpuClock();
      await agent.call('glob', { pattern });
      assert.ok(seconds() < 1.5);
    });
  }

  test('79: long lines are cut, but never away from the match', async () => {
    sandbox.put('long.txt', `${'x'.repeat(3_000_000)}hello\nhello${'é'.repeat(9000)}\n`);
    const lines = (await grep({ pattern: 'hello', path: 'long.txt' })).split('\n');
    assert.deepEqual(lines, [`long.txt:1: …${'x'.repeat(394)}hello`, `long.txt:2: hello${'é'.repeat(394)}…`]);
  });

  test('binary files are left out', async () => {
    sandbox.put('src/x.bin', Buffer.from('hello\0hello\n'));
    assert.ok(!(await grep({ pattern: 'hello', path: 'src' })).includes('x.bin'));
  });

  test('an aborted search ends', async () => {
    const controller = new AbortController();
    controller.abort(new Error('stop'));
    const plan = await agent
      .tool('grep')
      .prepare({ pattern: 'x' }, { callId: 'c', overtaken: 'no', together: [] }, controller.signal);
    assert.ok(plan.kind === 'allow');
    await assert.rejects(plan.run(controller.signal), /stop/);
  });

  test('a search program that cannot be started is an error for the model', async () => {
    const workspace = await openWorkspace({ folders: [{ name: 'ws', path: sandbox.root }] });
    const tools = createFileTools({
      workspace,
      layout: defaultLayout,
      rgPath: sandbox.at('no-rg'),
      ...fileParts(sandbox.base),
    })({ agentId: 'a', label: 'a' }, () => {});
    const result = await new Agent(tools, []).call('grep', { pattern: 'x' });
    assert.equal(result.kind, 'error');
    assert.match(result.text, /could not be started/);
  });

  test('55: files that are secret only in their folder are left out of a search', async () => {
    sandbox.put('.docker/config.json', 'SECRET\n');
    sandbox.put('service-account-1.json', 'SECRET\n');
    assert.equal(await grep({ pattern: 'SECRET' }), '[no matches]\n[3 files hidden: they may hold secrets]');
    assert.ok(!(await grep({ pattern: 'SECRET', path: '.docker' })).includes('config.json'));
  });

  test('a search that could not read some files says so, whatever it found', async function () {
    if (process.platform === 'win32') return this.skip();
    const { rgPath } = await import('@vscode/ripgrep');
    const failing = path.join(sandbox.base, 'rg');
    fs.writeFileSync(failing, `#!/bin/sh\n'${rgPath}' "$@"\nexit 2\n`, { mode: 0o755 });
    const workspace = await openWorkspace({ folders: [{ name: 'ws', path: sandbox.root }] });
    const tools = createFileTools({
      workspace,
      layout: defaultLayout,
      rgPath: failing,
      ...fileParts(sandbox.base),
    });
    const partial = new Agent(
      tools({ agentId: 'a', label: 'a' }, () => {}),
      [],
    );
    const textOf = async (name: string, input: object) => (await partial.call(name, input)).text;
    const footer = '[some files could not be read]';
    assert.equal(await textOf('grep', { pattern: 'three' }), `src/b.ts:2: three\n${hidden}\n${footer}`);
    assert.equal(await textOf('grep', { pattern: 'nothing', path: 'src' }), `[no matches]\n${footer}`);
    assert.equal(await textOf('glob', { pattern: 'a.ts' }), `src/a.ts\n${footer}`);
  });

  test('195: ten thousand files are listed in a moment', async () => {
    for (let n = 0; n < 10_000; n++) sandbox.put(`many/${n % 100}/${n}.txt`, 'x\n');
    const seconds = cpuClock();
    assert.match(await glob({ pattern: 'many/**' }), /\[9800 more files; narrow the pattern\]$/);
    assert.ok(seconds() < 2);
  }).timeout(30_000);

  test('hits of several folders carry the name of their folder', async () => {
    const folders = ['src', '.github'].map((name) => ({ name, path: sandbox.at(name) }));
    const workspace = await openWorkspace({ folders });
    const { rgPath } = await import('@vscode/ripgrep');
    const many = new Agent(
      createFileTools({ workspace, layout: defaultLayout, rgPath, ...fileParts(sandbox.base) })(
        { agentId: 'a', label: 'a' },
        () => {},
      ),
      [],
    );
    const found = await many.call('grep', { pattern: 'hello', mode: 'files' });
    assert.equal(found.text, 'src/a.ts\nsrc/b.ts\n.github/x.yml');
    assert.equal(
      (await many.call('glob', { pattern: '*', path: '/workspace/src' })).text,
      'src/a.ts\nsrc/b.ts',
    );
  });
});
