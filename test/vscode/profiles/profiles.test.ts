import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { builtInProfiles } from '../../../src/core/prompts/builtInProfiles.ts';
import type { FoundProfile, Profile } from '../../../src/core/spawn/profile.ts';
import { trustDetail } from '../../../src/vscode/approvals/trustProfile.ts';
import { judgeName } from '../../../src/vscode/profiles/newProfile.ts';
import { ProfileDocuments } from '../../../src/vscode/profiles/profileDocuments.ts';
import { createProfileFile } from '../../../src/vscode/profiles/profileFiles.ts';
import { profileItem } from '../../../src/vscode/profiles/profileItem.ts';
import { newProfileText, profileText } from '../../../src/vscode/profiles/profileText.ts';
import { openFolders } from '../../../src/vscode/workspaceFiles.ts';
import { parseProfileFile } from '../../../src/workspace/profiles/profileFile.ts';

const profile: Profile = {
  name: 'checker',
  description: 'Checks: numbers, "quotes" and #marks.',
  instructions: 'Check it.',
  models: ['anthropic/claude-haiku-4-5', 'openai/gpt-5'],
  tools: ['read_file', 'grep'],
  limits: { turns: 7, deadlineSeconds: 90, tokens: 5000, costUsd: 0.5 },
};

const source = {
  kind: 'file' as const,
  path: '.muster/agents/checker.md',
  hash: 'a'.repeat(64),
  text: 'Check it.\u202e\n',
  isTrusted: false,
  notes: ['The field "color" is not followed.'],
};

const parsed = (name: string, text: string) =>
  parseProfileFile({ kind: 'muster', path: `.muster/agents/${name}.md`, stem: name, text });

suite('agent profiles', () => {
  test('a list entry names the source, the model and the tools, and offers trust only where it is missing', () => {
    const untrusted = profileItem({ kind: 'found', profile, source });
    assert.match(`${untrusted.description}`, /^not trusted yet · \.muster\/agents\/checker\.md · Checks: /);
    assert.match(`${untrusted.detail}`, /^model: anthropic\/claude-haiku-4-5, .* · tools: read_file, grep/);
    assert.deepEqual(
      untrusted.buttons?.map(({ tooltip }) => tooltip),
      ['Trust…'],
    );
    const trusted = profileItem({ kind: 'found', profile, source: { ...source, isTrusted: true } });
    assert.match(`${trusted.description}`, /^trusted · /);
    assert.deepEqual(trusted.buttons, []);
    const builtIn = profileItem({ kind: 'found', profile, source: { kind: 'builtIn' } });
    assert.match(`${builtIn.description}`, /^built in · /);
    assert.deepEqual(builtIn.buttons, []);
  });

  test('a broken file says where and why, as text', () => {
    const message = '.muster/agents/x.md:3: field "model": [a](command:x) $(bell).';
    const item = profileItem({ kind: 'broken', name: 'x', path: '.muster/agents/x.md', message });
    assert.equal(item.detail, '.muster/agents/x.md:3: field "model": [a] (command:x) $ (bell).');
    assert.deepEqual(item.buttons, []);
  });

  test('who is asked for trust sees the path, the hash, what is not followed and that something is hidden', () => {
    const detail = trustDetail(source);
    assert.match(detail, /^\.muster\/agents\/checker\.md\nSHA-256 aaaaaaaaaaaa…/);
    assert.match(detail, /Careful: 1 character of it cannot be seen/);
    assert.match(detail, /- The field "color" is not followed\./);
  });

  test('the document shown for trust has exactly the text that was read, and cannot be written', async () => {
    const documents = new ProfileDocuments();
    await documents.show(source.path, source.text);
    const document = vscode.window.activeTextEditor?.document;
    assert.equal(document?.getText(), source.text);
    assert.equal(document?.uri.scheme, 'muster-profile');
    assert.equal(vscode.workspace.fs.isWritableFileSystem('muster-profile'), undefined);
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    documents.dispose();
  });

  test('a built-in profile copied as a file is the same profile', () => {
    for (const each of [profile, ...builtInProfiles]) {
      const result = parsed(each.name, profileText(each));
      assert.ok(result.kind === 'parsed', JSON.stringify(result));
      const inOrder = ({ tools, ...rest }: Profile) => ({ ...rest, tools: tools?.toSorted() });
      assert.deepEqual(inOrder(result.profile), inOrder(each));
      assert.deepEqual(result.notes, []);
    }
  });

  test('a new profile is a whole one before anything is filled in', () => {
    const answers = { name: 'checker', description: 'yes', tools: ['read_file'] };
    const own = parsed('checker', newProfileText({ ...answers, model: undefined }));
    assert.ok(own.kind === 'parsed', JSON.stringify(own));
    assert.deepEqual([own.profile.models, own.profile.tools, own.notes], [[], ['read_file'], []]);
    assert.equal(own.profile.description, 'yes');
    const named = parsed('checker', newProfileText({ ...answers, model: 'ollama/qwen3:8b' }));
    assert.ok(named.kind === 'parsed', JSON.stringify(named));
    assert.deepEqual(named.profile.models, ['ollama/qwen3:8b']);
  });

  test('121: a name is judged while it is typed', () => {
    const { Error: error, Info: info } = vscode.InputBoxValidationSeverity;
    const existing: readonly FoundProfile[] = [
      { kind: 'found', profile: { ...profile, name: 'coder' }, source: { kind: 'builtIn' } },
      { kind: 'found', profile, source },
      { kind: 'broken', name: 'broken', path: '.muster/agents/broken.md', message: 'It is.' },
    ];
    for (const name of ['', '../up', 'Big', 'a b', '-a', 'a'.repeat(65), '__proto__', 'checker', 'broken']) {
      assert.equal(judgeName(name, existing)?.severity, error, name);
    }
    assert.equal(judgeName('coder', existing)?.severity, info);
    assert.equal(judgeName('test-writer', existing), undefined);
  });

  test('a new file is opened, and one that is there is never overwritten', async () => {
    const path = mkdtempSync(join(tmpdir(), 'muster-profiles-'));
    try {
      const folder = { name: 'profiles', uri: vscode.Uri.file(path) };
      await createProfileFile(folder, 'checker', 'first');
      assert.equal(vscode.window.activeTextEditor?.document.getText(), 'first');
      await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
      await createProfileFile(folder, 'checker', 'second');
      assert.equal(readFileSync(join(path, '.muster', 'agents', 'checker.md'), 'utf8'), 'first');
    } finally {
      rmSync(path, { recursive: true, force: true });
    }
  });

  test('204: a new file is not written where its folder is a link', async () => {
    const path = mkdtempSync(join(tmpdir(), 'muster-profiles-'));
    try {
      mkdirSync(join(path, 'elsewhere'));
      mkdirSync(join(path, 'folder'));
      symlinkSync(join(path, 'elsewhere'), join(path, 'folder', '.muster'));
      const folder = { name: 'profiles', uri: vscode.Uri.file(join(path, 'folder')) };
      await createProfileFile(folder, 'checker', 'first');
      assert.deepEqual(readdirSync(join(path, 'elsewhere')), []);
    } finally {
      rmSync(path, { recursive: true, force: true });
    }
  });

  test('in the list of profiles a file of the folder opens as that file', async () => {
    const [folder] = openFolders();
    assert.ok(folder);
    const uri = vscode.Uri.joinPath(folder.uri, '.muster', 'agents', 'checker.md');
    await vscode.workspace.fs.writeFile(uri, Buffer.from(profileText(profile)));
    try {
      const chosen = vscode.commands.executeCommand('muster.agentProfiles');
      const opened = new Promise<vscode.TextEditor | undefined>((resolve) => {
        vscode.window.onDidChangeActiveTextEditor((editor) => {
          if (editor?.document.uri.fsPath === uri.fsPath) resolve(editor);
        });
      });
      // The list is there some time after it was asked for; before that there is nothing to accept.
      const accepting = setInterval(() => {
        void vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      }, 200);
      try {
        await Promise.all([opened, chosen]);
      } finally {
        clearInterval(accepting);
      }
      await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    } finally {
      await vscode.workspace.fs.delete(vscode.Uri.joinPath(folder.uri, '.muster'), { recursive: true });
    }
  });
});
