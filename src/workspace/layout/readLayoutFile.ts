import { ToolError } from '../../core/agent/tool.ts';
import type { ResolvedPath, WorkspaceFolder } from '../confinement/guard.ts';
import type { Workspace } from '../confinement/resolver.ts';
import { decodeText } from '../content/fileText.ts';
import { type FileBytes, MovedFile, readBytes } from '../content/readBytes.ts';
import type { ParsedLayout } from './parseLayout.ts';

/** A WORKSPACE.md as it was read. */
export interface LayoutFile {
  /** As people see it. */
  readonly path: string;
  /** SHA-256 (hex) of its bytes; empty where they could not be read. */
  readonly hash: string;
  readonly parsed: ParsedLayout;
}

/** What may be looked at for a layout. */
export interface LayoutPlace {
  readonly workspace: Workspace;
  readonly folder: WorkspaceFolder;
}

/**
 * Reads the WORKSPACE.md at a path relative to its folder; undefined where there is none. What cannot be read, or is
 * not a plain file at its own place, is broken. Rejects only on abort.
 */
export async function readLayoutFile(
  place: LayoutPlace,
  relative: string,
  signal: AbortSignal,
): Promise<LayoutFile | undefined> {
  const path = displayOf(place, relative);
  // A file that is being saved may not be the judged one any more; it is no less there for that.
  for (let attempt = 1; ; attempt += 1) {
    signal.throwIfAborted();
    const resolution = await place.workspace.resolve(path);
    if (resolution.kind === 'denied') return brokenFile(path, resolution.reason);
    const { facts } = resolution.path;
    if (facts.kind === 'missing') return undefined;
    if (!isSamePlace(facts, place.folder, relative))
      return brokenFile(path, 'it is a link; the file itself must stand here');
    try {
      return await parsed(path, resolution.path, signal);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof MovedFile && attempt < 5) continue;
      if (error instanceof ToolError) return brokenFile(path, error.message);
      throw error;
    }
  }
}

/** A WORKSPACE.md that does not count, so that its folder is read only. */
export async function brokenFile(path: string, reason: string): Promise<LayoutFile> {
  const { brokenLayout } = await import('./parseLayout.ts');
  return { path, hash: '', parsed: brokenLayout([{ line: 1, reason: reason.replace(/\.$/, '') }]) };
}

/** A path in a folder as people name it. */
export function displayOf({ workspace, folder }: LayoutPlace, relative: string): string {
  return workspace.folders.length === 1 ? relative : `${folder.name}/${relative}`;
}

async function parsed(
  path: string,
  resolved: ResolvedPath,
  signal: AbortSignal,
): Promise<LayoutFile | undefined> {
  const found = await readBytes(resolved, signal);
  if (found === null) return undefined;
  // Loaded only where there is a layout to read: a Markdown parser is not for every start.
  const { parseLayout, brokenLayout, hiddenIn, largestLayout } = await import('./parseLayout.ts');
  const text = utf8Of(found, resolved.display);
  if (text !== undefined) return { path, hash: found.hash, parsed: parseLayout(text) };
  const hidden = guessesAt(found.bytes.subarray(0, largestLayout)).flatMap(hiddenIn);
  const law = brokenLayout([{ line: 1, reason: 'the file is not UTF-8 text' }], { hidden });
  return { path, hash: found.hash, parsed: law };
}

/** What the bytes may have been meant to say: what is hidden is to stay hidden in any encoding. */
function guessesAt(bytes: Buffer): readonly string[] {
  const isBigEndian = bytes[0] === 0xfe || bytes[0] === 0;
  const isWide = isBigEndian || bytes[1] === 0 || bytes[0] === 0xff;
  const wide = isBigEndian ? Buffer.from(bytes.subarray(0, bytes.length & ~1)).swap16() : bytes;
  return isWide ? [wide.toString('utf16le')] : [bytes.toString('utf8'), bytes.toString('latin1')];
}

function utf8Of({ bytes }: FileBytes, display: string): string | undefined {
  try {
    const { text, encoding } = decodeText(bytes, display);
    return encoding === 'utf-8' ? text : undefined;
  } catch (error) {
    if (error instanceof ToolError) return undefined;
    throw error;
  }
}

/** Another letter case is the same place on a disk that says so. */
function isSamePlace(facts: ResolvedPath['facts'], folder: WorkspaceFolder, relative: string): boolean {
  return facts.folder === folder && facts.relative.toLowerCase() === relative.toLowerCase();
}
