import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { ToolError } from '../../../src/core/agent/tool.ts';
import type { Event } from '../../../src/core/journal/event.ts';
import { writeResults } from '../../../src/core/spawn/batchResults.ts';
import { openWorkspace } from '../../../src/workspace/confinement/resolver.ts';
import { noOpenFiles } from '../../../src/workspace/content/openFiles.ts';
import { createHostFiles } from '../../../src/workspace/hostFiles/hostFiles.ts';
import { parseItems } from '../../../src/workspace/hostFiles/itemsFile.ts';
import { defaultLayout, type Layout, layoutOf } from '../../../src/workspace/layout/layout.ts';
import { never, Sandbox } from '../sandbox.ts';
import { TextEditor } from '../textEditor.ts';

const shaOf = (content: string | Buffer) => createHash('sha256').update(content).digest('hex');

const isToolError = (pattern: RegExp) => (error: unknown) =>
  error instanceof ToolError && pattern.test(error.message);

const withSecrets: Layout = layoutOf({
  rows: [
    { pattern: 'output/**', access: 'write', purpose: '' },
    { pattern: 'hidden/**', access: 'none', purpose: '' },
  ],
  otherwise: 'ask',
});

suite('files of the host', () => {
  let sandbox: Sandbox;
  let events: Event[];
  setup(() => {
    sandbox = new Sandbox();
    events = [];
  });
  teardown(() => {
    assert.ok(sandbox.isOutsideUntouched);
    sandbox.remove();
  });

  async function filesOf(layout: Layout = defaultLayout) {
    const workspace = await openWorkspace({ folders: [{ name: 'ws', path: sandbox.root }] });
    const of = createHostFiles({ workspace, layout, openFiles: noOpenFiles });
    return (agentId: string, emit = (event: Event) => void events.push(event)) => of(agentId, emit);
  }

  suite('reading', () => {
    test('a text is read whole, without its byte order mark', async () => {
      sandbox.put('items.txt', '\ufeffone\r\ntwo\n');
      const files = (await filesOf())('a');
      assert.equal(await files.readText('/workspace/items.txt', never), 'one\r\ntwo\n');
    });

    test('what a person has typed and not saved is read as agents read it', async () => {
      const editor = new TextEditor();
      const path = sandbox.put('items.txt', '\ufeffone\n');
      editor.open(path);
      editor.type(path, 'one\ntwo\n');
      const workspace = await openWorkspace({ folders: [{ name: 'ws', path: sandbox.root }] });
      const files = createHostFiles({ workspace, layout: defaultLayout, openFiles: editor })('a', () => {});
      const items = await files.readItems('items.txt', never);
      assert.deepEqual(
        items.map(({ text }) => text),
        ['one', 'two'],
      );
    });

    const refused: readonly (readonly [string, RegExp])[] = [
      ['missing.txt', /does not exist/],
      ['folder', /is a folder/],
      ['.env', /may hold secrets/],
      ['hidden/x.txt', /not open to agents/],
      ['.git/config', /belongs to git/],
      ['binary.bin', /binary/],
      ['latin.txt', /not valid UTF-8/],
      ['large.txt', /too large/],
      ['twice.txt', /hard links/],
      ['../outside/secret.txt', /refused/],
      ['out/secret.txt', /outside the workspace/],
      ['', /refused/],
    ];
    for (const [path, reason] of refused) {
      test(`${JSON.stringify(path)} is refused as read_file refuses it`, async () => {
        sandbox.put('folder/a.txt', 'a');
        sandbox.put('.env', 'KEY=1');
        sandbox.put('hidden/x.txt', 'x');
        sandbox.put('.git/config', 'x');
        sandbox.put('binary.bin', Buffer.from([65, 0, 66]));
        sandbox.put('latin.txt', Buffer.from([0xe9, 0x20]));
        sandbox.put('large.txt', Buffer.alloc(10 * 1024 * 1024 + 1, 65));
        fs.linkSync(sandbox.put('once.txt', 'x'), sandbox.at('twice.txt'));
        sandbox.link(sandbox.outside, 'out');
        const files = (await filesOf(withSecrets))('a');
        await assert.rejects(files.readText(path, never), isToolError(reason));
        await assert.rejects(files.readItems(path, never), isToolError(reason));
      });
    }

    test('items are read by the kind of the file', async () => {
      sandbox.put('items.csv', 'name,url\r\nzod,https://zod.example\r\n');
      const files = (await filesOf())('a');
      const parts = { name: 'zod', url: 'https://zod.example' };
      assert.deepEqual(await files.readItems('items.csv', never), [{ text: JSON.stringify(parts), parts }]);
    });
  });

  suite('writing', () => {
    const file = { path: 'output/batch/results.jsonl', text: '{"n":1}\n', callId: 'call-7' };

    test('a deliverable is announced, written, and recorded as the agent’s own', async () => {
      const files = (await filesOf())('agent-3', (event) => {
        if (event.type === 'fileChanging') assert.ok(!fs.existsSync(sandbox.at(file.path)));
        events.push(event);
      });
      await files.writeText(file, never);
      assert.equal(sandbox.text(file.path), file.text);
      const after = shaOf(file.text);
      const by = { agentId: 'agent-3', callId: 'call-7' };
      const fact = { ...by, path: file.path, before: null, after, newFolders: 2 };
      assert.deepEqual(events, [
        { type: 'fileChanging', ...fact },
        { type: 'fileChanged', ...fact, bytes: 8, deliverable: true },
      ]);
      assert.deepEqual(fs.readdirSync(sandbox.at('output/batch')), ['results.jsonl']);
    });

    test('what the host wrote itself is not replaced either, for whichever agent of the run', async () => {
      const of = await filesOf();
      await of('a').writeText(file, never);
      for (const agentId of ['a', 'b']) {
        const again = of(agentId).writeText({ ...file, text: 'new\n' }, never);
        await assert.rejects(again, isToolError(/choose another name/));
      }
      assert.equal(sandbox.text(file.path), file.text);
    });

    test('a text longer than any that agents may write is written whole', async () => {
      const text = 'x'.repeat(11 * 1024 * 1024);
      await (await filesOf())('a').writeText({ ...file, text }, never);
      assert.equal(fs.statSync(sandbox.at(file.path)).size, text.length);
    });

    test('somebody else’s file is never replaced', async () => {
      sandbox.put(file.path, 'theirs');
      const files = (await filesOf())('a');
      await assert.rejects(files.writeText(file, never), isToolError(/choose another name/));
      assert.equal(sandbox.text(file.path), 'theirs');
      assert.deepEqual(events, []);
    });

    test('nor is what the host wrote once somebody changed it, nor in the next run', async () => {
      const files = (await filesOf())('a');
      await files.writeText(file, never);
      const inNextRun = (await filesOf())('a');
      await assert.rejects(inNextRun.writeText(file, never), isToolError(/choose another name/));
      sandbox.put(file.path, 'edited');
      await assert.rejects(files.writeText(file, never), isToolError(/choose another name/));
      assert.equal(sandbox.text(file.path), 'edited');
    });

    suite('where only an editor still has the file, with changes that are not saved', () => {
      let editor: TextEditor;
      setup(() => {
        editor = new TextEditor();
        editor.open(sandbox.put(file.path, 'old\n'));
        fs.rmSync(sandbox.at(file.path));
      });

      const filesBeside = async (emit = (event: Event) => void events.push(event)) => {
        const workspace = await openWorkspace({ folders: [{ name: 'ws', path: sandbox.root }] });
        return createHostFiles({ workspace, layout: defaultLayout, openFiles: editor })('a', emit);
      };
      const of = { batchId: 'b-1', label: 'batch', results: [], callId: 'call-7' };

      test('it is not written, and nothing is recorded', async () => {
        editor.type(sandbox.at(file.path), 'My own words.\n');
        const write = (await filesBeside()).writeText(file, never);
        await assert.rejects(write, isToolError(/changes in an editor that are not saved/));
        assert.ok(!fs.existsSync(sandbox.at(file.path)));
        assert.deepEqual(events, []);
      });

      test('nor is it where its changes cannot be seen', async () => {
        editor.typeInNotebook(sandbox.at(file.path), 'hidden');
        await assert.rejects((await filesBeside()).writeText(file, never), isToolError(/not saved/));
        assert.ok(!fs.existsSync(sandbox.at(file.path)));
      });

      for (const when of ['before', 'in the last moment'] as const) {
        test(`the results of a batch get another name, which its report tells: typed ${when}`, async () => {
          const type = () => editor.type(sandbox.at(file.path), 'My own words.\n');
          if (when === 'before') type();
          const files = await filesBeside(({ type: fact }) => {
            if (fact === 'fileChanging') type();
          });
          const written = await writeResults(of, files);
          assert.ok(written.kind === 'written');
          assert.equal(written.deliverable.path, 'output/batch-2/results.jsonl');
          assert.ok(fs.existsSync(sandbox.at('output/batch-2/results.jsonl')));
          assert.ok(!fs.existsSync(sandbox.at(file.path)));
          assert.equal(editor.look(sandbox.at(file.path))?.text, 'My own words.\n');
        });
      }

      test('it is written where nothing was typed', async () => {
        await (await filesBeside()).writeText(file, never);
        assert.equal(sandbox.text(file.path), file.text);
        assert.deepEqual(editor.replaced, []);
      });
    });

    test('of several at once for one new name exactly one wins, and every other is told', async () => {
      const of = await filesOf();
      const other = await filesOf();
      const writes = [of('a'), other('b')].map((files, n) =>
        files.writeText({ ...file, text: `${n}` }, never),
      );
      const ended = await Promise.allSettled(writes);
      assert.equal(ended.filter(({ status }) => status === 'fulfilled').length, 1);
      const won = ended.findIndex(({ status }) => status === 'fulfilled');
      assert.equal(sandbox.text(file.path), `${won}`);
    });

    const refused: readonly (readonly [string, RegExp])[] = [
      ['src/results.jsonl', /not open to free writing.*Files belong in/],
      ['hidden/results.jsonl', /not open to agents/],
      ['output/.vscode/tasks.json', /not open to free writing/],
      ['output/.git/hooks/pre-commit', /git/],
      ['output/PROGRESS.md', /note_progress/],
      ['output', /is a folder/],
      ['out/x.jsonl', /outside the workspace/],
      ['output/../../outside/x', /refused/],
    ];
    for (const [path, reason] of refused) {
      test(`nothing is written to ${path}`, async () => {
        sandbox.put('output/a.txt', 'a');
        sandbox.link(sandbox.outside, 'out');
        const before = sandbox.digest();
        const files = (await filesOf(withSecrets))('a');
        await assert.rejects(files.writeText({ ...file, path }, never), isToolError(reason));
        assert.equal(sandbox.digest(), before);
        assert.deepEqual(events, []);
      });
    }

    test('without a record nothing is written', async () => {
      const files = (await filesOf())('a', () => {
        throw new Error('no journal');
      });
      await assert.rejects(files.writeText(file, never), /no journal/);
      assert.ok(!fs.existsSync(sandbox.at('output')));
    });

    test('after an abort nothing is written', async () => {
      const files = (await filesOf())('a');
      await assert.rejects(files.writeText(file, AbortSignal.abort()));
      assert.ok(!fs.existsSync(sandbox.at('output')));
      assert.deepEqual(events, []);
    });
  });

  suite('the manifest', () => {
    test('size and hash are those of the disk now', async () => {
      const content = Buffer.alloc(3_000_001, 7);
      sandbox.put('output/big.bin', content);
      const files = (await filesOf())('a');
      assert.deepEqual(await files.inspect('output/big.bin', never), {
        bytes: 3_000_001,
        hash: shaOf(content),
      });
      sandbox.put('output/big.bin', '');
      assert.deepEqual(await files.inspect('/workspace/output/big.bin', never), {
        bytes: 0,
        hash: shaOf(''),
      });
    });

    test('a file beyond a gigabyte is there, with its size and without a hash', async () => {
      const size = 1024 ** 3 + 1;
      fs.truncateSync(sandbox.put('output/huge.bin', ''), size);
      const files = (await filesOf())('a');
      assert.deepEqual(await files.inspect('output/huge.bin', never), { bytes: size, hash: '' });
    });

    const odd = [
      'output/missing.md',
      'output',
      'output/dir',
      'output/dir/a.txt/b',
      '',
      '/',
      '/etc/passwd',
      '../outside/secret.txt',
      'out/secret.txt',
      'dangling',
      '.env',
      '.git/config',
      'hidden/x',
      'twice.txt',
      'a\0b',
      'C:\\x',
      'http://x.example/a',
      'x'.repeat(100_000),
      'a/'.repeat(500),
      '\ud800',
    ];
    for (const path of odd) {
      test(`there is nothing to see at ${JSON.stringify(path.slice(0, 30))}`, async () => {
        sandbox.put('output/dir/a.txt', 'a');
        sandbox.put('.env', 'KEY=1');
        sandbox.put('.git/config', 'x');
        sandbox.put('hidden/x', 'x');
        fs.linkSync(sandbox.put('once.txt', 'x'), sandbox.at('twice.txt'));
        sandbox.link(sandbox.outside, 'out');
        sandbox.link('nowhere', 'dangling');
        const files = (await filesOf(withSecrets))('a');
        assert.equal(await files.inspect(path, never), undefined);
      });
    }

    test('a file that is replaced again and again is never taken as missing', async () => {
      const of = await filesOf();
      const path = 'output/a.txt';
      const agent = await sandbox.agent();
      await agent.call('write_file', { path, content: '0' });
      const looks: Promise<unknown>[] = [];
      for (let n = 1; n <= 30; n += 1) {
        looks.push(of('a').inspect(path, never));
        assert.equal((await agent.call('write_file', { path, content: `${n}` })).kind, 'output');
      }
      assert.ok((await Promise.all(looks)).every((found) => found !== undefined));
    });

    test('looking stops when it is told to', async () => {
      fs.truncateSync(sandbox.put('output/large.bin', ''), 1024 ** 3);
      const files = (await filesOf())('a');
      const controller = new AbortController();
      const look = files.inspect('output/large.bin', controller.signal);
      setImmediate(() => controller.abort(new Error('enough')));
      await assert.rejects(look, /enough/);
    });
  });
});

suite('items of a file', () => {
  const textsOf = (path: string, text: string) => parseItems(path, text).map((item) => item.text);

  test('are its lines, without the empty ones', () => {
    assert.deepEqual(textsOf('a.txt', ' one \r\n\r\ntwo,2\n"three'), ['one', 'two,2', '"three']);
    assert.deepEqual(textsOf('noending', 'one'), ['one']);
    assert.deepEqual(textsOf('a.txt', '\n \n'), []);
  });

  test('are the rows of a CSV with their columns', () => {
    const text = 'name,note\nzod,"a, ""b""\nc"\r\n\n yup ,\n';
    assert.deepEqual(
      parseItems('A.CSV', text).map(({ parts }) => parts),
      [
        { name: 'zod', note: 'a, "b"\nc' },
        { name: ' yup ', note: '' },
      ],
    );
    assert.deepEqual(parseItems('a.tsv', 'a\tb\n1,5\t2').at(0)?.parts, { a: '1,5', b: '2' });
  });

  test('of one column are just its values', () => {
    assert.deepEqual(parseItems('a.csv', 'url\nhttps://a.example\n"b"'), [
      { text: 'https://a.example', parts: { url: 'https://a.example' } },
      { text: 'b', parts: { url: 'b' } },
    ]);
  });

  test('are the elements of a JSON array, with the keys of objects', () => {
    const text = '["a", 2, null, {"n": 1, "s": "x", "__proto__": "p"}, [1]]';
    const items = parseItems('a.json', text);
    assert.deepEqual(
      items.map((item) => item.text),
      ['a', '2', 'null', '{"n":1,"s":"x","__proto__":"p"}', '[1]'],
    );
    assert.deepEqual(Object.entries(items[3]?.parts ?? {}), [
      ['n', '1'],
      ['s', 'x'],
      ['__proto__', 'p'],
    ]);
    assert.deepEqual(textsOf('a.jsonl', '{"n":1}\n\n"x"\n'), ['{"n":1}', 'x']);
  });

  const broken: readonly (readonly [string, string, RegExp])[] = [
    ['a.csv', 'a,b\n1,2\n1,2,3\n', /Line 3 of "a.csv" has 3 columns, but the first line names 2/],
    ['a.csv', 'a,b\n"x\ny",1\n1\n', /Line 4 of/],
    ['a.csv', 'a\n"open\n', /Line 2 of .* quote/],
    ['a.csv', 'a\n"x"y\n', /Line 2 of .* quote/],
    ['a.csv', 'a,a\n1,2', /"a" is there twice/],
    ['a.csv', 'a,\n1,2', /one has no name/],
    ['a.json', '{"a":1}', /must hold a JSON array/],
    ['a.json', '[1,\n2,\n}', /"a.json" is not valid JSON/],
    ['a.jsonl', '1\n\n{', /Line 3 of "a.jsonl" is not valid JSON/],
    ['a.txt', 'x\n'.repeat(100_001), /more than 100000 items/],
  ];
  for (const [path, text, reason] of broken) {
    test(`say what is wrong and where: ${JSON.stringify(text.slice(0, 30))}`, () =>
      assert.throws(() => parseItems(path, text), isToolError(reason)));
  }

  test('of ten megabytes in one cell are read at once', () => {
    const long = 'x'.repeat(10_000_000);
    assert.equal(textsOf('a.csv', `a\n"${long}"\n${long}`)[1]?.length, long.length);
  });
});
