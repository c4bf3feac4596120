import assert from 'node:assert/strict';
import { type Layout, layoutOf, usualTable } from '../../../src/workspace/layout/layout.ts';
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

async function played(files: Readonly<Record<string, string>> | 'demo', over: Omit<Play, 'root'> = {}) {
  const root = files === 'demo' ? copyOfDemo() : workspace(files);
  roots.push(root);
  const before = filesUnder(root);
  const run = await play({ root, task: 'Explain this project', ...over });
  return { ...run, root, before };
}

const roots: string[] = [];

suite('a run led by the scripted demo model', () => {
  teardown(() => {
    for (const root of roots.splice(0)) remove(root);
  });

  test('it looks, spawns three children in one turn, waits, checks what they wrote, and sums up', async () => {
    const { turns, children } = await played('demo');
    assert.deepEqual(
      turns.map((turn) => turn.calls),
      [
        ['glob', 'grep'],
        ['spawn', 'spawn', 'spawn'],
        ['wait'],
        ['read_file', 'read_file', 'read_file'],
        ['write_file'],
        [],
      ],
    );
    assert.deepEqual(children.map((child) => child.label).sort(), [
      'Code map',
      'Documentation review',
      'Open TODOs',
    ]);
    assert.match(turns[1]?.text ?? '', /18 files in 4 top-level folders and 8 marked lines/);
  });

  test('the answer says what made it, restates the task, and links every deliverable', async () => {
    const { answer, root } = await played('demo');
    assert.match(answer.split('\n')[0] ?? '', /scripted demo model, not by an AI/);
    assert.match(answer, /\*\*Task:\*\* Explain this project/);
    const links = [...answer.matchAll(/\]\(([^)]+)\)/g)].map((found) => found[1] ?? '');
    const names = ['summary', 'code-map', 'open-todos', 'documentation'];
    assert.deepEqual(
      links,
      names.map((name) => `output/explain-this-project/${name}.md`),
    );
    for (const link of links) assert.match(textOf(root, link), /not by an AI/);
  });

  test('its figures are those of the reports, and those are true', async () => {
    const { answer, root, before } = await played('demo');
    const summary = textOf(root, 'output/explain-this-project/summary.md');
    for (const text of [answer, summary]) {
      assert.ok(text.includes(`| Code map | Files | ${before.length} |`));
      assert.ok(text.includes('| Open TODOs | Marked lines | 8 |'));
      assert.ok(text.includes('| Documentation review | Broken links | 1 |'));
    }
  });

  test('only the README changes outside output/, and only as approved', async () => {
    const { root, before, answer } = await played('demo');
    const outside = filesUnder(root).filter((file) => !file.startsWith('output/'));
    assert.deepEqual(outside, before);
    assert.match(textOf(root, 'README.md'), /## Project layout\n\n- `data\/`: 1 file\n/);
    assert.match(answer, /README\\?\.md, approved and applied/);
  });

  test('a rejection and its reason reach the answer, and the README stays as it was', async () => {
    const verdict = { kind: 'rejected', feedback: 'Not in the README, "please"' } as const;
    const { root, answer, children } = await played('demo', { verdict });
    assert.doesNotMatch(textOf(root, 'README.md'), /Project layout/);
    assert.match(answer, /rejected: “Not in the README, "please"”/);
    const asked = children.flatMap((child) => child.turns.flatMap((turn) => turn.calls));
    assert.equal(asked.filter((name) => name === 'edit_file').length, 1);
  });

  test('when no child may be spawned, it does all three parts itself and says why', async () => {
    const { root, answer, children, turns } = await played('demo', { children: 0 });
    assert.equal(children.length, 0);
    assert.ok(!turns.some((turn) => turn.calls.includes('wait')));
    assert.equal(answer.match(/done by the parent itself \(no child: Spawn budget exhausted/g)?.length, 3);
    assert.match(textOf(root, 'output/explain-this-project/open-todos.md'), /Marked lines: 8/);
    assert.ok(answer.includes('| Code map | Source modules | 8 |'));
    assert.doesNotMatch(answer, /Not done/);
  });

  test('when one child is denied, it does that part and waits for the others', async () => {
    const { answer, children } = await played('demo', { children: 2 });
    assert.equal(children.length, 2);
    assert.equal(answer.match(/by a child, completed/g)?.length, 2);
    assert.match(answer, /\*\*Documentation review\*\*, done by the parent itself/);
    assert.match(answer, /approved and applied/);
  });

  test('a part whose report is missing is named as not done', async () => {
    const tools = ['glob', 'grep', 'read_file', 'edit_file', 'spawn', 'wait'];
    const { answer, root, before } = await played('demo', { tools, verdict: { kind: 'rejected' } });
    assert.deepEqual(filesUnder(root), before);
    assert.match(answer, /## Not done/);
    assert.match(answer, /The summary could not be written: there was no write\\_file tool/);
  });

  test('a second run of the same task replaces the reports of the first', async () => {
    const { root, before } = await played('demo');
    const summary = 'output/explain-this-project/summary.md';
    const first = textOf(root, summary);
    const again = await play({ root, task: 'Explain this project' });
    assert.match(again.answer, /README\.md already has such a section/);
    assert.ok(again.answer.includes(`| Code map | Files | ${before.length} |`));
    assert.notEqual(textOf(root, summary), first);
  });

  test('a change that nobody answered is not called rejected', async () => {
    const verdict = { kind: 'expired', reason: 'no terminal' } as const;
    const { answer, root } = await played('demo', { verdict });
    assert.match(answer, /not applied: Nobody approved this \(no terminal\)/);
    assert.doesNotMatch(textOf(root, 'README.md'), /Project layout/);
  });

  test('where output/ needs approval and a person refuses, nothing is asked twice', async () => {
    const layout: Layout = layoutOf({ ...usualTable, rows: [] });
    const { answer, root, before, events } = await played('demo', { layout, verdict: { kind: 'rejected' } });
    assert.deepEqual(filesUnder(root), before);
    assert.match(answer, /The summary could not be written: The person rejected this change/);
    const asked = events.flatMap((event) =>
      event.type === 'requestRaised' && event.request.draft.kind === 'change'
        ? event.request.draft.changes.map((change) => change.path)
        : [],
    );
    assert.equal(new Set(asked).size, asked.length);
  });

  test('a run that finds the reports of the same state of things says the same again', async () => {
    const { root } = await played('demo', { verdict: { kind: 'rejected' } });
    const again = await play({ root, task: 'Explain this project', verdict: { kind: 'rejected' } });
    assert.ok(again.answer.includes('| Documentation review | Broken links | 1 |'));
    assert.doesNotMatch(again.answer, /Not done/);
  });

  test('in an empty workspace it starts no child, writes nothing and says so', async () => {
    const { root, answer, children } = await played({});
    assert.equal(children.length, 0);
    assert.deepEqual(filesUnder(root), []);
    assert.match(answer, /no files here/);
  });

  test('a workspace of one file without code or documents is reported as it is', async () => {
    const { answer } = await played({ 'notes.txt': 'TODO buy milk\n' });
    assert.ok(answer.includes('| Code map | Source modules | 0 |'));
    assert.ok(answer.includes('| Open TODOs | Marked lines | 1 |'));
    assert.match(answer, /none, since no Markdown document was read/);
  });

  test('an agent that may not spawn and has a task of its own gives a true overview', async () => {
    const { answer, before } = await played('demo', { tools: fileToolNames });
    assert.match(answer, /not by an AI/);
    assert.ok(answer.includes(`Files: ${before.length} (`));
    assert.ok(answer.includes('- `src/`: 8 files'));
  });

  test('a child that could spawn still follows its brief', async () => {
    const { children, root } = await played('demo');
    const task = children.find((child) => child.label === 'Code map')?.task;
    const again = await play({ root, task: task ?? '' });
    assert.equal(again.children.length, 0);
    assert.match(again.answer, /^Mapped 18 files/);
  });
});
