import assert from 'node:assert/strict';
import { taskSlug } from '../../../src/providers/demo/assignment.ts';
import { childReports } from '../../../src/providers/demo/children.ts';
import { chunksOf } from '../../../src/providers/demo/pacing.ts';
import { readFileText, readGlobText, readGrepText } from '../../../src/providers/demo/toolText.ts';

suite('the demo reads the text of tools', () => {
  test('a path in square brackets is a path, the footer is none', () => {
    assert.deepEqual(readGlobText('a.ts\n[slug].tsx'), {
      paths: ['a.ts', '[slug].tsx'],
      hidden: 0,
      isComplete: true,
    });
    assert.deepEqual(readGlobText('a.ts\n[3 more files; narrow the pattern]'), {
      paths: ['a.ts'],
      hidden: 3,
      isComplete: false,
    });
    assert.deepEqual(readGlobText('[no files match]'), { paths: [], hidden: 0, isComplete: true });
  });

  test('the remark that something could not be read is no path, and makes a list incomplete', () => {
    const remarks = '[2 files hidden: they may hold secrets]\n[some files could not be read]';
    assert.deepEqual(readGlobText(`a.ts\n${remarks}`), { paths: ['a.ts'], hidden: 0, isComplete: false });
    assert.equal(readGrepText(`a.ts:1: x\n${remarks}`, () => true).isComplete, false);
  });

  test('a match in a path with colons is split where a known path ends', () => {
    const { matches } = readGrepText('a:1: b.ts:7:   let x;', (path) => path === 'a:1: b.ts');
    assert.deepEqual(matches, [{ path: 'a:1: b.ts', line: 7, text: '  let x;', isCut: false }]);
  });

  test('a part of a file is known by its footer, a file that ends like one is whole', () => {
    assert.deepEqual(readFileText('a\n\n[lines 3-4 of 9; continue with offset 5]'), {
      text: 'a\n',
      isWhole: false,
      totalLines: 9,
    });
    const whole = 'a\nb\nc\n[lines 3-4 of 9; continue with offset 5]';
    assert.deepEqual(readFileText(whole), { text: whole, isWhole: true, totalLines: 4 });
    assert.deepEqual(readFileText('[empty file]'), { text: '', isWhole: true, totalLines: 0 });
  });

  test('remarks on how a file is stored are no lines of it', () => {
    const marked = '[UTF-16LE]\n[unsaved changes in the editor are shown]';
    assert.deepEqual(readFileText(`a\nb\n${marked}`), { text: 'a\nb\n', isWhole: true, totalLines: 2 });
    assert.deepEqual(readFileText(`b\n[lines 2-2 of 2]\n${marked}`).totalLines, 2);
    assert.equal(readFileText(`b\n[lines 2-2 of 2]\n${marked}`).isWhole, false);
    assert.equal(readFileText('[empty file]\n[UTF-8 with byte order mark]').totalLines, 0);
  });
});

suite('the demo reads reports of its children', () => {
  const report = {
    agent_id: 'a',
    label: 'Code map',
    outcome: 'completed',
    summary: 'Done </reports>.',
    deliverables: [],
  };

  test('a report that came as a message counts as much as one that a wait returned', () => {
    const message = `Reports of your children.\n<reports>\n${JSON.stringify([report], null, 1)}\n</reports>`;
    const text = JSON.stringify({
      reports: [
        { agent_id: 'a', note: 'You already have this report.' },
        { ...report, agent_id: 'b', outcome: 'failed', reason: 'Out of turns.' },
      ],
      still_working: ['c'],
    });
    const reports = childReports({ name: 'wait', input: {}, text, isError: false }, [message]);
    assert.deepEqual([...reports.keys()], ['a', 'b']);
    assert.equal(reports.get('a')?.summary, 'Done </reports>.');
    assert.equal(reports.get('b')?.reason, 'Out of turns.');
  });

  test('a wait that failed, or said what nobody understands, gives none', () => {
    const wait = { name: 'wait', input: {}, text: 'Cancelled.', isError: true };
    assert.equal(childReports(wait, ['hello <reports>']).size, 0);
    assert.equal(childReports({ ...wait, isError: false }, []).size, 0);
  });
});

suite('the folder of a task', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['Explain this project!', 'explain-this-project'],
    ['  Übersicht für Zoë’s «Projekt»', 'ubersicht-fur-zoes-projekt'],
    ['../../etc/passwd', 'etc-passwd'],
    ['説明してください', 'demo-task'],
    ['', 'demo-task'],
    ['x'.repeat(90), 'x'.repeat(41)],
  ];
  for (const [task, slug] of cases) {
    test(`${JSON.stringify(task.slice(0, 30))} becomes ${slug}`, () => {
      assert.equal(taskSlug(task), slug);
      assert.match(taskSlug(task), /^[a-z0-9][a-z0-9-]{0,40}$/);
    });
  }

  test('a long task is cut between words', () => {
    assert.equal(
      taskSlug('one two three four five six seven eight nine ten'),
      'one-two-three-four-five-six-seven-eight',
    );
  });
});

suite('the pace of the demo', () => {
  test('pieces of text are small and joined they are the text', () => {
    const text = `${'Words and more words.\n\n'.repeat(9)}${'x'.repeat(100)} ünï 🌊`;
    assert.equal(chunksOf(text).join(''), text);
    assert.ok(chunksOf(text).every((chunk) => chunk.length <= 40));
  });
});
