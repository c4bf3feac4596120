import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { rgPath } from '@vscode/ripgrep';
import { openWorkspace } from '../../../src/workspace/confinement/resolver.ts';
import { defaultLayout } from '../../../src/workspace/layout/layout.ts';
import { createFileTools } from '../../../src/workspace/tools/fileTools.ts';
import { Agent, fileParts, Sandbox } from '../sandbox.ts';

suite('grep shows what it found in a long line', () => {
  let sandbox: Sandbox;
  let agent: Agent;
  setup(async () => {
    sandbox = new Sandbox();
    agent = await sandbox.agent();
  });
  teardown(() => sandbox.remove());

  const grep = async (input: object) => (await agent.call('grep', input)).text;
  /** The text shown of the one line that holds a match. */
  const shown = async (line: string | Buffer, input: object = {}) => {
    sandbox.put('a.txt', line);
    const text = await grep({ pattern: 'needle', ...input });
    assert.ok(text.startsWith('a.txt:1: '), text.slice(0, 50));
    return text.slice('a.txt:1: '.length);
  };
  const far = 'far away '.repeat(10_000);

  for (const [where, before, after] of [
    ['just out of sight', 'x '.repeat(200), ' y'.repeat(200)],
    ['in the middle', 'x '.repeat(900), ' y'.repeat(900)],
    ['far from both ends', far, far],
  ] as const) {
    test(`a match ${where} is shown with what stands around it, and … where the line is cut`, async () => {
      const text = await shown(`${before}needle${after}\n`);
      assert.match(text, /^….{119}needle.{273}…$/);
      assert.equal(text.length, 400);
      assert.ok(`${before}needle${after}`.includes(text.slice(1, -1)));
    });
  }

  test('a match near an end of the line leaves the room to what is on its other side', async () => {
    assert.equal(await shown(`${far}needle!\r\n`), `…${far.slice(-392)}needle!`);
    assert.equal(await shown(`a needle ${far}\n`), `a needle ${far.slice(0, 390)}…`);
    const line = `${'x'.repeat(394)}needle`;
    assert.equal(await shown(`${line}\n`), line);
    assert.equal(await shown(`y${line}\n`), `…${line.slice(1)}`);
  });

  test('of several matches in a line the first is shown, and the match of an expression from its beginning', async () => {
    const line = `${far}needle one, ${far}needle two\n`;
    assert.match(await shown(line), /needle one/);
    assert.match(await shown(line, { pattern: 'e{2}d.*two$' }), /^….{119}eedle one/);
  });

  test('a pattern means the same in a long line: alternatives, flags, plain text, any case', async () => {
    const line = `${far}a) [Needle]+ $ (b${far}\n`;
    assert.match(await shown(line, { pattern: 'nothing|\\[Need' }), /^….{119}\[Needle\]/);
    assert.match(await shown(line, { pattern: '(?i)nEEDLE' }), /^….{119}Needle/);
    assert.match(await shown(line, { pattern: 'a) [Needle]+ $ (b', literal: true }), /^….{119}a\) \[Needle/);
    assert.match(
      await shown(line, { pattern: '[needle]+ $', literal: true, case_sensitive: false }),
      /\[Nee/,
    );
    assert.match(await shown(line, { pattern: '\\bNeedle\\b' }), /^….{119}Needle/);
  });

  test('no character is shown in half, whatever it takes in the file or in memory', async () => {
    for (const character of ['é', '語', '😀']) {
      for (const odd of ['', 'x']) {
        const side = character.repeat(3_000);
        const text = await shown(`${side}${odd}needle${odd}${side}\n`);
        assert.match(text, /^….+needle.+…$/);
        assert.ok(!/[\ud800-\udfff\ufffd]/u.test(text) && text.length > 396 && text.length <= 400);
      }
    }
  });

  test('UTF-8 and UTF-16 with a byte order mark, and text in no encoding, show the match and never what is elsewhere', async () => {
    assert.match(await shown(`\ufeff${far}before needle after${far}\n`), /^….*far away before needle after/);
    const text = await shown(Buffer.from(`\ufeff${far}before needle after${far}\n`, 'utf16le'));
    assert.match(text, /^…needle after(far away )+/);
    const latin = Buffer.from(`${'é'.repeat(9_000)} needle ${'é'.repeat(9_000)}\n`, 'latin1');
    assert.match(await shown(latin), /^…\ufffd+ needle \ufffd+…$/);
  });

  test('only long lines are cut, each around its own match, beside lines that are not', async () => {
    sandbox.put('a.txt', `needle 1\n${far}needle 2${far}\n${far}\nneedle 4\n`);
    sandbox.put('b.txt', `${far}\n${far}needle 2\n`);
    const lines = (await grep({ pattern: 'needle', context: 1 })).split('\n');
    assert.deepEqual(
      lines.map((line) => line.replace(/^(\S+ ).*?(needle \d|$).*/, '$1$2')),
      [
        'a.txt:1: needle 1',
        'a.txt:2: needle 2',
        'a.txt-3- ',
        'a.txt:4: needle 4',
        '--',
        'b.txt-1- ',
        'b.txt:2: needle 2',
      ],
    );
    assert.ok(lines[2] === `a.txt-3- ${far.slice(0, 399)}…`);
  });

  test('each file is shown with its own text, whichever of them have long lines', async () => {
    sandbox.put('a.txt', 'needle a\n');
    sandbox.put('b.txt', `${far}needle b${far}\n`);
    sandbox.put('c.txt', 'needle c\n');
    sandbox.put('d.txt', `\n${far}needle d${far}\n`);
    const lines = (await grep({ pattern: 'needle' })).split('\n');
    assert.deepEqual(
      lines.map((line) => line.replace(/^(\S+ ).*(needle .).*$/, '$1$2')),
      ['a.txt:1: needle a', 'b.txt:1: needle b', 'c.txt:1: needle c', 'd.txt:2: needle d'],
    );
  });

  test('carriage returns inside a line, as of a progress bar, do not end it', async () => {
    const bar = 'needle 1%\r'.repeat(300);
    assert.equal(await shown(`${far}${bar}\r\n`), `…${far.slice(-119)}${bar.slice(0, 279)}…`);
  });

  test('where the place of a match is not found in a moment, the line is shown from its start', async function () {
    if (process.platform === 'win32') return this.skip();
    sandbox.put('a.txt', `${far}needle\nneedle\n`);
    const told = `${sandbox.base}/rg`;
    const slow = `case "$*" in *--only-matching*) exec sleep 600;; esac\nexec '${rgPath}' "$@"\n`;
    fs.writeFileSync(told, `#!/bin/sh\n${slow}`, { mode: 0o755 });
    const workspace = await openWorkspace({ folders: [{ name: 'ws', path: sandbox.root }] });
    const parts = { workspace, layout: defaultLayout, rgPath: told, ...fileParts(sandbox.base) };
    const slowed = new Agent(
      createFileTools(parts)({ agentId: 'a', label: 'a' }, () => {}),
      [],
    );
    const { text } = await slowed.call('grep', { pattern: 'needle' });
    assert.equal(text, `a.txt:1: ${far.slice(0, 399)}…\na.txt:2: needle`);
  });
});
