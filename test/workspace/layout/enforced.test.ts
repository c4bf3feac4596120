import assert from 'node:assert/strict';
import { rgPath } from '@vscode/ripgrep';
import { openWorkspace } from '../../../src/workspace/confinement/resolver.ts';
import { inspectFile } from '../../../src/workspace/content/inspectFile.ts';
import { createHostFiles } from '../../../src/workspace/hostFiles/hostFiles.ts';
import { readLayout } from '../../../src/workspace/layout/readLayout.ts';
import { changingVerbs, verbsWith } from '../confinement/verbs.ts';
import { type Agent, fileParts, never, Sandbox } from '../sandbox.ts';

const law = `| Path | Access | What belongs here |
|---|---|---|
| secrets | none | |
| \`**/*.hid\` | none | |
| output/** | write | Deliverables |
| src/** | ask | Source code |
| ** | read | |
`;

/** Every way to change a file that an agent has, on one that exists and on one that does not. */
const all = verbsWith('output/plain.txt');
const changes = Object.fromEntries(Object.entries(all).filter(([verb]) => changingVerbs.includes(verb)));

suite('a WORKSPACE.md as law', () => {
  let sandbox: Sandbox;
  setup(() => {
    sandbox = new Sandbox();
    sandbox.put('WORKSPACE.md', law);
    sandbox.put('output/plain.txt', 'plain\n');
    sandbox.put('src/app.ts', 'CANARY\n');
    sandbox.put('root.txt', 'CANARY\n');
    for (const name of ['secrets/a.txt', 'Secrets2/x.HID', 'deep/x.hid/inside.txt'])
      sandbox.put(name, 'CANARY\n');
  });
  teardown(() => sandbox.remove());

  async function parts() {
    const workspace = await openWorkspace({ folders: [{ name: 'ws', path: sandbox.root }] });
    return { workspace, ...(await readLayout({ workspace, rgPath }, never)) };
  }
  const agentUnderLaw = async () => sandbox.agent((await parts()).layout);

  for (const named of ['secrets/a.txt', 'Secrets2/x.HID', 'deep/x.hid/inside.txt', 'secrets/missing.txt']) {
    for (const [verb, change] of Object.entries({
      ...changes,
      read: (agent: Agent, path: string) => agent.call('read_file', { path }),
      grep: (agent: Agent, path: string) => agent.call('grep', { pattern: 'CANARY', path }),
      glob: (agent: Agent, path: string) => agent.call('glob', { pattern: '**', path }),
    })) {
      test(`40: ${verb} of the hidden ${named} is denied, and tells nothing of it`, async () => {
        const before = sandbox.digest();
        const agent = await agentUnderLaw();
        const result = await change(agent, named);
        assert.equal(result.kind, 'denied', result.text);
        assert.match(result.text, /is not open to agents/);
        assert.equal(sandbox.digest(), before);
        assert.deepEqual(agent.events, []);
      });
    }
  }

  test('40: what is hidden is found by no search', async () => {
    const agent = await agentUnderLaw();
    const found = await agent.call('grep', { pattern: 'CANARY' });
    assert.match(found.text, /root\.txt/);
    assert.match(found.text, /src\/app\.ts/);
    for (const call of [
      found,
      await agent.call('grep', { pattern: 'CANARY', mode: 'files' }),
      await agent.call('grep', { pattern: 'CANARY', mode: 'count' }),
      await agent.call('grep', { pattern: 'CANARY', path: 'deep' }),
      await agent.call('glob', { pattern: '**' }),
      await agent.call('glob', { pattern: '**/*.hid' }),
      await agent.call('glob', { pattern: '**', path: 'deep' }),
    ])
      assert.doesNotMatch(call.text, /secrets|Secrets2|HID|hid\/|inside/);
    for (const path of ['secrets', 'deep/x.hid'])
      assert.equal((await agent.call('glob', { pattern: '**', path })).kind, 'denied');
  });

  test('40: what is hidden is hidden from the host that looks for a deliverable, too', async () => {
    const place = await parts();
    assert.equal(await inspectFile(place, 'secrets/a.txt', never), undefined);
    assert.equal((await inspectFile(place, 'root.txt', never))?.bytes, 7);
    const host = createHostFiles({ ...place, ...fileParts(sandbox.base) })('agent-1', () => {});
    await assert.rejects(host.readText('secrets/a.txt', never), /not open to agents/);
  });

  for (const named of ['root.txt', 'new.txt', 'output2/x']) {
    for (const [verb, change] of Object.entries(changes)) {
      test(`40: ${verb} of ${named}, which is read only, is denied and told where files belong`, async () => {
        const before = sandbox.digest();
        const agent = await agentUnderLaw();
        await agent.call('read_file', { path: named });
        const result = await change(agent, named);
        assert.equal(result.kind, 'denied', result.text);
        assert.match(result.text, /may be read but not written/);
        assert.match(
          result.text,
          /Files belong in: output\/\*\* \(Deliverables\); src\/\*\* \(Source code, asks first\)\./,
        );
        assert.equal(sandbox.digest(), before);
      });
    }
  }

  test('a refusal names the folder further in whose own law closes the place, and none that is hidden', async () => {
    sandbox.put(
      'output/kit/WORKSPACE.md',
      '| Path | Access |\n|---|---|\n| docs/** | read |\n| keys/** | none |\n',
    );
    sandbox.put('output/kit/keys/WORKSPACE.md', '| Path | Access |\n|---|---|\n| ** | none |\n');
    const agent = await agentUnderLaw();
    const refused = async (path: string) => (await agent.call('write_file', { path, content: 'x' })).text;
    for (const path of ['output/kit/docs/a.md', 'output/kit/keys/a'])
      assert.match(await refused(path), /Files belong in: output\/.*\. Below output\/kit\/ less is open\.$/);
    assert.doesNotMatch(await refused('root.txt'), /Below/);
  });

  for (const verb of ['write', 'edit', 'patch update', 'patch delete', 'patch move from']) {
    test(`57: ${verb} of WORKSPACE.md is denied where it may only be read`, async () => {
      const agent = await agentUnderLaw();
      await agent.call('read_file', { path: 'WORKSPACE.md' });
      assert.equal((await changes[verb]?.(agent, 'WORKSPACE.md'))?.kind, 'denied');
    });

    test(`57: ${verb} of WORKSPACE.md asks as protected where everything may be written`, async () => {
      sandbox.put('WORKSPACE.md', '| Path | Access |\n|---|---|\n| ** | write |\n\nCANARY\n');
      const agent = await agentUnderLaw();
      await agent.call('read_file', { path: 'WORKSPACE.md' });
      const result = await changes[verb]?.(agent, 'WORKSPACE.md');
      const asked = result?.asked?.changes.find(({ path }) => path === 'WORKSPACE.md');
      assert.equal(asked?.isProtected, true, result?.text);
    });
  }
});
