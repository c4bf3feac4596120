import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { openWorkspace } from '../../../src/workspace/confinement/resolver.ts';
import { defaultLayout } from '../../../src/workspace/layout/layout.ts';
import { ripgrepFor } from '../../../src/workspace/search/ripgrep.ts';
import { createFileTools } from '../../../src/workspace/tools/fileTools.ts';
import { Agent, fileParts, never, Sandbox } from '../sandbox.ts';

suite('what a search shows', () => {
  let sandbox: Sandbox;
  let agent: Agent;
  setup(async () => {
    sandbox = new Sandbox();
    agent = await sandbox.agent();
  });
  teardown(() => sandbox.remove());

  const grep = async (input: object) => (await agent.call('grep', input)).text;
  const numbered = (count: number, hits: readonly number[]) =>
    Array.from({ length: count }, (_, n) => `${hits.includes(n + 1) ? 'hit' : 'line'} ${n + 1}\n`).join('');

  test('context of neighbouring matches is merged, and a gap is marked', async () => {
    sandbox.put('a.txt', numbered(12, [2, 4, 10]));
    sandbox.put('b.txt', 'hit\n');
    assert.equal(
      await grep({ pattern: 'hit', context: 1 }),
      [
        'a.txt-1- line 1',
        'a.txt:2: hit 2',
        'a.txt-3- line 3',
        'a.txt:4: hit 4',
        'a.txt-5- line 5',
        '--',
        'a.txt-9- line 9',
        'a.txt:10: hit 10',
        'a.txt-11- line 11',
        '--',
        'b.txt:1: hit',
      ].join('\n'),
    );
  });

  test('the limit counts matches, not their context', async () => {
    sandbox.put('a.txt', numbered(12, [2, 4, 10]));
    sandbox.put('b.txt', 'hit\n');
    assert.equal(
      await grep({ pattern: 'hit', context: 2, limit: 1 }),
      'a.txt-1- line 1\na.txt:2: hit 2\na.txt-3- line 3\n[3 more matches; narrow the search]',
    );
    assert.match(await grep({ pattern: 'hit', limit: 3 }), /a\.txt:10: hit 10\n\[1 more matches;/);
    assert.equal(
      await grep({ pattern: 'hit', mode: 'files', limit: 1 }),
      'a.txt\n[1 more matches; narrow the search]',
    );
  });

  test('UTF-16 with a byte order mark is found, and shown as text', async () => {
    sandbox.put('le.txt', Buffer.from('\ufeffäh, word\r\n', 'utf16le'));
    sandbox.put('be.txt', Buffer.from('\ufeffword\n', 'utf16le').swap16());
    sandbox.put('utf8.txt', '\ufeffword\n');
    assert.equal(await grep({ pattern: 'word$' }), 'be.txt:1: word\nle.txt:1: äh, word\nutf8.txt:1: word');
    assert.equal(await grep({ pattern: '^word', path: 'utf8.txt' }), 'utf8.txt:1: word');
  });

  test('lines end where they end, with or without a carriage return', async () => {
    sandbox.put('crlf.txt', 'one word\r\nlast\r\n');
    assert.equal(await grep({ pattern: 'word$', context: 1 }), 'crlf.txt:1: one word\ncrlf.txt-2- last');
  });

  test('a binary file is left out even where its text comes first', async () => {
    sandbox.put('x.bin', Buffer.concat([Buffer.from('word\n'.repeat(100)), Buffer.alloc(10)]));
    for (const mode of ['content', 'files', 'count'])
      assert.equal(await grep({ pattern: 'word', mode }), '[no matches]');
  });

  test('of very many files with matches the number is told as far as they were looked at', async () => {
    for (let n = 0; n < 2_101; n += 1) sandbox.put(`many/${n % 20}/${n}.txt`, 'word\nword\n');
    assert.match(
      await grep({ pattern: 'word', limit: 1 }),
      /^many\/0\/0\.txt:1: word\n\[more than 3999 more matches;/,
    );
    assert.match(
      await grep({ pattern: 'word', mode: 'files', glob: 'many/1/**' }),
      /\[5 more matches; narrow the search\]$/,
    );
  }).timeout(60_000);

  test('an agent that is cancelled leaves no search behind', async function () {
    if (process.platform === 'win32') return this.skip();
    const slow = await agentWith(`#!/bin/sh\necho $$ >> '${sandbox.base}/pids'\nexec sleep 600\n`);
    const controller = new AbortController();
    const plan = await slow.tool('grep').prepare({ pattern: 'x' }, call, controller.signal);
    assert.ok(plan.kind === 'allow');
    const running = plan.run(controller.signal);
    while (pids().length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    assert.ok(pids().every(isAlive));
    controller.abort(new Error('cancelled'));
    await assert.rejects(running, /cancelled/);
    assert.deepEqual(pids().filter(isAlive), []);
  });

  test('a search whose time is over is stopped, and what it found so far counts', async function () {
    if (process.platform === 'win32') return this.skip();
    const rgPath = script(`#!/bin/sh\nprintf 'a.txt\\0b.txt\\0half a na'\nexec sleep 600\n`);
    const found: string[] = [];
    const search = { rgPath, folder: sandbox.root, options: [], separator: '\0', timeLimitMs: 300 } as const;
    const end = await ripgrepFor(search, (name) => found.push(name) > 0, never);
    assert.equal(end, 'late');
    assert.deepEqual(found, ['a.txt', 'b.txt']);
  });

  test('where one of two searches fails the other is stopped', async function () {
    if (process.platform === 'win32') return this.skip();
    const failing = await agentWith(
      `#!/bin/sh\necho $$ >> '${sandbox.base}/pids'\ncase "$*" in *--files*) exec sleep 600;; esac\n` +
        'echo "no such pattern" >&2\nexit 2\n',
    );
    const result = await failing.call('grep', { pattern: 'x' });
    assert.equal(result.text, 'The search was refused: no such pattern');
    assert.deepEqual(pids().filter(isAlive), []);
  });

  const call = { callId: 'c', overtaken: 'no', together: [] } as const;

  function script(text: string): string {
    const path = `${sandbox.base}/rg`;
    fs.writeFileSync(path, text, { mode: 0o755 });
    return path;
  }

  async function agentWith(text: string): Promise<Agent> {
    const workspace = await openWorkspace({ folders: [{ name: 'ws', path: sandbox.root }] });
    const options = { workspace, layout: defaultLayout, rgPath: script(text), ...fileParts(sandbox.base) };
    return new Agent(
      createFileTools(options)({ agentId: 'a', label: 'a' }, () => {}),
      [],
    );
  }

  function pids(): readonly number[] {
    const path = `${sandbox.base}/pids`;
    return fs.existsSync(path) ? fs.readFileSync(path, 'utf8').trim().split('\n').map(Number) : [];
  }

  function isAlive(pid: number): boolean {
    try {
      process.kill(pid, 0);
      return true;
    } catch {
      return false;
    }
  }
});
