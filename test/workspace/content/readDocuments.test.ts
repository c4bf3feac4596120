import assert from 'node:assert/strict';
import { relations, sheetFile, slideFile, wordFile } from './officeFiles.ts';
import { pdfFile } from './pdfFile.ts';
import { openReader, type Reader } from './reader.ts';

suite('reading documents', () => {
  let reader: Reader;
  setup(async () => {
    reader = await openReader();
  });
  teardown(() => reader.sandbox.remove());
  const textOf = async (bytes: Buffer, more: object = {}) => {
    reader.sandbox.put('file', bytes);
    return (await reader.read({ path: 'file', ...more })).text;
  };
  /** The lines of a document, without the one that says what it is. */
  const linesOf = async (bytes: Buffer) => (await textOf(bytes)).split('\n').slice(0, -1);
  const p = (text: string, properties = '') =>
    `<w:p><w:pPr>${properties}</w:pPr><w:r><w:t>${text}</w:t></w:r></w:p>`;

  test('PDF: the lines of each page, page after page', async () => {
    assert.equal(
      await textOf(pdfFile([['Quarterly report', 'Sales (net) rose.'], ['The end']])),
      '--- page 1 ---\nQuarterly report\nSales (net) rose.\n\n--- page 2 ---\nThe end\n' +
        '[PDF, 2 pages; text only, cannot be edited]',
    );
  });

  test('PDF: pages without text are told to have none', async () => {
    assert.match(await textOf(pdfFile([[]])), /^--- page 1 ---\n\[PDF, 1 page, no text in it; text only/);
  });

  test('a document is shown in ranges of its lines, with totals and numbers', async () => {
    const pdf = pdfFile([Array.from({ length: 10 }, (_, n) => `row ${n}`)]);
    assert.equal(
      await textOf(pdf, { offset: 3, limit: 2, line_numbers: true }),
      '    3\trow 1\n    4\trow 2\n[lines 3-4 of 11; continue with offset 5]\n' +
        '[PDF, 1 page; text only, cannot be edited]',
    );
    assert.match(await textOf(pdf, { offset: 12 }), /has 11 lines; offset 12 is past its end/);
  });

  test('a document that another has replaced is read anew', async () => {
    for (const word of ['first', 'other', 'first'])
      assert.match(await textOf(pdfFile([[word]])), new RegExp(word));
  });

  test('Word: runs are joined, headings and lists are marked, what was deleted is gone', async () => {
    const styles =
      '<w:styles><w:style w:styleId="Kop2"><w:name w:val="heading 2"/></w:style>' +
      '<w:style w:styleId="Dots"><w:name w:val="x"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style></w:styles>';
    const numbering =
      '<w:numbering><w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/></w:lvl>' +
      '<w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum>' +
      '<w:num w:numId="2"><w:abstractNumId w:val="7"/></w:num></w:numbering>';
    const item = (level: number) => `<w:numPr><w:ilvl w:val="${level}"/><w:numId w:val="2"/></w:numPr>`;
    const body = [
      p('Results', '<w:pStyle w:val="Kop2"/>'),
      '<w:p><w:r><w:t>One </w:t></w:r><w:r><w:t>sen</w:t></w:r><w:r><w:t>tence &amp; &#x1F600;.</w:t></w:r></w:p>',
      p('first', item(0)),
      p('detail', item(1)),
      p('second', item(0)),
      p('dot', '<w:pStyle w:val="Dots"/>'),
      '<w:p><w:pPr><w:tabs><w:tab w:val="left"/></w:tabs><w:rPr><w:del w:id="1"/></w:rPr></w:pPr><w:ins><w:r><w:t>new</w:t></w:r></w:ins>' +
        '<w:del><w:r><w:delText>old</w:delText></w:r></w:del><w:r><w:tab/><w:t>tab</w:t><w:br/><w:t>break</w:t></w:r></w:p>',
    ].join('');
    const parts = { 'word/styles.xml': styles, 'word/numbering.xml': numbering };
    assert.deepEqual(await linesOf(wordFile(body, parts)), [
      '## Results',
      'One sentence & 😀.',
      '1. first',
      '  - detail',
      '2. second',
      '- dot',
      'new\ttab',
      'break',
    ]);
  });

  test('Word: a table is a line for each row, with tabs, also where cells hold tables', async () => {
    const cell = (content: string) => `<w:tc>${content}</w:tc>`;
    const inner = `<w:tbl><w:tr>${cell(p('in'))}${cell(p('ner'))}</w:tr></w:tbl>`;
    const table =
      `<w:tbl><w:tr>${cell(p('Name'))}${cell(p('Sum'))}</w:tr>` +
      `<w:tr>${cell(p('two') + p('lines'))}${cell(inner + p('4'))}</w:tr></w:tbl>`;
    assert.deepEqual(await linesOf(wordFile(p('before') + table + p('after'))), [
      'before',
      'Name\tSum',
      'two lines\tin ner 4',
      'after',
    ]);
  });

  test('Word: text boxes are read once, pictures by their description, notes at the end', async () => {
    const box = `<w:txbxContent>${p('in the box')}</w:txbxContent>`;
    const body =
      `<w:p><w:r><mc:AlternateContent><mc:Choice>${box}</mc:Choice><mc:Fallback>${box}</mc:Fallback></mc:AlternateContent></w:r>` +
      '<w:r><w:t>text</w:t><w:footnoteReference w:id="2"/><wp:docPr descr="a chart"/></w:r></w:p>';
    const notes = `<w:footnotes><w:footnote w:id="0" w:type="separator">${p('-')}</w:footnote><w:footnote w:id="2">${p('the note')}</w:footnote></w:footnotes>`;
    const text = await textOf(wordFile(body, { 'word/footnotes.xml': notes }));
    assert.equal(
      text,
      'in the box\ntext[^2][image: a chart]\n\n--- footnotes ---\n[^2]: the note\n' +
        '[Word document, 1 footnote; text only, cannot be edited]',
    );
  });

  test('Excel: sheets by name, rows with tabs, dates as dates, gaps told', async () => {
    const styles =
      '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/><numFmt numFmtId="165" formatCode="[Red]0.0&quot;d&quot;"/>' +
      '<numFmt numFmtId="166" formatCode="[h]:mm"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>' +
      '<cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="22"/><xf numFmtId="165"/><xf numFmtId="166"/></cellXfs></styleSheet>';
    const texts =
      '<sst><si><t>Name</t></si><si><r><t>Ri</t></r><r><t>ch</t></r><rPh><t>yomi</t></rPh></si><si><t>two\nlines</t></si></sst>';
    const rows =
      '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="D1" t="inlineStr"><is><t>in&lt;line</t></is></c></row>' +
      '<row r="2"><c r="A2" s="1"><v>45351</v></c><c r="B2" s="2"><v>45351.5625</v></c><c r="C2" s="3"><v>1.5</v></c><c r="D2" s="4"><v>1.25</v></c></row>' +
      '<row r="3"/><row r="4"><c r="A4"><f>SUM(1)</f><v>0.30000000000000004</v></c><c r="B4" t="b"><v>1</v></c><c r="C4" t="e"><v>#N/A</v></c><c r="D4"><f>B1*2</f></c></row>' +
      '<row r="1000"><c r="B1000" t="s"><v>2</v></c><c r="XFD1000"><v>7</v></c></row>';
    const file = sheetFile(
      { 'A &amp; B': rows, Empty: '' },
      { 'xl/styles.xml': styles, 'xl/sharedStrings.xml': texts },
    );
    assert.equal(
      await textOf(file),
      [
        '--- sheet "A & B" ---',
        'Name\tRich\t\tin<line',
        '2024-02-29\t2024-02-29 13:30:00\t1.5\t30:00:00',
        '',
        '0.3\tTRUE\t#N/A\t=B1*2',
        '[rows 5 to 999 are empty]',
        '\ttwo ↵ lines\t[16381 empty cells]\t7',
        '',
        '--- sheet "Empty" ---',
        '[Excel workbook, 2 sheets; text only, cannot be edited]',
      ].join('\n'),
    );
  });

  test('PowerPoint: slides in the order of the presentation, titles, tables and notes', async () => {
    const shape = (text: string, place = '') =>
      `<p:sp><p:nvSpPr><p:nvPr>${place}</p:nvPr></p:nvSpPr><p:txBody>${text}</p:txBody></p:sp>`;
    const ap = (text: string, properties = '') => `<a:p>${properties}<a:r><a:t>${text}</a:t></a:r></a:p>`;
    const table = `<p:graphicFrame><a:tbl><a:tr><a:tc>${ap('x')}</a:tc><a:tc>${ap('1')}</a:tc></a:tr></a:tbl></p:graphicFrame>`;
    const first = `<p:sld>${shape(ap('Welcome'), '<p:ph type="ctrTitle"/>')}${shape(ap('point') + ap('detail', '<a:pPr lvl="1"/>'))}${shape(ap('1'), '<p:ph type="sldNum"/>')}</p:sld>`;
    const second = `<p:sld show="0">${table}</p:sld>`;
    const notes = `<p:notes>${shape(ap('say hello'), '<p:ph type="body"/>')}${shape(ap('1'), '<p:ph type="sldNum"/>')}</p:notes>`;
    const file = slideFile([first, second], {
      'ppt/slides/_rels/slide2.xml.rels': relations(['rId1', 'notesSlide', '../notesSlides/notesSlide1.xml']),
      'ppt/notesSlides/notesSlide1.xml': notes,
    });
    assert.equal(
      await textOf(file),
      [
        '--- slide 1 ---',
        '# Welcome',
        'point',
        '  detail',
        'Notes: say hello',
        '',
        '--- slide 2 (hidden) ---',
        'x\t1',
        '[PowerPoint presentation, 2 slides; text only, cannot be edited]',
      ].join('\n'),
    );
  });
});
