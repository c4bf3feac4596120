import type { DocumentAnswer } from './documentAnswer.ts';
import { counted, TextSink } from './documentText.ts';
import type { OfficePackage } from './officePackage.ts';
import { addSheetRows } from './sheetRows.ts';
import { dateStyles, sharedTexts } from './sheetTables.ts';
import { readXml } from './xml.ts';

interface Sheet {
  readonly name: string;
  readonly isHidden: boolean;
  /** The part of its cells; undefined for a sheet that has none, such as a chart. */
  readonly part: string | undefined;
}

/** The text of an XLSX file: a line for each row, with tabs between its cells, sheet after sheet. */
export function sheetText(office: OfficePackage): DocumentAnswer {
  const relations = office.relations(office.mainPart);
  const partOf = (kind: string) => {
    const target = relations.find((relation) => relation.kind === kind)?.target;
    return target === undefined ? undefined : office.part(target);
  };
  const targets = new Map(
    relations.filter(({ kind }) => kind === 'worksheet').map(({ id, target }) => [id, target]),
  );
  const { sheets, isFrom1904 } = readWorkbook(office.part(office.mainPart), targets);
  const texts = sharedTexts(partOf('sharedStrings'));
  const styles = dateStyles(partOf('styles'));
  const sink = new TextSink();
  for (const { name, isHidden, part } of sheets) {
    if (sink.isFull) break;
    sink.heading(`sheet "${name}"${isHidden ? ' (hidden)' : ''}`);
    const xml = part === undefined ? undefined : office.part(part);
    if (xml) addSheetRows(xml, { texts, styles, isFrom1904 }, sink);
  }
  return sink.answer('Excel workbook', [counted(sheets.length, 'sheet')]);
}

function readWorkbook(
  xml: Uint8Array | undefined,
  targets: ReadonlyMap<string, string>,
): { readonly sheets: readonly Sheet[]; readonly isFrom1904: boolean } {
  const sheets: Sheet[] = [];
  let isFrom1904 = false;
  if (!xml) return { sheets, isFrom1904 };
  readXml(xml, {
    open(name, attribute) {
      if (name === 'workbookPr') isFrom1904 = /^(1|true)$/.test(attribute('date1904') ?? '');
      if (name !== 'sheet') return;
      sheets.push({
        name: attribute('name') ?? '',
        isHidden: /hidden/i.test(attribute('state') ?? ''),
        part: targets.get(attribute('id') ?? ''),
      });
    },
  });
  return { sheets, isFrom1904 };
}
