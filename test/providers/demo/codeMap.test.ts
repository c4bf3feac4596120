import assert from 'node:assert/strict';
import { codeMapScript } from '../../../src/providers/demo/codeMapScript.ts';
import { definitionsOn } from '../../../src/providers/demo/definitions.ts';
import { docSentence } from '../../../src/providers/demo/docSentence.ts';
import { listAllFiles } from '../../../src/providers/demo/fileList.ts';
import { readManifest } from '../../../src/providers/demo/manifest.ts';
import { copyOfDemo, filesUnder, play, remove, textOf, workspace } from './playRun.ts';

const roots: string[] = [];

async function report(root: string): Promise<string> {
  roots.push(root);
  await play({ root });
  return textOf(root, 'output/go/code-map.md');
}

suite('the code map', () => {
  teardown(() => {
    for (const root of roots.splice(0)) remove(root);
  });

  test('the files of all folders add up to the files there are', async () => {
    const root = copyOfDemo();
    const total = filesUnder(root).length;
    const text = await report(root);
    const folders = text.slice(text.indexOf('## Folders'), text.indexOf('## Entry points'));
    const counts = [...folders.matchAll(/^\| [^|]+ \| (\d+) \|/gm)].map((found) => Number(found[1]));
    assert.equal(
      counts.reduce((sum, n) => sum + n, 0),
      total,
    );
    assert.ok(text.includes(`- Files: ${total}\n`));
  });

  test('every module is listed with the names that importing it gives', async () => {
    const root = copyOfDemo();
    const modules = filesUnder(root).filter((file) => file.startsWith('src/'));
    const text = await report(root);
    for (const module of modules) {
      const cells = text
        .split('\n')
        .find((line) => line.startsWith(`| [\`${module}\`]`))
        ?.split(' | ');
      const listed = [...(cells?.[1] ?? '').matchAll(/`([^`]+)`/g)].map((found) => found[1] ?? '');
      const values = Object.keys(await import(`${root}/${module}`));
      assert.deepEqual(
        values.filter((name) => !listed.includes(name)),
        [],
        module,
      );
      const source = textOf(root, module);
      for (const name of listed) assert.match(source, new RegExp(`export \\w+ (function )?${name}\\b`));
    }
    assert.equal(modules.length, 8);
  });

  test('entry points are the fields of the manifest, and a missing file is marked', async () => {
    const text = await report(
      workspace({
        'package.json':
          '{"name":"quay","main":"./lib/a.js","exports":{".":{"import":"./dist/b.js"}},"scripts":{"lint":""}}',
        'lib/a.js': 'exports.moor = 1;\nmodule.exports.cast = 2;\n',
      }),
    );
    assert.ok(text.includes('| `main` | [`lib/a.js`](../../lib/a.js) |'));
    assert.ok(text.includes('| `exports...import` | `dist/b.js` (no such file listed) |'));
    assert.ok(text.includes('Scripts: `lint`.'));
    assert.ok(text.includes('`moor`, `cast`'));
  });

  test('when a search is cut, the figures it feeds are lower bounds', async () => {
    const lines = Array.from({ length: 1100 }, (_, n) => `export const v${n} = ${n};\n`);
    const text = await report(
      workspace({ 'many.ts': lines.join(''), 'next.ts': 'export const next = 1;\n' }),
    );
    assert.match(text, /^- Source modules: 2$/m);
    assert.ok(text.includes('| [`next.ts`](../../next.ts) | perhaps more (not seen) |'));
    assert.match(text, /^- Names the modules offer: at least 1000$/m);
    assert.match(text, /had 101 more matches than it showed/);
  });

  test('when the list of files is cut, all counts are lower bounds', () => {
    const conversation = {
      task: '',
      offered: new Map(['glob', 'write_file'].map((name) => [name, new Set<string>()])),
      turns: 1,
      inbox: [],
      calls: [
        { ...listAllFiles, text: 'a.txt\nb/c.txt\n[7 more files; narrow the pattern]', isError: false },
      ],
    };
    const text = String(codeMapScript(conversation, 'output/go/code-map.md').calls[0]?.input.content);
    assert.match(text, /^- Files: at least 2$/m);
    assert.match(text, /list of files is not complete/);
  });

  test('files that git ignores or that may hold secrets are no part of the map', async () => {
    const text = await report(
      workspace({
        '.gitignore': 'dist/\n',
        'dist/a.js': 'exports.a = 1;\n',
        '.env': 'KEY=1\n',
        'b.js': 'exports.b = 1;\n',
      }),
    );
    assert.match(text, /^- Files: 2$/m);
    assert.match(text, /^- Names the modules offer: 1$/m);
  });
});

suite('names a line offers', () => {
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    ['a.ts', 'export async function* walk<T>(', ['walk']],
    ['a.ts', 'export declare abstract class Hull {', ['Hull']],
    ['a.ts', 'export const enum Side { Port }', ['Side']],
    ['a.ts', 'export { a, type B, c as d } from "./x";', ['a', 'B', 'd']],
    ['a.ts', 'export const { bow, stern: aft } = hull;', ['bow', 'aft']],
    ['a.ts', 'export default class Hull {', ['default']],
    ['a.ts', "export * from './x.ts';", ['* from ./x.ts']],
    ['a.ts', "export * as tides from './x.ts';", ['tides']],
    ['a.mjs', 'export let $x = 1', ['$x']],
    ['a.py', 'async def moor(self):', ['moor']],
    ['a.py', 'def _hidden():', []],
    ['a.go', 'func (h *Hull) Moor() {', ['Moor']],
    ['a.go', 'func moor() {', []],
    ['a.rs', 'pub async unsafe fn moor() {', ['moor']],
    ['a.md', 'export const a = 1;', []],
  ];
  for (const [path, line, names] of cases) {
    test(`${path}: ${line}`, () => assert.deepEqual(definitionsOn(path, line).names, names));
  }

  test('a list over several lines is completed from the lines after it, or known to be open', () => {
    assert.deepEqual(definitionsOn('a.ts', 'export {', ['  a,', '  b as c,', '};']).names, ['a', 'c']);
    assert.equal(definitionsOn('a.ts', 'export {').isOpen, true);
  });
});

suite('what a module says of itself', () => {
  test('the first sentence of its opening or first documentation comment', () => {
    assert.equal(
      docSentence('a.ts', '#!/usr/bin/env node\n/**\n * Moors a\n * boat. Twice.\n */\n'),
      'Moors a boat.',
    );
    assert.equal(
      docSentence('a.ts', "import x from 'x';\n\n/** Version 2.5 of it! More */\n"),
      'Version 2.5 of it!',
    );
    assert.equal(docSentence('a.py', '"""Moors a boat.\n\nMore."""\n'), 'Moors a boat.');
    assert.equal(docSentence('a.rs', '//! Moors\n//! boats.\nuse x;\n'), 'Moors boats.');
    assert.equal(docSentence('a.go', '// Package quay moors.\npackage quay\n'), 'Package quay moors.');
  });

  test('nothing, when there is no comment or only a licence', () => {
    assert.equal(docSentence('a.ts', 'const a = 1; // not this\n'), undefined);
    assert.equal(docSentence('a.ts', '/* Copyright 2020. All rights reserved. */\n'), undefined);
  });
});

suite('manifests', () => {
  test('a Python project gives its name and its commands', () => {
    const text = '[project]\nname = "quay"\nversion = "1.2"\n\n[project.scripts]\nmoor = "quay.cli:main"\n';
    const manifest = readManifest('pyproject.toml', text);
    assert.deepEqual([manifest.name, manifest.version], ['quay', '1.2']);
    assert.deepEqual(manifest.entries, [{ field: 'project.scripts.moor', target: 'quay.cli:main' }]);
  });

  test('one that cannot be parsed is not readable', () => {
    assert.equal(readManifest('package.json', '{ nope').isReadable, false);
  });
});
