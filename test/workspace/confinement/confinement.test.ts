import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { layoutOf } from '../../../src/workspace/layout/layout.ts';
import { cpuClock } from '../cpuClock.ts';
import { Sandbox } from '../sandbox.ts';
import { verbs } from './verbs.ts';

suite('confinement', () => {
  let sandbox: Sandbox;
  setup(() => {
    sandbox = new Sandbox();
    sandbox.put('plain.txt', 'plain\n');
  });
  teardown(() => sandbox.remove());

  const cases: readonly (readonly [string, (sandbox: Sandbox) => string])[] = [
    ['1: a path upwards', () => '../outside/secret.txt'],
    ['1: a path upwards from a folder', () => 'a/../../outside/secret.txt'],
    ['2: an absolute path outside', ({ outside }) => path.join(outside, 'secret.txt')],
    [
      '3: a prefix twin of the root',
      ({ root }) => {
        fs.mkdirSync(`${root}-evil`);
        fs.writeFileSync(`${root}-evil/x`, 'CANARY\n');
        return `${root}-evil/x`;
      },
    ],
    ['4: a link to a file outside', (box) => linked(box, box.outside, 'secret.txt', 'link.txt')],
    [
      '5: a file below a link to a folder outside',
      (box) => `${linked(box, box.outside, 'dir', 'd')}/deep.txt`,
    ],
    [
      '6: a new file below a link to a folder outside',
      (box) => `${linked(box, box.outside, 'dir', 'd')}/new.txt`,
    ],
    ['7: a dangling link', (box) => linked(box, box.outside, 'missing.txt', 'dangling')],
    ['8: missing folders below a dangling link', (box) => `${linked(box, box.outside, 'none', 'd')}/new/x`],
    [
      '9: a chain of links outside',
      (box) => {
        box.link(path.join(box.outside, 'secret.txt'), 'c');
        box.link('c', 'b');
        box.link('b', 'a');
        return 'a';
      },
    ],
    [
      '9: a circle of links',
      (box) => {
        box.link('two', 'one');
        box.link('one', 'two');
        return 'one';
      },
    ],
    [
      '13: a hard link to a file outside',
      (box) => {
        fs.linkSync(path.join(box.outside, 'secret.txt'), box.at('hard.txt'));
        return 'hard.txt';
      },
    ],
    ['22: a NUL', () => 'a\0b'],
    ['23: a line feed', () => 'a\nb'],
    ['24: a name of 256 bytes', () => 'é'.repeat(128)],
    ['24: 2,000 names', () => 'a/'.repeat(2000)],
    ['25: an empty path', () => ''],
    ['33: backslashes', () => 'a\\..\\..\\x'],
    ['34: a URL', ({ root }) => `file://${root}/plain.txt`],
    ['43: a file as a folder', () => 'plain.txt/x'],
    ['45: a link to the folder outside', (box) => linked(box, box.base, 'outside', 'out')],
    [
      '42: a pipe',
      (box) => {
        execFileSync('mkfifo', [box.at('pipe')]);
        return 'pipe';
      },
    ],
    ['42: a device behind a link', (box) => linked(box, '/dev', 'zero', 'zero')],
    ['42: own memory behind a link', (box) => linked(box, '/proc/self', 'mem', 'mem')],
  ];
  for (const [name, prepare] of cases) {
    for (const [verb, act] of Object.entries(verbs)) {
      test(`${name}: ${verb} is refused and nothing outside changes`, async () => {
        const named = prepare(sandbox);
        const before = sandbox.digest();
        const agent = await sandbox.agent();
        const seconds = cpuClock();
        const result = await act(agent, named);
        assert.ok(result.kind === 'denied' || result.kind === 'error', result.text);
        assert.ok(!result.text.includes('CANARY'));
        assert.ok(seconds() < 2);
        assert.ok(sandbox.isOutsideUntouched);
        assert.equal(sandbox.digest(), before);
        assert.deepEqual(agent.events, []);
      });
    }
  }

  test('2: an absolute path inside, a virtual one and a relative one are the same file', async () => {
    sandbox.put('src/a.txt', 'A\n');
    const agent = await sandbox.agent();
    for (const named of [sandbox.at('src/a.txt'), '/workspace/src/a.txt', 'src/a.txt', './src//a.txt']) {
      assert.equal((await agent.call('read_file', { path: named })).text, 'A\n');
    }
  });

  test('10: a link to a file inside is judged and named as its target', async () => {
    sandbox.put('src/real.txt', 'A\n');
    sandbox.link('src/real.txt', 'alias.txt');
    const agent = await sandbox.agent();
    await agent.call('read_file', { path: 'alias.txt' });
    const result = await agent.call('write_file', { path: 'alias.txt', content: 'B\n' });
    assert.equal(result.asked?.changes[0]?.path, 'src/real.txt');
    assert.equal(sandbox.text('src/real.txt'), 'B\n');
    assert.ok(fs.lstatSync(sandbox.at('alias.txt')).isSymbolicLink());
  });

  test('11: a link to a protected file is the protected file', async () => {
    sandbox.put('.vscode/settings.json', '{}');
    sandbox.link('../.vscode/settings.json', 'output/notes.md');
    const agent = await sandbox.agent();
    await agent.call('read_file', { path: 'output/notes.md' });
    const result = await agent.call('write_file', { path: 'output/notes.md', content: '{"a":1}' });
    assert.equal(result.asked?.changes[0]?.isProtected, true);
  });

  test('14: a hard link to a git file inside is refused', async () => {
    sandbox.put('.git/config', '[core]\n');
    fs.mkdirSync(sandbox.at('output'));
    fs.linkSync(sandbox.at('.git/config'), sandbox.at('output/x'));
    const result = await (await sandbox.agent()).call('write_file', { path: 'output/x', content: 'x' });
    assert.equal(result.kind, 'denied');
    assert.equal(sandbox.text('.git/config'), '[core]\n');
  });

  test('15: a file replaced by a link after it was checked is not read', async () => {
    sandbox.put('a.txt', 'A\n');
    const agent = await sandbox.agent();
    const plan = await agent
      .tool('read_file')
      .prepare(
        { path: 'a.txt' },
        { callId: 'c', overtaken: 'no', together: [] },
        new AbortController().signal,
      );
    fs.rmSync(sandbox.at('a.txt'));
    sandbox.link(path.join(sandbox.outside, 'secret.txt'), 'a.txt');
    assert.equal(plan.kind, 'allow');
    if (plan.kind === 'allow')
      await assert.rejects(plan.run(new AbortController().signal), { name: 'ToolError' });
  });

  for (const named of ['output/../src/x', 'OUTPUT/x', 'output-evil/x', 'src/output/x']) {
    test(`40: ${named} is not in the open area`, async () => {
      const result = await (await sandbox.agent()).call('write_file', { path: named, content: 'x' });
      assert.ok(result.kind === 'denied' || result.asked !== undefined);
    });
  }

  test('40: an open area that is a link is judged by its target', async () => {
    sandbox.put('src/a.txt', 'A\n');
    sandbox.link('src', 'output');
    const result = await (await sandbox.agent()).call('write_file', { path: 'output/new.txt', content: 'x' });
    assert.equal(result.asked?.changes[0]?.path, 'src/new.txt');
  });

  for (const named of ['%2e%2e/x', '~/x', '$HOME/x']) {
    test(`35, 36: ${named} is a literal name inside the workspace`, async () => {
      const agent = await sandbox.agent();
      assert.equal(
        (await agent.call('write_file', { path: `output/${named}`, content: 'x' })).kind,
        'output',
      );
      assert.equal(sandbox.text(`output/${named}`), 'x');
    });
  }

  test('20: a new name that differs from an existing one only in its accents is refused', async () => {
    sandbox.put('output/caf\u00e9.md', 'A\n');
    const result = await (await sandbox.agent()).call('write_file', {
      path: 'output/cafe\u0301.md',
      content: 'B',
    });
    assert.match(result.text, /collides/);
  });

  for (const named of ['.git/hooks/pre-commit', '.git/config', '.git', 'output/.git/config', '.GIT/config']) {
    for (const verb of [
      'write',
      'edit',
      'patch add',
      'patch update',
      'patch delete',
      'patch move from',
      'patch move to',
    ]) {
      for (const exists of [true, false]) {
        test(`51, 54, 63: ${verb} of ${exists ? 'existing' : 'missing'} ${named} is denied`, async () => {
          if (exists) sandbox.put(named, 'CANARY\n');
          const before = sandbox.digest();
          const agent = await sandbox.agent();
          await agent.call('read_file', { path: named });
          const result = await verbs[verb]!(agent, named);
          assert.ok(result.kind === 'denied' || (!exists && result.kind === 'error'), result.text);
          assert.equal(sandbox.digest(), before);
        });
      }
    }
  }

  for (const named of [
    '.vscode/settings.json',
    'output/.vscode/tasks.json',
    'output/pkg/HEAD',
    'WORKSPACE.md',
    '.github/workflows/ci.yml',
  ]) {
    for (const [verb, exists] of [
      ['write', false],
      ['write', true],
      ['edit', true],
      ['patch add', false],
      ['patch update', true],
      ['patch delete', true],
      ['patch move from', true],
      ['patch move to', false],
    ] as const) {
      test(`52, 53, 57, 60, 63: ${verb} of ${exists ? 'existing' : 'missing'} ${named} asks as protected`, async () => {
        if (exists) sandbox.put(named, 'CANARY\n');
        const agent = await sandbox.agent();
        if (exists) await agent.call('read_file', { path: named });
        const result = await verbs[verb]!(agent, named);
        assert.equal(result.kind, 'output', result.text);
        assert.ok(result.asked?.changes.some((change) => change.path === named && change.isProtected));
      });
    }
  }

  test('55: a file that may hold secrets is neither read nor changed, and only created after asking', async () => {
    sandbox.put('.env', 'KEY=CANARY\n');
    const agent = await sandbox.agent();
    for (const verb of ['read', 'write', 'edit', 'patch update', 'patch delete', 'patch move from', 'grep']) {
      const result = await verbs[verb]!(agent, '.env');
      assert.equal(result.kind, 'denied', verb);
      assert.ok(!result.text.includes('CANARY'));
    }
    const created = await agent.call('write_file', { path: 'output/.env.local', content: 'A=1' });
    assert.equal(created.asked?.changes[0]?.isProtected, true);
  });

  test('a place that the layout hides or closes is refused with the places that are open', async () => {
    sandbox.put('secrets/a.txt', 'CANARY\n');
    const agent = await sandbox.agent(
      layoutOf({
        rows: [
          { pattern: 'secrets/**', access: 'none', purpose: '' },
          { pattern: 'output/**', access: 'write', purpose: 'Deliverables' },
        ],
        otherwise: 'read',
      }),
    );
    assert.equal((await agent.call('read_file', { path: 'secrets/a.txt' })).kind, 'denied');
    const { text } = await agent.call('grep', { pattern: 'CANARY' });
    assert.match(text, /^\[no matches\]/);
    assert.doesNotMatch(text, /secrets|CANARY/);
    assert.ok(!(await agent.call('glob', { pattern: '**' })).text.includes('secrets'));
    const refused = await agent.call('write_file', { path: 'x.txt', content: 'x' });
    assert.equal(refused.kind, 'denied');
    assert.match(refused.text, /output\/\*\* \(Deliverables\)/);
  });
});

function linked(box: Sandbox, folder: string, name: string, link: string): string {
  box.link(path.join(folder, name), link);
  return link;
}
