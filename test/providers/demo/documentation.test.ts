import assert from 'node:assert/strict';
import type { Answer } from '../../../src/core/human/request.ts';
import { resolveTarget } from '../../../src/providers/demo/linkTarget.ts';
import { outlineOf } from '../../../src/providers/demo/markdownOutline.ts';
import { copyOfDemo, play, remove, textOf, workspace } from './playRun.ts';

const roots: string[] = [];

async function reviewed(root: string, verdict: Answer = { kind: 'approved' }) {
  roots.push(root);
  const { answer, children } = await play({ root, verdict });
  const child = children.find(({ label }) => label === 'Documentation review');
  return { answer, said: child?.said ?? '', text: textOf(root, 'output/go/documentation.md') };
}

function brokenIn(text: string): string[] {
  const section = text.slice(text.indexOf('## Links that lead'), text.indexOf('## What no document'));
  return [...section.matchAll(/^\| \[`([^`]+)`\]/gm)].map((found) => found[1] ?? '');
}

suite('the documentation review', () => {
  teardown(() => {
    for (const root of roots.splice(0)) remove(root);
  });

  test('it finds the one broken link and the one module the documents pass over', async () => {
    const { text } = await reviewed(copyOfDemo());
    assert.deepEqual(brokenIn(text), ['docs/predictions.md:15']);
    assert.ok(text.includes('1 source module:\n\n- `src/moon.ts`\n'));
    assert.match(text, /^- Sections the README lacks: project layout$/m);
  });

  test('links to files, folders, anchors, spaces and the root hold; the rest is broken', async () => {
    const good = [
      'b.md',
      '../README.md#x',
      '/docs/b.md',
      '../docs',
      '../src/',
      '<my file.md>',
      'my%20file.md',
      '#here',
      'https://x.test/a',
      'mailto:a@x.test',
      'b.md?raw "Title"',
      './',
      '..',
    ];
    const bad = ['c.md', '/b.md', '../sr', 'b.MD', 'my file2.md'.replace(' ', '%20')];
    const lines = [...good, ...bad].map((target, index) => `${index} [t](${target})`);
    const { text } = await reviewed(
      workspace({
        'README.md': '# Quay\n',
        'docs/a.md': lines.join('\n'),
        'docs/b.md': '# B\n',
        'docs/my file.md': '# C\n',
        'src/x.ts': 'export const x = 1;\n',
      }),
    );
    assert.deepEqual(
      brokenIn(text),
      bad.map((_, index) => `docs/a.md:${good.length + index + 1}`),
    );
  });

  test('modules are looked for by name, whatever signs it holds', async () => {
    const names = ['tide-table', 'a+b', '[slug]', 'x (old)', 'ünï', 'two.parts', '$store', 'dock'];
    const files = Object.fromEntries(names.map((name) => [`src/${name}.ts`, '']));
    const readme = '# Quay\n\nSee `tide-table`, a+b, docks and [slug].\n';
    const { text } = await reviewed(workspace({ ...files, 'README.md': readme }));
    const missing = [...text.matchAll(/^- `src\/(.+)\.ts`$/gm)].map((found) => found[1] ?? '');
    assert.deepEqual(missing.sort(), ['$store', 'dock', 'two.parts', 'x (old)', 'ünï'].sort());
  });

  test('a link out of the workspace is counted apart, not called broken', async () => {
    const { text } = await reviewed(workspace({ 'README.md': '[up](../../issues)\n' }));
    assert.deepEqual(brokenIn(text), []);
    assert.match(text, /1 relative link could not be checked/);
  });

  test('a workspace without a README gets the section in its first document', async () => {
    const root = workspace({ 'guide.md': '# Guide\n\nSail.\n', 'src/a.ts': 'export const a = 1;\n' });
    const { text, said } = await reviewed(root);
    assert.match(text, /There is no README/);
    assert.equal(textOf(root, 'guide.md'), '# Guide\n\nSail.\n\n## Project layout\n\n- `src/`: 1 file\n');
    assert.match(said, /guide\.md, approved and applied/);
  });

  test('the line endings of the README stay as they are', async () => {
    const root = workspace({ 'README.md': '# Quay\r\n\r\nSail.\r\n', 'src/a.ts': '' });
    await reviewed(root);
    assert.equal(
      textOf(root, 'README.md'),
      '# Quay\r\n\r\nSail.\r\n\r\n## Project layout\r\n\r\n- `src/`: 1 file\r\n',
    );
  });

  test('an empty README and one whose last line repeats get the section, too', async () => {
    const empty = workspace({ 'README.md': '', 'src/a.ts': '' });
    await reviewed(empty);
    assert.equal(textOf(empty, 'README.md'), '## Project layout\n\n- `src/`: 1 file\n');
    const repeats = workspace({ 'README.md': 'Sail.\n\nSail.\n', 'src/a.ts': '' });
    await reviewed(repeats);
    assert.match(textOf(repeats, 'README.md'), /^Sail\.\n\nSail\.\n\n## Project layout\n/);
  });

  test('a rejection without a comment is reported as one', async () => {
    const { said, answer } = await reviewed(copyOfDemo(), { kind: 'rejected' });
    assert.match(said, /rejected, without a comment\.$/);
    assert.match(answer, /rejected, without a comment/);
  });

  test('more documents than it reads are said to be unread', async () => {
    const files = Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`d${n}.md`, '# D\n']));
    const { text, said } = await reviewed(workspace(files));
    assert.match(text, /\*\*5 documents not read/);
    assert.match(said, /^Read 15 of 20 documents/);
  });
});

suite('the outline of a document', () => {
  const targets = (text: string) => outlineOf(text).links.map(({ target, line }) => `${line} ${target}`);

  test('links in code, comments and front matter are no links', () => {
    const text =
      '---\na: "[x](1.md)"\n---\n`[x](2.md)`\n```md\n[x](3.md)\n```\n<!-- [x](4.md)\n-->\n[x](5.md)\n';
    assert.deepEqual(targets(text), ['10 5.md']);
  });

  test('pictures in links, titles, brackets, definitions and HTML are read', () => {
    const text =
      '[![b](a.svg)](b.md)\n[x](<c d.md> "T")\n[x](e_(f).md)\n[r]: g.md "T"\n<img width="1" src="h.png">\n[`code`](i.md)';
    assert.deepEqual(targets(text), [
      '1 a.svg',
      '1 b.md',
      '2 c d.md',
      '3 e_(f).md',
      '4 g.md',
      '5 h.png',
      '6 i.md',
    ]);
  });

  test('headings are found in both notations and not in code', () => {
    const text = '# One #\n\nTwo\n---\n\n~~~\n# no\n```\n~~~\n\n- item\n---\n### Three';
    assert.deepEqual(
      outlineOf(text).headings.map(({ level, text: name, line }) => [level, name, line]),
      [
        [1, 'One', 1],
        [2, 'Two', 3],
        [3, 'Three', 13],
      ],
    );
  });

  test('targets are resolved against the folder of their document', () => {
    assert.deepEqual(resolveTarget('docs/a.md', '../b%2.md'), { kind: 'inside', path: 'b%2.md' });
    assert.deepEqual(resolveTarget('docs/a.md', '../../b.md'), { kind: 'outside' });
    assert.deepEqual(resolveTarget('docs/a.md', 'vscode:x'), { kind: 'other' });
  });
});
