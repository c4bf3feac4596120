import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { noOpenFiles, type OpenFiles } from '../../../src/workspace/content/openFiles.ts';
import { openReader, type Reader } from './reader.ts';

const chunk = 256 * 1024;
const mega = 1024 * 1024;

suite('reading text', () => {
  let reader: Reader;
  setup(async () => {
    reader = await openReader();
  });
  teardown(() => reader.sandbox.remove());
  const put = (name: string, content: string | Buffer) => reader.sandbox.put(name, content);
  const read = (path: string, more: object = {}) => reader.read({ path, ...more });

  test('75: UTF-16 with a byte order mark is text, whichever end comes first, and the mark is told', async () => {
    const text = 'zwölf\r\n😀 end\n';
    const little = Buffer.from(`\ufeff${text}`, 'utf16le');
    put('le.txt', little);
    put('be.txt', Buffer.from(little).swap16());
    put('mark.txt', `\ufeff${text}`);
    assert.equal((await read('le.txt')).text, `${text}[UTF-16LE]`);
    assert.equal((await read('be.txt')).text, `${text}[UTF-16BE]`);
    assert.equal((await read('mark.txt')).text, `${text}[UTF-8 with byte order mark]`);
    assert.equal(
      (await read('be.txt', { offset: 2, limit: 1 })).text,
      '😀 end\n[lines 2-2 of 2]\n[UTF-16BE]',
    );
  });

  test('75: half a character of UTF-16 is not text', async () => {
    put('odd.txt', Buffer.from([0xff, 0xfe, 0x41, 0x00, 0x42]));
    put('lone.txt', Buffer.from([0xff, 0xfe, 0x00, 0xd8, 0x41, 0x00]));
    for (const name of ['odd.txt', 'lone.txt']) {
      assert.match((await read(name)).text, /not valid UTF-16LE text \(\d bytes\)/);
    }
  });

  test('a character that lies across two reads is one character', async () => {
    for (const before of [chunk - 1, chunk - 2, chunk - 3]) {
      const text = `${'a'.repeat(before - 1)}\n😀é€\n`;
      put('utf8.txt', text);
      put('utf16.txt', Buffer.from(`\ufeff${'a'.repeat(before / 2)}\n${'😀'.repeat(3)}\n`, 'utf16le'));
      assert.equal((await read('utf8.txt', { offset: 2 })).text, '😀é€\n[lines 2-2 of 2]');
      assert.match((await read('utf16.txt', { offset: 2 })).text, /^😀😀😀\n/);
    }
  });

  test('what is not UTF-8 is found wherever it stands, also behind the lines that are shown', async () => {
    for (const tail of [[0xff], [0xe2, 0x82], [0xc0, 0x80], [0xed, 0xa0, 0x80]]) {
      put('bad.txt', Buffer.concat([Buffer.from('line\n'.repeat(300_000)), Buffer.from(tail)]));
      assert.match((await read('bad.txt', { limit: 1 })).text, /not valid UTF-8 text/);
    }
  });

  test('lines are counted alike whether they are shown or only counted', async () => {
    for (const end of ['', '\n', '\n\n', 'x', '\r\n']) {
      put('count.txt', `${'é line\n'.repeat(100_000)}${end}`);
      const total = 100_000 + (end === '' ? 0 : end.split('\n').length - (end.endsWith('\n') ? 1 : 0));
      assert.match((await read('count.txt', { limit: 1 })).text, new RegExp(`of ${total};`));
      const last = await read('count.txt', { offset: total });
      assert.match(last.text, new RegExp(`\\[lines ${total}-${total} of ${total}\\]$`));
    }
  });

  test('256 KB are shown at most, and a line of more than 2,000 characters is cut between characters', async () => {
    put('wide.txt', `${'x'.repeat(999)}\n`.repeat(400));
    assert.match((await read('wide.txt')).text, /\[lines 1-262 of 400; continue with offset 263\]$/);
    put('emoji.txt', `x${'😀'.repeat(2000)}\nend\n`);
    assert.equal((await read('emoji.txt')).text, `x${'😀'.repeat(999)} …[cut]\nend\n`);
  });

  test('a long line is cut alike wherever a read of the disk ends within it', async () => {
    for (const before of [1999, 2000, 2001, 2002]) {
      const filler = 'filler\n'.repeat(40_000).slice(0, 256 * 1024 - before - 1);
      put('seam.txt', `${filler}\n${'x'.repeat(2500)}\nnext\nlast\n`);
      const offset = `${filler}\n`.split('\n').length;
      const result = await read('seam.txt', { offset, limit: 2 });
      assert.equal(
        result.text,
        `${'x'.repeat(2000)} …[cut]\nnext\n[lines ${offset}-${offset + 1} of ${offset + 2}; continue with offset ${offset + 2}]`,
      );
    }
  });

  test('78: a file of 1 GB shows its first lines and its totals in little memory', async function () {
    this.timeout(120_000);
    const file = fs.openSync(put('big.log', ''), 'w');
    const block = Buffer.from('0123456789abcde\n'.repeat(mega / 16));
    for (let n = 0; n < 1024; n += 1) fs.writeSync(file, block);
    fs.closeSync(file);
    const { result, growth } = await reader.watched(() => read('big.log', { limit: 2 }));
    assert.equal(
      result.text,
      `${'0123456789abcde\n'.repeat(2)}[lines 1-2 of ${64 * mega}; continue with offset 3]`,
    );
    assert.ok(growth < 64 * mega, `${growth / mega} MB more`);
  });

  test('79: lines of 50 MB are cut, also where there are many', async function () {
    this.timeout(60_000);
    put('long.txt', `${'x'.repeat(50_000_000)}\n${`${'é'.repeat(300_000)}\n`.repeat(50)}end`);
    const { result, growth } = await reader.watched(() => read('long.txt'));
    assert.ok(result.text.startsWith(`${'x'.repeat(2000)} …[cut]\n${'é'.repeat(2000)} …[cut]\n`));
    assert.ok(result.text.endsWith('\nend'));
    assert.ok(growth < 64 * mega, `${growth / mega} MB more`);
  });

  test('reading a large file ends with its signal', async () => {
    put('large.txt', Buffer.alloc(200 * mega, 'a line of text\n'));
    const stop = new AbortController();
    const reading = reader.read({ path: 'large.txt' }, stop.signal);
    setImmediate(() => stop.abort(new Error('stopped')));
    await assert.rejects(reading, /stopped/);
  });

  test('77: what is not text is refused with what it seems to be and its size', async () => {
    put('noise.bin', Buffer.from([1, 2, 0, 3]));
    put('notes.txt', Buffer.from('\x1f\x8b\x08\0\0\0\0\0\0\0', 'latin1'));
    put('latin.txt', Buffer.from('gr\xfc\xdfe', 'latin1'));
    put('data.csv', Buffer.from('SQLite format 3\0\x10\0', 'latin1'));
    assert.equal((await read('noise.bin')).text, '"noise.bin" is binary (4 bytes), not text.');
    assert.equal(
      (await read('notes.txt')).text,
      '"notes.txt" is binary (application/gzip, 10 bytes), not text.',
    );
    assert.equal((await read('latin.txt')).text, '"latin.txt" is not valid UTF-8 text (5 bytes).');
    assert.match((await read('data.csv')).text, /application\/vnd\.sqlite3/);
  });

  test('42, 43: pipes, devices behind links and folders are refused at once', async () => {
    execFileSync('mkfifo', [reader.sandbox.at('pipe')]);
    reader.sandbox.link('/proc/self/mem', 'mem');
    reader.sandbox.link('/dev/zero', 'zero');
    put('folder/file.txt', 'x');
    for (const path of ['pipe', 'mem', 'zero', 'folder', 'folder/file.txt/below', '.']) {
      const { kind } = await read(path);
      assert.notEqual(kind, 'output', path);
    }
  });

  test('199: a file deep down is read, and a path of 5,000 folders is answered', async () => {
    const deep = `${'d/'.repeat(120)}f.txt`;
    put(deep, 'deep\n');
    assert.equal((await read(deep)).text, 'deep\n');
    const { kind, text } = await read(`${'d/'.repeat(5000)}f.txt`);
    assert.equal(kind, 'denied');
    assert.ok(text.length < 200);
  });

  test('an offset past the end is an error that tells how many lines there are', async () => {
    put('two.txt', 'a\nb\n');
    assert.equal(
      (await read('two.txt', { offset: 3 })).text,
      '"two.txt" has 2 lines; offset 3 is past its end.',
    );
    put('none.txt', '');
    assert.equal((await read('none.txt')).text, '[empty file]');
  });
});

suite('reading what is open in an editor', () => {
  let reader: Reader;
  let open: OpenFiles = noOpenFiles;
  setup(async () => {
    reader = await openReader({
      look: (canonical) => open.look(canonical),
      replace: (edits) => open.replace(edits),
    });
  });
  teardown(() => reader.sandbox.remove());
  const opened = (path: string, text: string, isDirty = true) => {
    open = { ...noOpenFiles, look: (at) => (at === path ? { text, isDirty } : undefined) };
  };

  test('87: what a person has typed but not saved is what is read, and that is told', async () => {
    const path = reader.sandbox.put('a.txt', 'saved\n');
    opened(path, 'typed\nmore\n');
    assert.equal(
      (await reader.read({ path: 'a.txt' })).text,
      'typed\nmore\n[unsaved changes in the editor are shown]',
    );
    assert.equal(
      (await reader.read({ path: 'a.txt', offset: 2, line_numbers: true })).text,
      '    2\tmore\n[lines 2-2 of 2]\n[unsaved changes in the editor are shown]',
    );
  });

  test('87: a file whose editor holds nothing unsaved is read from the disk', async () => {
    const path = reader.sandbox.put('a.txt', 'saved\n');
    opened(path, 'typed\n', false);
    assert.equal((await reader.read({ path: 'a.txt' })).text, 'saved\n');
  });

  test('87: unsaved text of a UTF-16 file is read as it would be saved', async () => {
    const path = reader.sandbox.put('a.txt', Buffer.from('\ufeffsaved\n', 'utf16le'));
    opened(path, 'getippt: ü\n');
    assert.equal(
      (await reader.read({ path: 'a.txt' })).text,
      'getippt: ü\n[UTF-16LE]\n[unsaved changes in the editor are shown]',
    );
  });
});
