import { strToU8, zipSync } from 'fflate';

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const relationType = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

export type Parts = Readonly<Record<string, string | Uint8Array>>;

/** An Office file of parts; texts become XML with the usual head. */
export function officeFile(parts: Parts): Buffer {
  const files = Object.entries(parts).map(([name, part]) => [
    name,
    typeof part === 'string' ? strToU8(head + part) : part,
  ]);
  return Buffer.from(zipSync(Object.fromEntries(files)));
}

/** A part that names others: `id`, kind and target of each. */
export function relations(...all: readonly (readonly [id: string, kind: string, target: string])[]): string {
  const each = all.map(
    ([id, kind, target]) => `<Relationship Id="${id}" Type="${relationType}/${kind}" Target="${target}"/>`,
  );
  return `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${each.join('')}</Relationships>`;
}

const main = (target: string) => relations(['rId1', 'officeDocument', target]);

/** A Word document: `body` is what stands in its body, `more` are further parts. */
export function wordFile(body: string, more: Parts = {}): Buffer {
  return officeFile({
    '[Content_Types].xml': '<Types/>',
    '_rels/.rels': main('word/document.xml'),
    'word/document.xml': `<w:document xmlns:w="w"><w:body>${body}</w:body></w:document>`,
    'word/_rels/document.xml.rels': relations(
      ['rId1', 'styles', 'styles.xml'],
      ['rId2', 'numbering', 'numbering.xml'],
      ['rId3', 'footnotes', '/word/footnotes.xml'],
    ),
    ...more,
  });
}

/** A workbook of sheets, each by its name with its rows. */
export function sheetFile(sheets: Readonly<Record<string, string>>, more: Parts = {}): Buffer {
  const names = Object.keys(sheets);
  const listed = names.map(
    (name, index) => `<sheet name="${name}" sheetId="${index + 1}" r:id="rId${index}"/>`,
  );
  const parts = names.map((name, index) => [
    `xl/worksheets/sheet${index}.xml`,
    `<worksheet><sheetData>${sheets[name]}</sheetData></worksheet>`,
  ]);
  return officeFile({
    '[Content_Types].xml': '<Types/>',
    '_rels/.rels': main('xl/workbook.xml'),
    'xl/workbook.xml': `<workbook xmlns:r="r"><sheets>${listed.join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relations(
      ...names.map((_, index) => [`rId${index}`, 'worksheet', `worksheets/sheet${index}.xml`] as const),
      ['rIdS', 'sharedStrings', 'sharedStrings.xml'],
      ['rIdT', 'styles', 'styles.xml'],
    ),
    ...Object.fromEntries(parts),
    ...more,
  });
}

/** A presentation of slides, in this order, whatever their parts are called. */
export function slideFile(slides: readonly string[], more: Parts = {}): Buffer {
  const ids = slides.map((_, index) => `<p:sldId id="${256 + index}" r:id="rId${index}"/>`);
  // The numbers of the parts run against the order.
  const nameOf = (index: number) => `slides/slide${slides.length - index}.xml`;
  return officeFile({
    '[Content_Types].xml': '<Types/>',
    '_rels/.rels': main('ppt/presentation.xml'),
    'ppt/presentation.xml': `<p:presentation xmlns:r="r"><p:sldIdLst>${ids.join('')}</p:sldIdLst></p:presentation>`,
    'ppt/_rels/presentation.xml.rels': relations(
      ...slides.map((_, index) => [`rId${index}`, 'slide', nameOf(index)] as const),
    ),
    ...Object.fromEntries(slides.map((xml, index) => [`ppt/${nameOf(index)}`, xml])),
    ...more,
  });
}
