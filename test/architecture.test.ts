import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const root = dirname(import.meta.dirname);
const lineLimit = 300;
/** Stands for what a dynamic import imports if that is not a plain string. */
const computed = '(computed)';
const vagueName = /^(index|utils?|helpers?|common|managers?|types?|services?)$/i;

interface SourceFile {
  /** Relative to the repository, with `/`. */
  readonly path: string;
  readonly lines: readonly string[];
  /** The source without lines that are comments. */
  readonly code: string;
  readonly imports: readonly string[];
}

suite('architecture', () => {
  const files = sourceFiles();

  test('the sources are found', () => {
    assert.ok(files.some(({ path }) => path === 'src/extension.ts'));
    assert.ok(files.some(({ path }) => room(path) === 'core'));
  });

  test('the core imports only itself and zod', () => {
    const isAllowed = (target: string) => room(target) === 'core' || target === 'zod';
    assertNone(imports(files).filter(({ path, target }) => room(path) === 'core' && !isAllowed(target)));
  });

  test('a room imports the core and itself, never another room or a composition root', () => {
    const isForeign = (path: string, target: string) =>
      target.startsWith('src/') && room(target) !== room(path) && room(target) !== 'core';
    assertNone(
      imports(files).filter(({ path, target }) => room(path) !== undefined && isForeign(path, target)),
    );
  });

  test('nothing in src imports what lies outside of it', () => {
    const isOutside = (target: string) =>
      target.startsWith('.') || /^(test|scripts|dist|media)\//.test(target);
    assertNone(imports(files).filter(({ target }) => isOutside(target)));
  });

  test('only src/vscode and src/extension.ts import the editor', () => {
    const mayImport = (path: string) => room(path) === 'vscode' || path === 'src/extension.ts';
    assertNone(imports(files).filter(({ path, target }) => target === 'vscode' && !mayImport(path)));
  });

  test('every import names a file in full, or a module that can be known beforehand', () => {
    const isVague = (target: string) =>
      target === computed || (target.startsWith('src/') && !target.endsWith('.ts'));
    assertNone(imports(files).filter(({ target }) => isVague(target)));
  });

  test('the core has no clock, no dice, no process and no console', () => {
    const outside = /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bprocess\.\w|\bconsole\.\w/;
    const uses = files.flatMap(({ path, code }) => {
      const use = room(path) === 'core' ? outside.exec(code)?.[0] : undefined;
      return use === undefined ? [] : [{ path, target: use }];
    });
    assertNone(uses);
  });

  test('no file is longer than can be read in one go', () => {
    const long = files.filter(({ lines }) => lines.length > lineLimit);
    assertNone(long.map(({ path, lines }) => ({ path, target: `${lines.length} lines` })));
  });

  test('every file and folder is named after what it holds', () => {
    const parts = files.flatMap(({ path }) => path.split('/').map((part) => ({ path, target: part })));
    assertNone(parts.filter(({ target }) => vagueName.test(target.replace(/\.ts$/, ''))));
  });

  test('there is no default export', () => {
    const defaultExport = /^\s*export\s+default\b|\bexport\s*(type\s*)?\{[^}]*\bdefault\b[^}]*\}/m;
    assertNone(
      files.filter(({ code }) => defaultExport.test(code)).map(({ path }) => ({ path, target: '' })),
    );
  });

  test('imports are found in every form', () => {
    const source = [
      "import 'a';",
      "import type { B } from 'b';",
      "import {\n  c,\n} from\n  'c';",
      "export * from 'd';",
      "export { e } from 'e';",
      "const f = await import('f');",
      'const g = import(`g`);',
      "const h = require('h');",
      "type I = import('i').I;",
      'const j = import(name);',
      `const k = import(\`./$\{name}.ts\`);`,
      "import K from 'k'; import * as l from 'l';",
      "// import 'not' from 'here';",
    ].join('\n');
    const found = importsIn('src/x.ts', withoutComments(source));
    assert.deepEqual([...found].sort(), [computed, computed, ...'abcdefghikl']);
  });
});

function sourceFiles(): readonly SourceFile[] {
  const paths = globSync('src/**/*', { cwd: root, withFileTypes: false }).map((path) =>
    path.replaceAll('\\', '/'),
  );
  return paths.filter((path) => /\.\w+$/.test(path)).map(readSource);
}

function readSource(path: string): SourceFile {
  const text = readFileSync(join(root, path), 'utf8');
  const code = withoutComments(text);
  return { path, lines: text.trimEnd().split('\n'), code, imports: importsIn(path, code) };
}

/** Leaves out whole comment lines only: a `//` or `/*` inside a line may as well be part of a string. */
function withoutComments(text: string): string {
  return text
    .split('\n')
    .filter((line) => !/^\s*(\/\/|\/\*|\*)/.test(line))
    .join('\n');
}

/** What a file imports: files as paths relative to the repository, modules by their names. */
function importsIn(path: string, code: string): readonly string[] {
  const forms = [
    /(?<![.\w$])(?:import|export)\b[^;'"`()]*?\bfrom\s*(['"])(?<target>.*?)\1/g,
    /(?<![.\w$])import\s*(['"])(?<target>.*?)\1/g,
    /(?<![.\w$])import\s*\(\s*(?:(['"`])(?<target>[^'"`$]*)\1|(?<unknown>[^\s'"]))/g,
    /(?<![.\w$])require\s*\(\s*(['"`])(?<target>.*?)\1/g,
  ];
  const targets = forms.flatMap((form) =>
    [...code.matchAll(form)].map(({ groups }) => groups?.target ?? computed),
  );
  return targets.map((target) => (target.startsWith('.') ? resolve(path, target) : target));
}

function resolve(path: string, target: string): string {
  return join(dirname(path), target).replaceAll('\\', '/');
}

/** The folder right under src that a file is in; the composition roots are in none. */
function room(path: string): string | undefined {
  return /^src\/([^/]+)\//.exec(path)?.[1];
}

function imports(files: readonly SourceFile[]): readonly { path: string; target: string }[] {
  return files.flatMap(({ path, imports: targets }) => targets.map((target) => ({ path, target })));
}

function assertNone(offences: readonly { path: string; target: string }[]): void {
  assert.deepEqual(
    offences.map(({ path, target }) => `${path}: ${target}`),
    [],
  );
}
