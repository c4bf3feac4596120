import { readXml } from './xml.ts';

/** What a number of a cell stands for. */
export type DateStyle = 'date' | 'time' | 'dateTime';

/** The texts that cells refer to by their place, pronunciation left out. */
export function sharedTexts(xml: Uint8Array | undefined): readonly string[] {
  const texts: string[] = [];
  if (!xml) return texts;
  let text = '';
  let isText = false;
  let isPronunciation = false;
  readXml(xml, {
    open(name) {
      if (name === 'si') text = '';
      if (name === 'rPh') isPronunciation = true;
      if (name === 't') isText = !isPronunciation;
    },
    close(name) {
      if (name === 'si') texts.push(text);
      if (name === 'rPh') isPronunciation = false;
      if (name === 't') isText = false;
    },
    text(more) {
      if (isText) text += more;
    },
  });
  return texts;
}

/** For the number of each cell style: what its numbers stand for, where that is a date or a time. */
export function dateStyles(xml: Uint8Array | undefined): readonly (DateStyle | undefined)[] {
  const formats = new Map<string, string>();
  const styles: (DateStyle | undefined)[] = [];
  if (!xml) return styles;
  let isInCells = false;
  readXml(xml, {
    open(name, attribute) {
      if (name === 'cellXfs') isInCells = true;
      if (name === 'numFmt') formats.set(attribute('numFmtId') ?? '', attribute('formatCode') ?? '');
      if (name !== 'xf' || !isInCells) return;
      const id = attribute('numFmtId') ?? '0';
      const format = formats.get(id);
      styles.push(format === undefined ? builtInStyle(Number(id)) : styleOf(format));
    },
    close(name) {
      if (name === 'cellXfs') isInCells = false;
    },
  });
  return styles;
}

/** Formats that every workbook has without naming them; those of 27 to 58 are dates in East Asia. */
function builtInStyle(id: number): DateStyle | undefined {
  if (id === 22) return 'dateTime';
  if ((id >= 18 && id <= 21) || (id >= 45 && id <= 47) || (id >= 32 && id <= 35)) return 'time';
  return (id >= 14 && id <= 17) || (id >= 27 && id <= 36) || (id >= 50 && id <= 58) ? 'date' : undefined;
}

function styleOf(format: string): DateStyle | undefined {
  // Quoted text, escaped characters, and colours or conditions in brackets; elapsed time, as [h], is not among them.
  const codes =
    format.replaceAll(/"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '').split(';')[0] ?? '';
  const hasDay = /[dy]/i.test(codes) || (/m/i.test(codes) && !/[hs]/i.test(codes) && !/\[m/i.test(codes));
  const hasTime = /[hs]|\[m/i.test(codes);
  if (/general/i.test(codes)) return undefined;
  if (hasDay) return hasTime ? 'dateTime' : 'date';
  return hasTime ? 'time' : undefined;
}
