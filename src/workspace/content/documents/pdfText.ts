import { getDocumentProxy } from 'unpdf';
import type { DocumentAnswer } from './documentAnswer.ts';
import { counted, TextSink, UnreadableDocument } from './documentText.ts';

/** The text of a PDF file, page after page. It runs no scripts of the file and fetches nothing. */
export async function pdfText(bytes: Uint8Array): Promise<DocumentAnswer> {
  const pdf = await openPdf(bytes);
  const sink = new TextSink();
  for (let number = 1; number <= pdf.numPages && !sink.isFull; number += 1) {
    sink.heading(`page ${number}`);
    const text = await pageText(pdf, number);
    if (text !== '') sink.add(text);
  }
  return sink.answer('PDF', [counted(pdf.numPages, 'page')]);
}

/** A page that is damaged does not take the others with it. */
async function pageText(pdf: Awaited<ReturnType<typeof openPdf>>, number: number): Promise<string> {
  try {
    const page = await pdf.getPage(number);
    const { items } = await page.getTextContent();
    page.cleanup();
    const pieces = items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : ''));
    return pieces.join('').trim();
  } catch {
    return '[this page is damaged]';
  }
}

async function openPdf(bytes: Uint8Array) {
  try {
    return await getDocumentProxy(bytes, {
      disableFontFace: true,
      enableXfa: false,
      isEvalSupported: false,
      stopAtErrors: false,
      useSystemFonts: false,
      verbosity: 0,
    });
  } catch (error) {
    const isEncrypted = error instanceof Error && error.name === 'PasswordException';
    throw new UnreadableDocument(
      isEncrypted ? 'is encrypted with a password; it cannot be read' : 'begins as a PDF, but is damaged',
    );
  }
}
