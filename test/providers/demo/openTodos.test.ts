import assert from 'node:assert/strict';
import { copyOfDemo, filesUnder, play, remove, textOf, workspace } from './playRun.ts';

const roots: string[] = [];

async function report(root: string): Promise<string> {
  roots.push(root);
  await play({ root });
  return textOf(root, 'output/go/open-todos.md');
}

/** Places named in a report, as `path:line`. */
function placesIn(text: string): string[] {
  return [...text.matchAll(/^\| \[`(\d+)`\]\(\.\.\/\.\.\/([^)#]+)#L\1\)/gm)]
    .map((found) => `${decodeURIComponent(found[2] ?? '')}:${found[1]}`)
    .sort();
}

function placesOnDisk(root: string): string[] {
  return filesUnder(root)
    .flatMap((file) =>
      textOf(root, file)
        .split('\n')
        .map((text, index) => ({ place: `${file}:${index + 1}`, text })),
    )
    .filter(({ text }) => text.split(/\W+/).some((word) => ['TODO', 'FIXME', 'HACK', 'XXX'].includes(word)))
    .map(({ place }) => place)
    .sort();
}

suite('the list of open TODOs', () => {
  teardown(() => {
    for (const root of roots.splice(0)) remove(root);
  });

  test('the places are those of the files, no more and no fewer', async () => {
    const root = copyOfDemo();
    const places = placesOnDisk(root);
    assert.equal(places.length, 8);
    assert.deepEqual(placesIn(await report(root)), places);
  });

  test('earlier reports, lock files and longer words are left out', async () => {
    const text = await report(
      workspace({
        'output/old/open-todos.md': 'TODO from before\n',
        'package-lock.json': '{"x": "TODO"}\n',
        'sub/Cargo.lock': '# TODO\n',
        'a.ts': '// TODOS and myTODO and todo\n// XXX this one\n',
      }),
    );
    assert.deepEqual(placesIn(text), ['a.ts:2']);
    assert.match(text, /^- Marked lines: 1$/m);
  });

  test('names with spaces, colons, backticks and Markdown in them keep their place and their row', async () => {
    const names = [
      'a b (old) [1].ts',
      'odd/12: name.ts',
      'pipe|star*_.ts',
      'tick`s.ts',
      'ünïcode #1 100%.ts',
    ];
    const root = workspace(
      Object.fromEntries(names.map((name) => [name, '\n// TODO one | `two` *three*\n'])),
    );
    const text = await report(root);
    assert.deepEqual(placesIn(text), names.map((name) => `${name}:2`).sort());
    for (const row of text.split('\n').filter((line) => line.startsWith('| [`2`]'))) {
      assert.equal(row.replaceAll('\\|', '').split('|').length, 5, row);
      assert.ok(row.includes('``// TODO one \\| `two` *three*``'), row);
    }
  });

  test('when the search is cut, every figure is a lower bound and the report says so', async () => {
    const root = workspace({ 'many.ts': '// TODO again\n'.repeat(1100) });
    const text = await report(root);
    assert.match(text, /^- Marked lines: at least 1000$/m);
    assert.match(text, /^- TODO: at least 1000$/m);
    assert.match(text, /lower bounds/);
    assert.match(textOf(root, 'output/go/summary.md'), /\| Marked lines \| at least 1000 \|/);
  });

  test('a long line is listed around its marker and says that it was cut', async () => {
    const text = await report(workspace({ 'long.ts': `${'x'.repeat(500)} // TODO far right\n` }));
    assert.deepEqual(placesIn(text), ['long.ts:1']);
    assert.match(text, /`…x+ \/\/ TODO far right` \(line cut\)/);
    assert.match(text, /^- TODO: 1$/m);
  });

  test('the context shows the lines of the file and no footer of the tool', async () => {
    const text = await report(copyOfDemo());
    const context = text.slice(text.indexOf('## In context'), text.indexOf('## How this was found'));
    assert.match(context, /from line 21:\n\n```text\n {2}const found = stations\.find/);
    assert.doesNotMatch(context, /\[lines/);
  });

  test('a workspace without marked lines has none', async () => {
    const text = await report(workspace({ 'a.ts': 'export const a = 1;\n' }));
    assert.match(text, /^- Marked lines: 0$/m);
    assert.match(text, /No line is marked\./);
  });
});
