import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { describeFile } from '../../../src/providers/demo/describeFile.ts';
import { outlineOf } from '../../../src/providers/demo/markdownOutline.ts';
import {
  copyOfDemo,
  filesUnder,
  fileToolNames,
  type Play,
  play,
  remove,
  textOf,
  workspace,
} from './playRun.ts';

const roots: string[] = [];
const task = 'Describe each file in one line, as a batch';
const results = 'output/file-descriptions/results.jsonl';

async function played(root: string, over: Omit<Play, 'root'> = {}) {
  roots.push(root);
  const before = filesUnder(root);
  return { ...(await play({ root, task, ...over })), root, before };
}

function figure(answer: string, name: string): string | undefined {
  return new RegExp(`^\\| ${name} \\| (.*) \\|$`, 'm').exec(answer)?.[1];
}

/** The lines of the answer on the files, as they read. */
function linesOf(answer: string): string[] {
  const section = answer.slice(answer.indexOf('## Files'), answer.indexOf('## Results'));
  return [...section.matchAll(/^- (.*)$/gm)].map(([, line = '']) => line.replace(/\\(.)/g, '$1'));
}

/** What `wc -l` and the eye would say, computed apart from the demo. */
function expectedLine(root: string, file: string): string {
  const text = textOf(root, file);
  const lines = `${file}: ${text.split('\n').length - 1} lines`;
  if (file.endsWith('.md')) return `${lines}, first heading “${outlineOf(text).headings[0]?.text}”`;
  if (!file.endsWith('.ts')) return lines;
  const name = /^export (?:const|function|interface|type) (\w+)/m.exec(text)?.[1];
  return `${lines}, ${name === undefined ? 'no exported name found' : `first exported name ${name}`}`;
}

suite('the demo model on a task that says batch', () => {
  teardown(() => {
    for (const root of roots.splice(0)) remove(root);
  });

  test('it lists the files, starts one batch, waits, reads the results, and answers', async () => {
    const { turns, children, before } = await played(copyOfDemo());
    assert.deepEqual(
      turns.map((turn) => turn.calls),
      [['glob'], ['spawn_batch'], ['wait'], ['read_file'], []],
    );
    assert.equal(children.length, before.length);
    for (const { turns: own, profile } of children) {
      assert.deepEqual(
        own.map((turn) => turn.calls),
        [['read_file'], []],
      );
      assert.equal(profile, 'explorer');
    }
  });

  test('every file has one line, in its own words, and the line is true', async () => {
    const { answer, root, before } = await played(copyOfDemo());
    assert.deepEqual(
      linesOf(answer),
      before.toSorted().map((file) => expectedLine(root, file)),
    );
    assert.equal(figure(answer, 'Files in the workspace'), `${before.length}`);
    assert.equal(figure(answer, 'Files taken'), `${before.length}`);
    assert.equal(figure(answer, 'Described'), `${before.length}`);
    assert.equal(figure(answer, 'Not read'), '0');
  });

  test('the answer says what made it and links the results, and nothing else was written', async () => {
    const { answer, root, before } = await played(copyOfDemo());
    assert.match(answer.split('\n')[0] ?? '', /scripted demo model, not by an AI/);
    assert.match(answer, /Its report: 18 completed\./);
    assert.ok(answer.includes(`](${results})`));
    assert.deepEqual(filesUnder(root), [...before, results].sort());
    assert.equal(textOf(root, results).trimEnd().split('\n').length, before.length);
  });

  test('of many files it takes the first thirty by path, and says so', async () => {
    const names = Array.from({ length: 34 }, (_, n) => `f${String(n).padStart(2, '0')}.md`);
    const root = workspace(Object.fromEntries(names.map((name) => [name, `# Note ${name}\n`])));
    const { answer, children, turns } = await played(root, { children: 40 });
    assert.equal(children.length, 30);
    assert.match(turns[1]?.text ?? '', /I found 34 files\. I take the first 30 by path\./);
    assert.equal(figure(answer, 'Files taken'), '30 (the first by path)');
    assert.deepEqual(
      linesOf(answer),
      names.slice(0, 30).map((name) => `${name}: 1 line, first heading “Note ${name}”`),
    );
  });

  test('what cannot be read is told and counted apart', async () => {
    const root = workspace({ 'a.txt': 'x\n', 'b.bin': 'a\u0000b', 'c.txt': '' });
    const { answer } = await played(root);
    assert.equal(figure(answer, 'Described'), '2');
    assert.equal(figure(answer, 'Not read'), '1');
    const [first, second, third] = linesOf(answer);
    assert.deepEqual([first, third], ['a.txt: 1 line', 'c.txt: empty']);
    assert.match(second ?? '', /^b\.bin: not read \(.*binary/);
  });

  test('names that look like placeholders or Markdown are taken as they are', async () => {
    const names = ['*star*_{{item}}.md', 'File x.md', '[a](b) {{column}}.md'];
    const root = workspace(Object.fromEntries(names.map((name) => [name, '# One *two*\n'])));
    const { answer } = await played(root, { task: 'A batch of {{files}}, please' });
    assert.deepEqual(
      linesOf(answer),
      names.toSorted().map((name) => `${name}: 1 line, first heading “One *two*”`),
    );
  });

  test('when the batch is refused, the parent reads the files itself, writes the lines down and says why', async () => {
    const { answer, root, before, children, turns } = await played(copyOfDemo(), { children: 0 });
    assert.equal(children.length, 0);
    assert.equal(turns.length, 5);
    assert.match(answer, /Done by the parent itself \(no batch: Spawn budget exhausted/);
    assert.deepEqual(
      linesOf(answer),
      before.toSorted().map((file) => expectedLine(root, file)),
    );
    const written = 'output/describe-each-file-in-one-line-as-a-batch/files.md';
    assert.ok(answer.includes(`](${written})`));
    assert.match(textOf(root, written), /not by an AI/);
  });

  test('results that are gone are told, and no line is made up', async () => {
    const root = workspace({ 'a.md': '# A\n' });
    const { answer } = await played(root, {
      onEvent: ({ type }) => {
        if (type === 'batchFinished') rmSync(path.join(root, results));
      },
    });
    assert.equal(figure(answer, 'Described'), '0');
    assert.equal(figure(answer, 'Without a result'), '1');
    assert.match(answer, /Not everything went well: .*does not exist/);
    assert.deepEqual(linesOf(answer), ['`a.md`: no result']);
  });

  test('a second batch leaves the results of the first alone', async () => {
    const { root } = await played(workspace({ 'a.md': '# A\n' }));
    const first = textOf(root, results);
    const { answer } = await play({ root, task });
    assert.equal(textOf(root, results), first);
    assert.match(answer, /\]\(output\/file-descriptions-2\/results\.jsonl\)/);
    assert.equal(figure(answer, 'Files in the workspace'), '1');
  });

  test('without a wait tool the report of the batch reaches it as a message', async () => {
    const tools = [...fileToolNames, 'spawn', 'spawn_batch'];
    const { answer } = await played(workspace({ 'a.md': '# A\n' }), { tools });
    assert.deepEqual(linesOf(answer), ['a.md: 1 line, first heading “A”']);
  });

  test('an empty workspace starts no child', async () => {
    const { answer, children } = await played(workspace({}));
    assert.equal(children.length, 0);
    assert.match(answer, /no files here/);
  });

  test('any other task, or one without the tool for it, is led as ever', async () => {
    const other = await played(workspace({ 'a.md': '# A\n' }), { task: 'Batchelor parties' });
    assert.equal(other.children.length, 3);
    const without = await played(workspace({ 'a.md': '# A\n' }), {
      tools: [...fileToolNames, 'spawn', 'wait'],
    });
    assert.equal(without.children.length, 3);
  });
});

suite('one line on a file', () => {
  const read = (text: string) => ({ name: 'read_file', input: {}, text, isError: false });

  test('a file that was read in part counts all of its lines, and says where it looked', () => {
    const text = `${'x\n'.repeat(3)}\n[lines 1-3 of 5000; continue with offset 4]`.replace('\n\n', '\n');
    assert.equal(
      describeFile('a.md', read(text)),
      'a.md: 5000 lines, no heading found in the part that was read',
    );
    assert.equal(describeFile('a.txt', read(text)), 'a.txt: 5000 lines');
  });

  test('a last line without a line ending is a line', () => {
    assert.equal(describeFile('a.txt', read('one\ntwo')), 'a.txt: 2 lines');
  });

  test('a name exported over several lines is found, one in a comment is not', () => {
    assert.equal(
      describeFile('a.ts', read('// export const no = 1;\nexport {\n  yes,\n};\n')),
      'a.ts: 4 lines, first exported name yes',
    );
  });

  test('what could not be read says why', () => {
    assert.equal(
      describeFile('a.ts', { ...read('"a.ts" does not exist.'), isError: true }),
      'a.ts: not read ("a.ts" does not exist.)',
    );
    assert.equal(describeFile('a.ts', undefined), 'a.ts: not read (there was no read_file tool)');
  });
});
