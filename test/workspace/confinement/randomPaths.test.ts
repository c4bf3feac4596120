import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import fc from 'fast-check';
import { isInside } from '../../../src/workspace/confinement/identity.ts';
import { openWorkspace } from '../../../src/workspace/confinement/resolver.ts';
import { Sandbox } from '../sandbox.ts';

/** Pieces of paths that exist, that are links of every kind, that do not exist, and that are no names at all. */
const name = fc.constantFrom(
  'a',
  'b',
  'in',
  'up',
  'out',
  'gone',
  'loop',
  'f.txt',
  'secret.txt',
  'ws',
  'output',
  'new',
  'hard',
);
const odd = fc.constantFrom(
  ...[
    '..',
    '.',
    '',
    '~',
    '%2e%2e',
    '...',
    ' ',
    'a\\b',
    '\0',
    'file:',
    '\u202e',
    '\u200c',
    '$HOME',
    '{..,a}',
    '*',
    '\ufeffa',
  ],
);
const start = (sandbox: Sandbox) =>
  fc.constantFrom(
    ...['', '/', './', '//', '~/', '/workspace/', '/workspace', 'file://', 'C:/'],
    ...[
      `${sandbox.root}/`,
      `${sandbox.base}/`,
      `${sandbox.root}-evil/`,
      `${sandbox.outside}/`,
      `/proc/self/root${sandbox.base}/`,
    ],
  );

suite('the verdict on random paths', () => {
  let sandbox: Sandbox;
  setup(() => {
    sandbox = new Sandbox();
    sandbox.put('a/b/f.txt', 'A');
    sandbox.put('output/f.txt', 'A');
    sandbox.link(sandbox.outside, 'out');
    sandbox.link('../..', 'a/up');
    sandbox.link('b', 'a/in');
    sandbox.link('missing', 'a/gone');
    sandbox.link('loop', 'loop');
    fs.linkSync(path.join(sandbox.outside, 'secret.txt'), sandbox.at('a/hard'));
  });
  teardown(() => sandbox.remove());

  test('50: is that of the system, 100,000 times', async function () {
    this.timeout(180_000);
    const workspace = await openWorkspace({ folders: [{ name: 'ws', path: sandbox.root }] });
    const parts = fc.array(fc.oneof({ weight: 5, arbitrary: name }, odd), { maxLength: 7 });
    const text = fc.tuple(start(sandbox), parts).map(([prefix, names]) => prefix + names.join('/'));
    const judge = async (named: string) => {
      const resolution = await workspace.resolve(named);
      if (resolution.kind === 'resolved') {
        assert.equal(resolution.path.canonical, oracle(named, sandbox.root), `allowed ${named}`);
        assert.ok(isInside(sandbox.root, resolution.path.canonical), named);
        return;
      }
      // Refused beforehand: what no name may hold, and a way out and back again, through a link or the process's own root.
      if (/(^|\/)(\.\.|up)(\/|$)|[\\\0\u202e\u200c\ufeff]|:|^\/\/|^\/proc\/|^$/.test(named)) return;
      const real = oracle(named, sandbox.root);
      assert.ok(
        real === undefined || !isInside(sandbox.root, real),
        `refused ${named}: ${resolution.reason}`,
      );
    };
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 100, maxLength: 100 }), async (texts) => {
        await Promise.all(texts.map(judge));
      }),
      { numRuns: 1000 },
    );
    assert.ok(sandbox.isOutsideUntouched);
  });
});

/** Where the system itself would open or create the path; undefined where it could do neither. */
function oracle(text: string, root: string): string | undefined {
  const isHost = text === root || text.startsWith(`${root}/`);
  const isVirtual = text === '/workspace' || text.startsWith('/workspace/');
  const full = isHost
    ? text
    : isVirtual
      ? root + text.slice('/workspace'.length)
      : path.isAbsolute(text)
        ? text
        : `${root}/${text}`;
  const names = full.split('/').filter((name) => name !== '' && name !== '.');
  let at = '/';
  for (const [index, name] of names.entries()) {
    const next = path.join(at, name);
    if (fs.lstatSync(next, { throwIfNoEntry: false }) === undefined) {
      return fs.statSync(at).isDirectory() ? path.join(at, ...names.slice(index)) : undefined;
    }
    try {
      at = fs.realpathSync.native(next);
      if (index < names.length - 1) fs.readdirSync(at);
    } catch {
      return undefined;
    }
  }
  return at;
}
