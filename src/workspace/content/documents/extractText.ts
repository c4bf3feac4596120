import { countOf } from '../fileText.ts';
import { mediaTypeOf } from '../mediaType.ts';
import type { DocumentAnswer } from './documentAnswer.ts';
import { UnreadableDocument } from './documentText.ts';
import { openOfficePackage } from './officePackage.ts';
import { sheetText } from './sheetText.ts';
import { slideText } from './slideText.ts';
import { wordText } from './wordText.ts';

/** The text of a PDF or an Office file, told apart by what they hold. Anything else is refused, with the reason. */
export async function extractText(bytes: Uint8Array): Promise<DocumentAnswer> {
  try {
    switch (mediaTypeOf(bytes)) {
      case 'application/pdf': {
        const { pdfText } = await import('./pdfText.ts');
        return await pdfText(bytes);
      }
      case 'application/zip':
        return officeText(bytes);
      default:
        throw new UnreadableDocument(compoundFile(bytes));
    }
  } catch (error) {
    const reason =
      error instanceof UnreadableDocument ? error.message : 'is damaged; its text cannot be read';
    return { kind: 'refused', reason };
  }
}

function officeText(bytes: Uint8Array): DocumentAnswer {
  const office = openOfficePackage(bytes);
  const folder = /(?:^|\/)(word|xl|ppt)\//.exec(office.mainPart)?.[1];
  if (folder === 'word') return wordText(office);
  if (folder === 'xl') return sheetText(office);
  if (folder === 'ppt') return slideText(office);
  throw new UnreadableDocument(`is binary (application/zip, ${countOf(bytes.length)} bytes), not text`);
}

/** The container of encrypted Office files, and of all Office files of before 2007. */
function compoundFile(bytes: Uint8Array): string {
  const isEncrypted = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(
    'EncryptedPackage',
    0,
    'utf16le',
  );
  return isEncrypted
    ? 'is encrypted with a password; it cannot be read'
    : `is binary (application/x-cfb, ${countOf(bytes.length)} bytes), not text; Office files of the format used before 2007 must be saved as DOCX, XLSX or PPTX first`;
}
