import assert from 'node:assert/strict';
import fc from 'fast-check';
import { refusePathText } from '../../../src/workspace/confinement/pathText.ts';
import { mayHoldSecrets, secretGlobs } from '../../../src/workspace/confinement/protectedPaths.ts';
import { openWorkspace } from '../../../src/workspace/confinement/resolver.ts';
import { defaultLayout } from '../../../src/workspace/layout/layout.ts';
import { judgeNames } from '../../../src/workspace/search/hiddenNames.ts';
import { Sandbox } from '../sandbox.ts';

/** Names that rules are about, in any letter case, and what is put around them. */
const secret = fc
  .constantFrom(...secretGlobs)
  .map((glob) => glob.replace(/^\*\*\/|\/\*\*$/g, '').replaceAll('*', 'x'));
const telling = fc.oneof(
  secret,
  secret.map((text) => text.toUpperCase()),
);
const plain = fc.constantFrom('src', 'file.ts', 'a b', 'x'.repeat(60), 'x'.repeat(300), 'con', '.x', '~1');
const odd = fc.constantFrom('\u0131', '\u212a', '\ufffd', '\u202e', '\\', ':', '"', '. ', '\n', '\u017f');
const name = fc
  .array(fc.oneof(plain, plain, plain, telling, odd), { minLength: 1, maxLength: 2 })
  .map((pieces) => pieces.join(''));
const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('/'));

suite('what searches hide by its name', () => {
  let sandbox: Sandbox;
  setup(() => {
    sandbox = new Sandbox();
  });
  teardown(() => sandbox.remove());

  const judgeBelow = async (inside: string) => {
    const workspace = await openWorkspace({ folders: [{ name: 'ws', path: sandbox.root }] });
    const [folder] = workspace.folders;
    assert.ok(folder);
    const own = { folder, below: '', inside, display: '', protectedBy: 'ws/', isElsewhere: false };
    const place = { own, inner: [], cwd: sandbox.root, start: './', isFile: false };
    return judgeNames({ workspace, layout: defaultLayout }, place);
  };

  for (const inside of ['', 'deep/er/', '.ssh/']) {
    test(`a glance at a name in ${JSON.stringify(inside)} lets nothing through that a closer look hides`, async () => {
      const judge = await judgeBelow(inside);
      const rules = process.platform === 'win32' ? 'windows' : 'posix';
      const closer = (asked: string) => {
        if (mayHoldSecrets(`ws/${inside}${asked}`)) return 'secret';
        const isRefused = asked.includes('\ufffd') || refusePathText(inside + asked, rules) !== undefined;
        return isRefused ? 'name' : 'visible';
      };
      fc.assert(
        fc.property(path, (asked) => assert.equal(judge(asked), closer(asked), asked)),
        { numRuns: 5000 },
      );
    });
  }

  test('a path of more names than a tool takes is hidden, however short they are', async () => {
    const judge = await judgeBelow('a/'.repeat(60));
    assert.equal(judge(`${'a/'.repeat(67)}b`), 'visible');
    assert.equal(judge(`${'a/'.repeat(68)}b`), 'name');
  });
});
