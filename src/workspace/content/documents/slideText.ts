import type { DocumentAnswer } from './documentAnswer.ts';
import { counted, TextSink } from './documentText.ts';
import type { OfficePackage } from './officePackage.ts';
import { SlideParagraphs } from './slideParagraphs.ts';
import { readXml } from './xml.ts';

/** The text of a PPTX file, slide after slide in their order: titles, paragraphs, tables and the speaker's notes. */
export function slideText(office: OfficePackage): DocumentAnswer {
  const targets = new Map(office.relations(office.mainPart).map(({ id, target }) => [id, target]));
  const slides = slideIds(office.part(office.mainPart)).flatMap((id) => targets.get(id) ?? []);
  const sink = new TextSink();
  for (const [index, slide] of slides.entries()) {
    if (sink.isFull) break;
    const { lines, isHidden } = linesOf(office, slide);
    sink.heading(`slide ${index + 1}${isHidden ? ' (hidden)' : ''}`);
    for (const line of lines) sink.add(line);
    const notes = office.relations(slide).find(({ kind }) => kind === 'notesSlide');
    const noted = notes ? linesOf(office, notes.target).lines : [];
    if (noted.length > 0) sink.add(`Notes: ${noted.join('\n')}`);
  }
  return sink.answer('PowerPoint presentation', [counted(slides.length, 'slide')]);
}

function slideIds(xml: Uint8Array | undefined): readonly string[] {
  const ids: string[] = [];
  if (!xml) return ids;
  readXml(xml, {
    open(name, attribute) {
      // Its own number is an "id" too, of no use here.
      const id = name === 'sldId' ? attribute('r:id') : undefined;
      if (id !== undefined) ids.push(id);
    },
  });
  return ids;
}

function linesOf(
  office: OfficePackage,
  part: string,
): { readonly lines: readonly string[]; readonly isHidden: boolean } {
  const paragraphs = new SlideParagraphs();
  const xml = office.part(part);
  if (xml) readXml(xml, paragraphs);
  return paragraphs;
}
