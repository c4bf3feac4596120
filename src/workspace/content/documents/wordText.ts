import type { DocumentAnswer } from './documentAnswer.ts';
import { counted, TextSink } from './documentText.ts';
import type { OfficePackage } from './officePackage.ts';
import { WordParagraphs } from './wordParagraphs.ts';
import { wordStyles } from './wordStyles.ts';
import { readXml } from './xml.ts';

/** The text of a DOCX file: headings and lists marked as in Markdown, a line for each row of a table, notes at the end. */
export function wordText(office: OfficePackage): DocumentAnswer {
  const relations = office.relations(office.mainPart);
  const partOf = (kind: string) => {
    const target = relations.find((relation) => relation.kind === kind)?.target;
    return target === undefined ? undefined : office.part(target);
  };
  const styles = wordStyles(partOf('styles'), partOf('numbering'));
  const sink = new TextSink();
  const main = office.part(office.mainPart);
  const body = new WordParagraphs(styles, (line) => sink.add(line));
  if (main) readXml(main, body);
  const notes = ['footnotes', 'endnotes', 'comments'].map((kind) => {
    const xml = partOf(kind);
    return xml === undefined ? 0 : addNotes(xml, kind, sink);
  });
  const facts = ['footnote', 'endnote', 'comment'].map((noun, index) => counted(notes[index] ?? 0, noun));
  return sink.answer(
    'Word document',
    facts.filter((_, index) => (notes[index] ?? 0) > 0),
  );
}

/** Adds notes with their numbers, each as one line. */
function addNotes(xml: Uint8Array, title: string, sink: TextSink): number {
  const notes: string[] = [];
  let id = '';
  let lines: string[] = [];
  const paragraphs = new WordParagraphs(wordStyles(undefined, undefined), (line) => lines.push(line.trim()));
  const noteName = /^(footnote|endnote|comment)$/;
  readXml(xml, {
    open(name, attribute) {
      if (noteName.test(name)) {
        // Separators are notes too, of a type of their own.
        id = attribute('type') === undefined ? (attribute('id') ?? '') : '';
        lines = [];
      }
      paragraphs.open(name, attribute);
    },
    close(name) {
      paragraphs.close(name);
      const text = lines.filter((line) => line !== '').join(' ');
      if (noteName.test(name) && id !== '' && text !== '') notes.push(`[^${id}]: ${text}`);
    },
    text: (text) => paragraphs.text(text),
  });
  if (notes.length > 0) sink.heading(title);
  for (const note of notes) sink.add(note);
  return notes.length;
}
