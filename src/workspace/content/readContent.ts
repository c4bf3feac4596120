import type { Image } from '../../core/agent/message.ts';
import type { ResolvedPath } from '../confinement/guard.ts';
import { currentFile } from './currentFile.ts';
import { type Documents, type DocumentText, largestDocument } from './documents/documents.ts';
import { readChunks } from './fileChunks.ts';
import { hashOf, tooLarge } from './fileText.ts';
import { imageMediaTypes, largestImage, readImage } from './image.ts';
import { LinePicker, type LineRange, type PickedLines } from './linePicker.ts';
import { LineReader, type LinesRead } from './lineReader.ts';
import { mediaTypeOf } from './mediaType.ts';
import type { OpenFiles } from './openFiles.ts';
import { withOpenFile } from './readBytes.ts';

/** What is in a file, as a model can be shown it; `hash` is that of its bytes. */
export type Content =
  | (LinesRead & { readonly kind: 'text'; readonly isUnsaved: boolean })
  | { readonly kind: 'image'; readonly hash: string; readonly title: string; readonly image: Image }
  | (PickedLines & Omit<DocumentText, 'text'> & { readonly kind: 'document'; readonly hash: string });

export interface ContentSources {
  readonly openFiles: OpenFiles;
  readonly documents: Documents;
}

/**
 * Reads a file by what it holds: a range of the lines of a text of any size, in bounded memory, or of the text of a
 * document, or a picture. Text that a person has typed but not saved counts. Throws `ToolError` for anything else.
 */
export async function readContent(
  path: ResolvedPath,
  range: LineRange,
  sources: ContentSources,
  signal: AbortSignal,
): Promise<Content> {
  const open = sources.openFiles.look(path.canonical);
  if (open?.isDirty && open.text !== undefined) {
    const unsaved = await unsavedText(path, range, sources.openFiles, signal);
    if (unsaved) return unsaved;
  }
  const found = await withOpenFile(path, signal, async (handle, stats) => {
    const size = Number(stats.size);
    const reader = new LineReader(range, path.display, size);
    let whole: WholeFile | undefined;
    let isFirst = true;
    const onChunk = (chunk: Buffer) => {
      if (isFirst) whole = wholeFileFor(chunk, path.display, size);
      isFirst = false;
      if (whole) whole.push(chunk);
      else reader.push(chunk);
    };
    await readChunks(handle, size, onChunk, signal);
    return whole ?? { kind: 'text' as const, ...reader.end(), isUnsaved: false };
  });
  if (found.kind === 'text') return found;
  const bytes = found.bytes();
  const hash = hashOf(bytes);
  if (found.kind === 'image') return { kind: 'image', hash, ...(await readImage(bytes, path.display)) };
  const { text, ...facts } = await sources.documents.read({ bytes, hash, display: path.display }, signal);
  const picker = new LinePicker(range);
  picker.push(text);
  return { kind: 'document', hash, ...facts, ...picker.end() };
}

async function unsavedText(
  path: ResolvedPath,
  range: LineRange,
  openFiles: OpenFiles,
  signal: AbortSignal,
): Promise<Content | undefined> {
  const current = await currentFile(path, openFiles, signal);
  if (!current?.isDirty) return undefined;
  const reader = new LineReader(range, path.display, current.bytes.length);
  reader.push(current.bytes);
  return { kind: 'text', ...reader.end(), isUnsaved: true };
}

/** A file that can only be read as a whole. */
interface WholeFile {
  readonly kind: 'image' | 'document';
  push(chunk: Buffer): void;
  bytes(): Buffer;
}

function wholeFileFor(head: Buffer, display: string, size: number): WholeFile | undefined {
  const kind = wholeKindOf(mediaTypeOf(head));
  if (kind === undefined) return undefined;
  const most = kind === 'image' ? largestImage : largestDocument;
  if (size > most) throw tooLarge(display, size, most);
  const chunks: Buffer[] = [];
  let total = 0;
  return {
    kind,
    push: (chunk) => {
      total += chunk.length;
      if (total > most) throw tooLarge(display, total, most);
      chunks.push(Buffer.from(chunk));
    },
    bytes: () => Buffer.concat(chunks, total),
  };
}

function wholeKindOf(mediaType: string | undefined): WholeFile['kind'] | undefined {
  if (imageMediaTypes.some((known) => known === mediaType)) return 'image';
  const isDocument = /^application\/(pdf|zip|x-cfb)$/.test(mediaType ?? '');
  return isDocument ? 'document' : undefined;
}
