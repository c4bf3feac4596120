import type { ResolvedPath } from '../confinement/guard.ts';
import { decodeText, encodeText, hashOf } from './fileText.ts';
import type { OpenFiles } from './openFiles.ts';
import { type FileBytes, readBytes } from './readBytes.ts';

const byteOrderMark = '\ufeff';

/** A file as a person sees it. `stats` are of the file on the disk. */
export interface CurrentFile extends FileBytes {
  /** An editor holds text that is not saved: `bytes` are what saving them would write. */
  readonly isDirty: boolean;
}

/**
 * The bytes a file has now for a person: those of its editor where that holds unsaved text, in the encoding of the
 * file, else those of the disk. Null if there is no file. Throws `ToolError` for anything that is not one file, and for
 * unsaved changes to a file that is not text.
 */
export async function currentFile(
  path: ResolvedPath,
  openFiles: OpenFiles,
  signal: AbortSignal,
): Promise<CurrentFile | null> {
  const found = await readBytes(path, signal);
  if (found === null) return null;
  const open = openFiles.look(path.canonical);
  if (!open?.isDirty || open.text === undefined) return { ...found, isDirty: false };
  const { encoding, text } = decodeText(found.bytes, path.display);
  const mark = text.startsWith(byteOrderMark) ? byteOrderMark : '';
  const bytes = encodeText(mark + open.text, path.display, { encoding });
  return { bytes, hash: hashOf(bytes), stats: found.stats, isDirty: true };
}
