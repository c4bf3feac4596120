import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { strToU8, zipSync } from 'fflate';
import { officeFile, relations, sheetFile, wordFile } from './officeFiles.ts';
import { pdfFile, pdfOf, streamOf } from './pdfFile.ts';
import { openReader, type Reader } from './reader.ts';

const mega = 1024 * 1024;
/** Which of both comes first is a matter of how fast the computer is. */
const givenUp = /takes (too much memory|longer than 20 seconds) to read; it was given up/;

suite('documents that mean harm', () => {
  let reader: Reader;
  setup(async () => {
    reader = await openReader();
  });
  teardown(() => reader.sandbox.remove());
  const read = (bytes: Buffer, signal?: AbortSignal) => {
    reader.sandbox.put('file', bytes);
    return reader.read({ path: 'file' }, signal);
  };
  const refused = async (bytes: Buffer, reason: RegExp) => {
    const { kind, text } = await read(bytes);
    assert.equal(kind, 'error', text.slice(0, 200));
    assert.match(text, reason);
  };

  test('a file that would unpack to more than 100 MB is refused before it does', async function () {
    this.timeout(60_000);
    const bomb = wordFile(`<w:p><w:r><w:t>${'0'.repeat(101 * mega)}</w:t></w:r></w:p>`);
    assert.ok(bomb.length < mega);
    const { result, growth } = await reader.watched(() => read(bomb));
    assert.match(result.text, /would unpack to more than 100 MB/);
    assert.ok(growth < 100 * mega, `${growth / mega} MB more`);
  });

  test('a size that an archive lies about is all that is unpacked', async () => {
    const honest = wordFile(`<w:p><w:r><w:t>${'0'.repeat(5 * mega)}</w:t></w:r></w:p>`);
    await refused(withDeclaredSize(honest, 'word/document.xml', 1000), /is damaged/);
  });

  test('pictures and films in a document do not count, since they are never unpacked', async () => {
    const film = new Uint8Array(120 * mega);
    const file = wordFile('<w:p><w:r><w:t>text</w:t></w:r></w:p>', { 'word/media/film.mp4': film });
    assert.match((await read(file)).text, /^text\n/);
  });

  test('an archive of more than 10,000 entries is refused', async () => {
    const names = Array.from({ length: 10_001 }, (_, n) => [`word/${n}`, ''] as const);
    await refused(officeFile(Object.fromEntries(names)), /more than 10,000 entries/);
  });

  test('entities of a document type are never expanded, and nothing is fetched', async () => {
    let visits = 0;
    const server = createServer((_, response) => {
      visits += 1;
      response.end('CANARY');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    assert.ok(address !== null && typeof address !== 'string');
    const url = `http://127.0.0.1:${address.port}/x`;
    const part = (type: string) =>
      officeFile({
        '_rels/.rels': relations(['r', 'officeDocument', 'word/document.xml']),
        'word/document.xml': `${type}<w:document><w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>`,
        'word/_rels/document.xml.rels': `<Relationships><Relationship Id="r" Type="t/styles" Target="${url}" TargetMode="External"/></Relationships>`,
      });
    try {
      await refused(part(`<!DOCTYPE x [<!ENTITY x SYSTEM "${url}">]>`), /document type definition/);
      await refused(
        part(`<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>`),
        /document type definition/,
      );
      assert.equal((await read(part(''))).text.split('\n')[0], '&x;');
    } finally {
      server.close();
    }
    assert.equal(visits, 0);
  });

  test('parts are names in the archive, never paths', async () => {
    const file = officeFile({
      '_rels/.rels': relations(['r', 'officeDocument', '../../../../etc/passwd']),
    });
    await refused(file, /is binary \(application\/zip, \d+ bytes\), not text/);
  });

  test('elements in each other a million deep end in an answer', async function () {
    this.timeout(60_000);
    const deep = wordFile(`${'<w:p>'.repeat(1_000_000)}${'</w:p>'.repeat(1_000_000)}`);
    assert.notEqual((await read(deep)).kind, 'denied');
  });

  test('a sheet with one cell at its far end is no larger for it', async () => {
    const file = sheetFile({ S: '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>' });
    assert.equal(
      (await read(file)).text,
      '--- sheet "S" ---\n[rows 1 to 1048575 are empty]\n[16383 empty cells]\t1\n' +
        '[Excel workbook, 1 sheet; text only, cannot be edited]',
    );
  });

  test('a document that takes too much memory is given up, and the host goes on', async function () {
    this.timeout(60_000);
    await refused(wordFile('<w:p>'.repeat(6_000_000)), givenUp);
    assert.equal((await read(wordFile('<w:p><w:r><w:t>next</w:t></w:r></w:p>'))).text.split('\n')[0], 'next');
  });

  test('a PDF whose text unpacks without end is given up', async function () {
    this.timeout(60_000);
    await refused(pdfBomb(), givenUp);
  });

  test('reading a document ends with its signal at once, and the next is read', async function () {
    this.timeout(60_000);
    const stop = new AbortController();
    const reading = read(pdfBomb(), stop.signal);
    setTimeout(() => stop.abort(new Error('stopped')), 300);
    const begun = performance.now();
    await assert.rejects(reading, /stopped/);
    assert.ok(performance.now() - begun < 5000);
    assert.match((await read(pdfFile([['next']]))).text, /next/);
  });

  test('while documents are read two at a time, one that waits leaves with its signal', async () => {
    reader.sandbox.put('a.pdf', pdfFile([['a']]));
    const stop = new AbortController();
    const reads = Array.from({ length: 6 }, (_, n) =>
      reader.read({ path: 'a.pdf' }, n === 5 ? stop.signal : undefined),
    );
    stop.abort(new Error('stopped'));
    const results = await Promise.allSettled(reads);
    assert.deepEqual(
      results.map(({ status }) => status),
      [...Array.from({ length: 5 }, () => 'fulfilled'), 'rejected'],
    );
  });

  test('damaged and encrypted documents are told apart', async () => {
    const compound = Buffer.from('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'latin1');
    const encrypted = Buffer.concat([
      compound,
      Buffer.alloc(504),
      Buffer.from('EncryptedPackage', 'utf16le'),
    ]);
    await refused(encrypted, /^"file" is encrypted with a password; it cannot be read\.$/);
    await refused(
      Buffer.concat([compound, Buffer.alloc(504)]),
      /application\/x-cfb.*saved as DOCX, XLSX or PPTX first/,
    );
    await refused(Buffer.from('%PDF-1.7\nnothing of the kind'), /begins as a PDF, but is damaged/);
    await refused(wordFile('<w:p>').subarray(0, 300), /damaged or encrypted ZIP archive/);
    await refused(wordFile('<w:p><w:r></w:p>'), /not well-formed XML/);
    const encrypt =
      '/Encrypt << /Filter /Standard /V 1 /R 2 /Length 40 /P -4 ' +
      `/O <${'ab'.repeat(32)}> /U <${'cd'.repeat(32)}> >> /ID [<00112233> <00112233>] `;
    await refused(pdfFile([['secret']], encrypt), /is encrypted with a password/);
  });

  test('77: other archives are binary, with the kind that they name', async () => {
    const archive = (files: Record<string, string>) =>
      Buffer.from(
        zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)]))),
      );
    await refused(archive({ 'a.txt': 'text' }), /is binary \(application\/zip, 114 bytes\), not text/);
    await refused(
      archive({ mimetype: 'application/epub+zip', 'OPS/a.xhtml': '<p/>' }),
      /is binary \(application\/epub\+zip, \d+ bytes\), not text/,
    );
  });

  test('a document of more than 50 MB is refused with its size', async () => {
    const large = Buffer.alloc(50 * mega + 1);
    large.write('%PDF-1.4');
    await refused(large, /too large \(52,428,801 bytes, at most 52,428,800\)/);
  });
});

/** The archive, with another size of an entry in its table. */
function withDeclaredSize(zip: Buffer, name: string, size: number): Buffer {
  const bytes = Buffer.from(zip);
  const entry = bytes.lastIndexOf(name) - 46;
  assert.equal(bytes.toString('latin1', entry, entry + 4), 'PK\x01\x02');
  bytes.writeUInt32LE(size, entry + 24);
  return bytes;
}

/** Six megabytes that unpack to 384 MB, a hundred times over. */
function pdfBomb(): Buffer {
  const content = Buffer.from(`${'\x81 '.repeat(3 * mega)}\x80`, 'latin1');
  return pdfOf([
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents [${'4 0 R '.repeat(100)}] /Resources << >> >>`,
    streamOf(content.toString('latin1'), '/Filter /RunLengthDecode '),
  ]);
}
