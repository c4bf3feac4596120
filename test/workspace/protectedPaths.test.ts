import assert from 'node:assert/strict';
import { mayHoldSecrets, protectionOf } from '../../src/workspace/protectedPaths.ts';

suite('protected paths', () => {
  const closed = [
    ['18', '.GIT/hooks/x'],
    ['19', '.g\u200cit/config'],
    ['27', '.git::$INDEX_ALLOCATION/hooks'],
    ['28', 'GIT~1/config'],
    ['31', '.git./config'],
    ['31', '.git /config'],
    ['51', '.git/hooks/pre-commit'],
    ['51', 'output/x/.git/config'],
    ['54', '.git'],
    ['54', 'module/.git'],
  ] as const;
  for (const [number, path] of closed) {
    test(`${number}: ${JSON.stringify(path)} is never written`, () =>
      assert.equal(protectionOf(path), 'closed'));
  }

  const guarded = [
    ['18', '.VSCODE/Settings.JSON'],
    ['18', 'Workspace.MD'],
    ['20', '.vscode/cafe\u0301.json'],
    ['21', '.v\u017fcode/settings.json'],
    ['21', 'Ma\u212aefile'],
    ['31', '.vscode./settings.json'],
    ['31', 'package.json.'],
    ['52', '.vscode/settings.json'],
    ['52', 'output/.vscode/tasks.json'],
    ['53', 'my.code-workspace'],
    ['53', 'pkg/.vscode/settings.json'],
    ['53', '.devcontainer/devcontainer.json'],
    ['56', '.muster/agents/a.md'],
    ['56', '.claude/agents/a.md'],
    ['56', '.github/agents/a.agent.md'],
    ['57', 'WORKSPACE.md'],
    ['59', 'packages/a/package.json'],
    ['60', '.npmrc'],
    ['60', '.yarnrc.yml'],
    ['60', 'pnpm-workspace.yaml'],
    ['60', 'package-lock.json'],
    ['60', 'yarn.lock'],
    ['60', 'Makefile'],
    ['60', '.husky/pre-commit'],
    ['60', '.github/workflows/ci.yml'],
    ['60', '.gitattributes'],
    ['60', '.gitmodules'],
    ['61', 'AGENTS.md'],
    ['61', 'docs/CLAUDE.md'],
    ['61', '.github/copilot-instructions.md'],
    ['61', '.cursor/rules/x.mdc'],
    ['55', '.envrc'],
  ] as const;
  for (const [number, path] of guarded) {
    test(`${number}: ${JSON.stringify(path)} always asks`, () => assert.equal(protectionOf(path), 'guarded'));
  }

  for (const path of [
    'src/a.ts',
    'git/config',
    '.gitignore',
    'vscode/settings.json',
    'docs/workspace.mdx',
    'my.github/x',
  ]) {
    test(`${path} is not protected`, () => assert.equal(protectionOf(path), 'open'));
  }

  for (const path of [
    '.env',
    '.ENV',
    '.env.prod',
    'a/.envrc',
    'x.pem',
    'id_rsa',
    'id_rsa.pub',
    'a/b.key',
    '.ssh/config',
  ]) {
    test(`55: ${path} may hold secrets`, () => assert.ok(mayHoldSecrets(path)));
  }
  for (const path of ['env.ts', 'environment', 'keys.md', 'monkey']) {
    test(`55: ${path} holds no secrets by its name`, () => assert.ok(!mayHoldSecrets(path)));
  }
});
