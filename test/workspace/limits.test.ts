import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { type Agent, Sandbox } from './sandbox.ts';

const megabyte = 1024 * 1024;

suite('limits of the file tools', () => {
  suite('199, 195: a folder of 200,000 entries, half of them links to one outside', () => {
    let sandbox: Sandbox;
    let agent: Agent;
    suiteSetup(async function () {
      this.timeout(180_000);
      sandbox = new Sandbox();
      fs.mkdirSync(sandbox.at('wide'));
      for (let n = 0; n < 100_000; n += 1) {
        fs.closeSync(fs.openSync(sandbox.at(`wide/f${n}.txt`), 'w'));
        fs.symlinkSync(sandbox.outside, sandbox.at(`wide/l${n}`));
      }
      sandbox.put('wide/f77777.txt', 'needle\n');
      agent = await sandbox.agent();
      await agent.call('grep', { pattern: 'needle', path: 'wide/f77777.txt' });
    });
    suiteTeardown(function () {
      this.timeout(180_000);
      sandbox.remove();
    });

    const bounded = async (name: string, input: object): Promise<string> => {
      const before = process.resourceUsage().maxRSS;
      const result = await agent.call(name, input);
      const growth = (process.resourceUsage().maxRSS - before) * 1024;
      assert.equal(result.kind, 'output', result.text);
      assert.ok(growth < 64 * megabyte, `grew by ${Math.round(growth / megabyte)} MB`);
      assert.ok(result.text.length < 20_000);
      return result.text;
    };

    test('glob shows the first ones and counts the others', async () => {
      assert.match(await bounded('glob', { pattern: '*.txt' }), /\[99800 more files; narrow the pattern\]$/);
      const text = await bounded('glob', { pattern: 'wi*/f*7.txt', limit: 2 });
      assert.equal(text, 'wide/f10007.txt\nwide/f10017.txt\n[9998 more files; narrow the pattern]');
    }).timeout(60_000);

    test('grep finds the one line, and goes through no link', async () => {
      assert.equal(await bounded('grep', { pattern: 'needle|CANARY' }), 'wide/f77777.txt:1: needle');
      const narrow = { pattern: 'needle|CANARY', glob: 'wi*/[fl]7777*', mode: 'files' };
      assert.equal(await bounded('grep', narrow), 'wide/f77777.txt');
    }).timeout(60_000);

    test('a search in it can be cancelled', async () => {
      const controller = new AbortController();
      const call = { callId: 'c', overtaken: 'no', together: [] } as const;
      const plan = await agent.tool('glob').prepare({ pattern: '**' }, call, controller.signal);
      assert.ok(plan.kind === 'allow');
      const running = plan.run(controller.signal);
      controller.abort(new Error('cancelled'));
      await assert.rejects(running, /cancelled/);
    });
  });

  test('199: of folders 5,000 deep what can be reached is searched, and the rest is told', async function () {
    if (process.platform !== 'linux') return this.skip();
    const sandbox = new Sandbox();
    try {
      sandbox.put('near.txt', 'needle\n');
      // A path so long can only be made from one folder to the next.
      let folder = fs.openSync(sandbox.root, 'r');
      for (let depth = 0; depth < 5_000; depth += 1) {
        fs.mkdirSync(`/proc/self/fd/${folder}/d`);
        const next = fs.openSync(`/proc/self/fd/${folder}/d`, 'r');
        fs.closeSync(folder);
        folder = next;
      }
      fs.writeFileSync(`/proc/self/fd/${folder}/deep.txt`, 'needle\n');
      fs.closeSync(folder);
      const agent = await sandbox.agent();
      const footer = '\\n\\[(some files could not be read|stopped after [^\\n]*)\\]$';
      const found = await agent.call('grep', { pattern: 'needle' });
      assert.match(found.text, new RegExp(`^near\\.txt:1: needle${footer}`));
      const listed = await agent.call('glob', { pattern: '*.txt' });
      assert.match(listed.text, new RegExp(`^near\\.txt${footer}`));
      const path = `${'d/'.repeat(5_000)}deep.txt`;
      for (const [name, input] of [
        ['read_file', { path }],
        ['write_file', { path, content: 'x' }],
        ['glob', { pattern: '*', path }],
      ] as const)
        assert.equal((await agent.call(name, input)).kind, 'denied');
    } finally {
      execFileSync('rm', ['-rf', sandbox.base]);
    }
  }).timeout(60_000);

  test('201: 300 reads at once all succeed', async () => {
    const sandbox = new Sandbox();
    try {
      const names = Array.from({ length: 300 }, (_, n) => `many/${n}.txt`);
      for (const name of names) sandbox.put(name, `text of ${name}\n`);
      const agent = await sandbox.agent();
      const results = await Promise.all(names.map((path) => agent.call('read_file', { path })));
      assert.deepEqual(
        results.map(({ text }) => text),
        names.map((name) => `text of ${name}\n`),
      );
    } finally {
      sandbox.remove();
    }
  }).timeout(30_000);

  test('201: so do they where a process may hold 100 files open', function () {
    if (process.platform === 'win32') return this.skip();
    const sandbox = new Sandbox();
    try {
      for (let n = 0; n < 300; n += 1) sandbox.put(`many/${n}.txt`, 'text\n');
      const script = `
        const { openWorkspace } = await import('${import.meta.dirname}/../../src/workspace/confinement/resolver.ts');
        const { createFileTools } = await import('${import.meta.dirname}/../../src/workspace/tools/fileTools.ts');
        const { defaultLayout } = await import('${import.meta.dirname}/../../src/workspace/layout/layout.ts');
        const { Agent, fileParts } = await import('${import.meta.dirname}/sandbox.ts');
        const { rgPath } = await import('@vscode/ripgrep');
        const workspace = await openWorkspace({ folders: [{ name: 'ws', path: ${JSON.stringify(sandbox.root)} }] });
        const options = { workspace, layout: defaultLayout, rgPath, ...fileParts(${JSON.stringify(sandbox.base)}) };
        const agent = new Agent(createFileTools(options)({ agentId: 'a', label: 'a' }, () => {}), []);
        const paths = Array.from({ length: 300 }, (_, n) => 'many/' + n + '.txt');
        const results = await Promise.all(paths.map((path) => agent.call('read_file', { path })));
        const failed = results.filter(({ text }) => text !== 'text\\n');
        console.log(failed.length, failed[0]?.text ?? '');
      `;
      const node = [process.execPath, '--disable-warning=ExperimentalWarning', '--input-type=module', '-e'];
      const ran = spawnSync('sh', ['-c', 'ulimit -n 100; exec "$@"', 'sh', ...node, script], {
        cwd: import.meta.dirname,
        encoding: 'utf8',
      });
      assert.equal(ran.stdout.trim(), '0', ran.stderr);
    } finally {
      sandbox.remove();
    }
  }).timeout(30_000);
});
