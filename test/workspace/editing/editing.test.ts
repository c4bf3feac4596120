import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { type Agent, type CallResult, changeIn, Sandbox } from '../sandbox.ts';

suite('reading and editing', () => {
  let sandbox: Sandbox;
  let agent: Agent;
  setup(async () => {
    sandbox = new Sandbox();
    agent = await sandbox.agent();
  });
  teardown(() => sandbox.remove());

  async function edit(
    content: string | Buffer,
    oldText: string,
    newText: string,
    all = false,
  ): Promise<CallResult> {
    sandbox.put('output/f.txt', content);
    await agent.call('read_file', { path: 'output/f.txt' });
    const input = { path: 'output/f.txt', old_text: oldText, new_text: newText, replace_all: all };
    return agent.call('edit_file', input);
  }

  const refusals: readonly (readonly [string, string, string, string, RegExp])[] = [
    ['66: text that occurs twice', 'a\nx\nb\nx\n', 'x', 'y', /2 times.*lines 2, 4/],
    ['66: text that overlaps itself', '}\n}\n}\n', '}\n}\n', '}\n', /2 times.*lines 1, 2/],
    [
      '67: text that does not occur',
      'alpha\nbeta gamma\n',
      'beta gama',
      'y',
      /does not occur[\s\S]*Line 2:\n-beta gama\n\+beta gamma/,
    ],
    ['68: empty old text', 'a\n', '', 'y', /empty/],
    ['70: an edit that changes nothing', 'a\n', 'a', 'a', /nothing to change/],
  ];
  for (const [name, content, oldText, newText, message] of refusals) {
    test(`${name} is an error and the file stays`, async () => {
      const result = await edit(content, oldText, newText);
      assert.equal(result.kind, 'error');
      assert.match(result.text, message);
      assert.equal(sandbox.text('output/f.txt'), content);
      assert.deepEqual(agent.events, []);
    });
  }

  const edits: readonly (readonly [string, string, string, string, string])[] = [
    ['69: replacement patterns are literal', 'a\n', 'a', "$& $1 $` $'", "$& $1 $` $'\n"],
    [
      '73: LF in old_text matches CRLF, new lines get CRLF',
      'a\r\nb\r\nc\r\n',
      'a\nb',
      'a\nx\nb',
      'a\r\nx\r\nb\r\nc\r\n',
    ],
    ['73: CRLF in old_text matches LF', 'a\nb\nc\n', 'a\r\nb', 'a\r\nx', 'a\nx\nc\n'],
    ['74: each untouched line keeps its ending', 'a\r\nb\nc\r\nd\n', 'b\nc\nd', 'b\nX\nd', 'a\r\nb\nX\nd\n'],
    ['75: a byte order mark stays, once', '\ufeffa\nb\n', 'a', 'x', '\ufeffx\nb\n'],
    ['76: a missing final newline stays missing', 'a\nb', 'a', 'x', 'x\nb'],
  ];
  for (const [name, content, oldText, newText, expected] of edits) {
    test(name, async () => {
      const result = await edit(content, oldText, newText);
      assert.equal(result.kind, 'output', result.text);
      assert.equal(sandbox.text('output/f.txt'), expected);
    });
  }

  for (const encoding of ['UTF-16LE', 'UTF-16BE', 'UTF-8'] as const) {
    const encoded = (text: string) => {
      const bytes = Buffer.from(text, encoding === 'UTF-8' ? 'utf8' : 'utf16le');
      return encoding === 'UTF-16BE' ? bytes.swap16() : bytes;
    };

    test(`75: a file in ${encoding} with a byte order mark keeps both, however it is changed`, async () => {
      await edit(encoded('\ufeffé\r\nb\r\n'), 'é\nb', 'è\nx\nb');
      assert.deepEqual(fs.readFileSync(sandbox.at('output/f.txt')), encoded('\ufeffè\r\nx\r\nb\r\n'));
      await agent.call('edit_file', { path: 'output/f.txt', old_text: '\ufeffè', new_text: 'ê' });
      assert.deepEqual(fs.readFileSync(sandbox.at('output/f.txt')), encoded('\ufeffê\r\nx\r\nb\r\n'));
      const patch = '*** Begin Patch\n*** Update File: output/f.txt\n@@\n-ê\n+ë\n*** End Patch';
      await agent.call('patch_file', { patch });
      assert.deepEqual(fs.readFileSync(sandbox.at('output/f.txt')), encoded('\ufeffë\r\nx\r\nb\r\n'));
      for (const content of ['whole', '\ufeffwhole']) {
        assert.equal((await agent.call('write_file', { path: 'output/f.txt', content })).kind, 'output');
        assert.deepEqual(fs.readFileSync(sandbox.at('output/f.txt')), encoded('\ufeffwhole'));
      }
    });
  }

  test('67: what an edit found loosely is written as it was shown for approval', async () => {
    sandbox.put('src/a.py', 'def f():\n    return “x”\n');
    await agent.call('read_file', { path: 'src/a.py' });
    const input = { path: 'src/a.py', old_text: 'return "x"', new_text: 'y = 1\nreturn "x"' };
    const result = await agent.call('edit_file', input);
    assert.equal(sandbox.text('src/a.py'), 'def f():\n    y = 1\n    return “x”\n');
    assert.equal(result.asked?.changes[0]?.after?.text, sandbox.text('src/a.py'));
    assert.match(
      result.text,
      /other typographic characters or whitespace; the lines were:\n2\t {4}return “x”/,
    );
  });

  test('66: replace_all replaces every occurrence', async () => {
    assert.equal((await edit('x a x\r\nx\n', 'x', 'yy', true)).text, 'Edited output/f.txt (3 replacements).');
    assert.equal(sandbox.text('output/f.txt'), 'yy a yy\r\nyy\n');
  });

  for (const [name, bytes] of [
    ['binary', Buffer.from('a\0b')],
    ['invalid UTF-8', Buffer.from([0x61, 0xff, 0x62])],
  ] as const) {
    test(`75, 77: a file that is ${name} is neither read nor edited`, async () => {
      const result = await edit(bytes, 'a', 'x');
      assert.equal(result.kind, 'error');
      const read = await agent.call('read_file', { path: 'output/f.txt' });
      assert.match(read.text, new RegExp(`${bytes.length} bytes`));
      assert.deepEqual(fs.readFileSync(sandbox.at('output/f.txt')), bytes);
    });
  }

  test('71: a file that changed since it was read is read again first', async () => {
    sandbox.put('output/f.txt', 'one\n');
    await agent.call('read_file', { path: 'output/f.txt' });
    sandbox.put('output/f.txt', 'two\n');
    for (const [tool, input] of [
      ['edit_file', { path: 'output/f.txt', old_text: 'two', new_text: 'x' }],
      ['write_file', { path: 'output/f.txt', content: 'x' }],
      ['patch_file', { patch: '*** Begin Patch\n*** Delete File: output/f.txt\n*** End Patch' }],
    ] as const) {
      const result = await agent.call(tool, input);
      assert.match(result.text, /changed since you read it/);
    }
    assert.equal(sandbox.text('output/f.txt'), 'two\n');
  });

  test('72: an existing file is not changed without reading it first; what the agent wrote, it knows', async () => {
    sandbox.put('output/f.txt', 'one\n');
    const blind = await agent.call('write_file', { path: 'output/f.txt', content: 'x' });
    assert.match(blind.text, /Read "output\/f.txt" first/);
    await agent.call('write_file', { path: 'output/own.txt', content: 'one' });
    assert.equal((await agent.call('write_file', { path: 'output/own.txt', content: 'two' })).kind, 'output');
    const edited = await agent.call('edit_file', {
      path: 'output/own.txt',
      old_text: 'two',
      new_text: 'three',
    });
    assert.equal(edited.kind, 'output');
    assert.equal(sandbox.text('output/own.txt'), 'three');
  });

  test('70: proposing what a file already holds is an error, so that nobody is asked about nothing', async () => {
    sandbox.put('src/a.txt', 'same');
    await agent.call('read_file', { path: 'src/a.txt' });
    assert.equal((await agent.call('write_file', { path: 'src/a.txt', content: 'same' })).kind, 'error');
  });

  test('a deliverable written again with the same content is still delivered', async () => {
    await agent.call('write_file', { path: 'output/a.txt', content: 'same' });
    assert.equal((await agent.call('write_file', { path: 'output/a.txt', content: 'same' })).kind, 'output');
    assert.equal(agent.events.filter(({ type }) => type === 'fileChanged').length, 2);
  });

  test('a write is announced before it happens, and says whether it is a deliverable', async () => {
    await agent.call('write_file', { path: 'output/a.md', content: 'héllo' });
    await agent.call('write_file', { path: 'src/a.md', content: 'x' });
    const seen = agent.events.map((event) => [
      event.type,
      'path' in event && event.path,
      'deliverable' in event && event.deliverable,
      'bytes' in event && event.bytes,
    ]);
    assert.deepEqual(seen, [
      ['fileChanging', 'output/a.md', false, false],
      ['fileChanged', 'output/a.md', true, 6],
      ['fileChanging', 'src/a.md', false, false],
      ['fileChanged', 'src/a.md', false, 1],
    ]);
  });

  test('a proposal holds the exact bytes before and after, and nothing is on the disk before its answer', async () => {
    sandbox.put('src/a.txt', 'one\r\n');
    await agent.call('read_file', { path: 'src/a.txt' });
    const signal = new AbortController().signal;
    const input = { path: 'src/a.txt', old_text: 'one', new_text: 'two' };
    const plan = await agent
      .tool('edit_file')
      .prepare(input, { callId: 'c', overtaken: 'no', together: [] }, signal);
    assert.ok(plan.kind === 'ask');
    assert.deepEqual(
      changeIn(plan.draft).changes.map((change) => [
        change.before?.text,
        change.after?.text,
        change.isProtected,
      ]),
      [['one\r\n', 'two\r\n', false]],
    );
    assert.equal(sandbox.text('src/a.txt'), 'one\r\n');
    sandbox.put('src/a.txt', 'one!\r\n');
    assert.deepEqual(await plan.run(signal), { kind: 'stale' });
    assert.equal(sandbox.text('src/a.txt'), 'one!\r\n');
  });

  test('17: a folder replaced by a link between approval and write makes the call stale', async () => {
    sandbox.put('src/a/keep', 'x');
    const signal = new AbortController().signal;
    const plan = await agent
      .tool('write_file')
      .prepare({ path: 'src/a/n.txt', content: 'x' }, { callId: 'c', overtaken: 'no', together: [] }, signal);
    fs.renameSync(sandbox.at('src/a'), sandbox.at('src/b'));
    sandbox.link('b', 'src/a');
    assert.ok(plan.kind === 'ask');
    assert.deepEqual(await plan.run(signal), { kind: 'stale' });
  });

  test('83: of two agents that edit one file from the same reading, the second does not overwrite the first', async () => {
    sandbox.put('output/f.txt', 'a\nb\n');
    const team = await sandbox.team();
    const [one, two] = [team('one'), team('two')];
    await one.call('read_file', { path: 'output/f.txt' });
    await two.call('read_file', { path: 'output/f.txt' });
    const results = await Promise.all([
      one.call('edit_file', { path: 'output/f.txt', old_text: 'a', new_text: 'A' }),
      two.call('edit_file', { path: 'output/f.txt', old_text: 'b', new_text: 'B' }),
    ]);
    assert.deepEqual(results.map(({ kind }) => kind === 'output').toSorted(), [false, true]);
    assert.ok(['A\nb\n', 'a\nB\n'].includes(sandbox.text('output/f.txt')));
  });

  test('84: of twenty agents that create one file, exactly one does', async () => {
    const team = await sandbox.team();
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        team(`agent-${n}`).call('write_file', { path: 'output/x/f.txt', content: `by ${n}` }),
      ),
    );
    const winners = results.flatMap(({ kind }, n) => (kind === 'output' ? [n] : []));
    assert.equal(winners.length, 1);
    assert.equal(sandbox.text('output/x/f.txt'), `by ${winners[0]}`);
  });

  test('a file is read exactly, in ranges, with numbers', async () => {
    sandbox.put('f.txt', 'one\r\ntwo\nthree');
    assert.equal((await agent.call('read_file', { path: 'f.txt' })).text, 'one\r\ntwo\nthree');
    const part = await agent.call('read_file', { path: 'f.txt', offset: 2, limit: 1 });
    assert.equal(part.text, 'two\n[lines 2-2 of 3; continue with offset 3]');
    const last = await agent.call('read_file', { path: 'f.txt', offset: 3, line_numbers: true });
    assert.equal(last.text, '    3\tthree\n[lines 3-3 of 3]');
    assert.match((await agent.call('read_file', { path: 'f.txt', offset: 4 })).text, /has 3 lines/);
    sandbox.put('empty.txt', '');
    assert.equal((await agent.call('read_file', { path: 'empty.txt' })).text, '[empty file]');
  });

  test('2,000 lines are shown and the rest is announced', async () => {
    sandbox.put('f.txt', 'line\n'.repeat(2500));
    const { text } = await agent.call('read_file', { path: 'f.txt' });
    assert.ok(text.endsWith('line\n[lines 1-2000 of 2500; continue with offset 2001]'));
  });

  test('78: a 200 MB file is read in bounded memory and never edited', async function () {
    this.timeout(60_000);
    const file = fs.openSync(sandbox.put('big.txt', ''), 'w');
    const block = Buffer.from('0123456789abcde\n'.repeat(65_536));
    for (let n = 0; n < 200; n++) fs.writeSync(file, block);
    fs.closeSync(file);
    const before = process.memoryUsage().rss;
    const { text } = await agent.call('read_file', { path: 'big.txt', limit: 3 });
    assert.ok(text.endsWith('[lines 1-3 of 13107200; continue with offset 4]'));
    assert.ok(process.memoryUsage().rss - before < 64 * 1024 * 1024);
    const result = await agent.call('edit_file', { path: 'big.txt', old_text: 'a', new_text: 'b' });
    assert.match(result.text, /too large/);
  });

  test('79: one line of 50 MB is cut', async function () {
    this.timeout(30_000);
    sandbox.put('long.txt', `${'x'.repeat(50_000_000)}\nend\n`);
    const { text } = await agent.call('read_file', { path: 'long.txt' });
    assert.equal(text, `${'x'.repeat(2000)} …[cut]\nend\n`);
  });

  test('66: replace_all that would make a file beyond all memory is refused with its size', async () => {
    const result = await edit('x'.repeat(1_000_000), 'x', 'y'.repeat(1000), true);
    assert.equal(result.kind, 'error');
    assert.match(result.text, /too large \(1,000,000,000 bytes, at most 10,485,760\)/);
  });

  test('half a character is not written', async () => {
    assert.equal((await agent.call('write_file', { path: 'output/a', content: 'a\ud800' })).kind, 'error');
  });

  test('an edit that was overtaken finds its place in the file as it is now', async () => {
    const { signal } = new AbortController();
    sandbox.put('src/o.txt', 'one\ntwo\n');
    await agent.call('read_file', { path: 'src/o.txt' });
    const input = { path: 'src/o.txt', old_text: 'two', new_text: 'deux' };
    const first = await agent
      .tool('edit_file')
      .prepare(input, { callId: 'c', overtaken: 'no', together: [] }, signal);
    sandbox.put('src/o.txt', 'zero\none\ntwo\n');
    assert.ok(first.kind === 'ask');
    assert.equal((await first.run(signal)).kind, 'stale');
    assert.equal(sandbox.text('src/o.txt'), 'zero\none\ntwo\n');

    const again = await agent
      .tool('edit_file')
      .prepare(input, { callId: 'c', overtaken: 'unasked', together: [] }, signal);
    assert.ok(again.kind === 'ask');
    assert.equal(changeIn(again.draft).changes[0]?.before?.text, 'zero\none\ntwo\n');
    assert.equal((await again.run(signal)).kind, 'output');
    assert.equal(sandbox.text('src/o.txt'), 'zero\none\ndeux\n');
  });

  test('a whole file that was overtaken goes over what the agent has not seen only if a person sees it', async () => {
    const { signal } = new AbortController();
    sandbox.put('src/w.txt', 'one');
    await agent.call('read_file', { path: 'src/w.txt' });
    sandbox.put('src/w.txt', 'by a person');
    const input = { path: 'src/w.txt', content: 'mine' };
    const again = agent
      .tool('write_file')
      .prepare(input, { callId: 'c', overtaken: 'unasked', together: [] }, signal);
    await assert.rejects(again, /changed since you read it/);
    const shown = await agent
      .tool('write_file')
      .prepare(input, { callId: 'c', overtaken: 'asked', together: [] }, signal);
    assert.ok(shown.kind === 'ask');
    assert.equal(changeIn(shown.draft).changes[0]?.before?.text, 'by a person');
  });
});
