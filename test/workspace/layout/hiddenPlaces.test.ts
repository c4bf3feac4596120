import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { rgPath } from '@vscode/ripgrep';
import { ToolError } from '../../../src/core/agent/tool.ts';
import { openWorkspace } from '../../../src/workspace/confinement/resolver.ts';
import { noOpenFiles } from '../../../src/workspace/content/openFiles.ts';
import { createHostFiles } from '../../../src/workspace/hostFiles/hostFiles.ts';
import { readLayout } from '../../../src/workspace/layout/readLayout.ts';
import { verbs } from '../confinement/verbs.ts';
import { never, Sandbox } from '../sandbox.ts';

const law = '| Path | Access |\n|---|---|\n| secrets/** | none |\n| ** | write |\n';

suite('40: nobody can tell from an answer what a hidden folder holds', () => {
  let sandbox: Sandbox;
  setup(() => {
    sandbox = new Sandbox();
    sandbox.put('WORKSPACE.md', law);
    sandbox.put('plain.txt', 'plain\n');
    sandbox.put('secrets/key.txt', 'CANARY\n');
    sandbox.put('secrets/caf\u00e9.txt', 'CANARY\n');
    sandbox.link('../../outside', 'secrets/out');
    sandbox.link('../plain.txt', 'secrets/in');
    sandbox.link('nowhere', 'secrets/dangling');
    sandbox.link('secrets', 'way');
  });
  teardown(() => sandbox.remove());

  async function place(folders = [{ name: 'ws', path: sandbox.root }]) {
    const workspace = await openWorkspace({ folders });
    return { folders, workspace, ...(await readLayout({ workspace, rgPath }, never)) };
  }

  /** Something that is there, and something alike that is not. */
  const pairs: readonly (readonly [there: string, nothing: string])[] = [
    ['secrets/key.txt', 'secrets/nothing'],
    ['secrets/key.txt/below', 'secrets/nothing/below'],
    ['secrets/cafe\u0301.txt', 'secrets/nothing'],
    ['secrets/out', 'secrets/nothing'],
    ['secrets/out/secret.txt', 'secrets/nothing/secret.txt'],
    ['secrets/in', 'secrets/nothing'],
    ['secrets/in/below', 'secrets/nothing/below'],
    ['secrets/dangling', 'secrets/nothing'],
    ['way/key.txt', 'way/nothing'],
    ['way/key.txt/below', 'way/nothing/below'],
    ['way/out', 'way/nothing'],
  ];
  for (const [there, nothing] of pairs) {
    test(`${JSON.stringify(there)} is answered like ${nothing}, whatever is asked`, async () => {
      const { layout, workspace } = await place();
      const agent = await sandbox.agent(layout);
      const before = sandbox.digest();
      for (const [verb, act] of Object.entries(verbs)) {
        const [found, missed] = [await act(agent, there), await act(agent, nothing)];
        assert.deepEqual(
          { ...found, text: found.text.replaceAll(there, nothing) },
          missed,
          `${verb}: ${found.text}`,
        );
      }
      const host = createHostFiles({ workspace, layout, openFiles: noOpenFiles })('agent-1', () => {});
      const answers = async (named: string) => [
        await host.readText(named, never).catch(messageOf),
        await host.readItems(named, never).catch(messageOf),
        await host.writeText({ path: named, text: 'EVIL', callId: 'c' }, never).catch(messageOf),
        await host.inspect(named, never),
      ];
      const told = JSON.stringify(await answers(there)).replaceAll(there, nothing);
      assert.equal(told, JSON.stringify(await answers(nothing)));
      assert.equal(sandbox.digest(), before);
    });
  }

  test('37: also where the folder is not named', async () => {
    const other = path.join(sandbox.base, 'other');
    fs.mkdirSync(other);
    const folders = [
      { name: 'other', path: other },
      { name: 'ws', path: sandbox.root },
    ];
    const { layout } = await place(folders);
    const agent = await sandbox.agent(layout, { folders });
    const found = await agent.call('read_file', { path: 'ws/secrets/key.txt' });
    assert.deepEqual([found.kind, found.text], ['denied', '"ws/secrets/key.txt" is not open to agents.']);
    for (const verb of ['read_file', 'write_file', 'grep'] as const) {
      const ask = (named: string) => agent.call(verb, { path: named, pattern: 'x', content: 'x' });
      const [there, nothing] = [await ask('secrets/key.txt'), await ask('secrets/nothing')];
      assert.equal(there.text.replaceAll('key.txt', 'nothing'), nothing.text);
    }
  });
});

function messageOf(error: unknown): string {
  if (error instanceof ToolError) return error.message;
  throw error;
}
