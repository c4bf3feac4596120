import { ToolError } from '../../core/agent/tool.ts';
import { parseUnifiedDiff } from './parseUnifiedDiff.ts';
import { badLine, emptyHunk, type Hunk, type HunkLine, hunkLine, type PatchOperation } from './patch.ts';
import { unwrapped } from './unwrapPatch.ts';

const header = /^\*\*\* (Add|Delete|Update) File: (.+)$/;
const moveHeader = /^\*\*\* Move to: (.+)$/;

/** Reads a patch in either grammar: `*** Begin Patch`, or a unified diff. Throws `ToolError` naming the bad line. */
export function parsePatch(patch: string): readonly PatchOperation[] {
  const lines = patch.replaceAll('\r\n', '\n').split('\n');
  const { from, end } = unwrapped(lines);
  const body = lines.slice(0, end);
  const first = body[from]?.trim() ?? '';
  if (header.test(first)) throw new ToolError('The patch has no "*** Begin Patch" line.');
  if (first !== '*** Begin Patch') return parseUnifiedDiff(body, from);
  if (end === from + 1 || body.at(-1)?.trim() !== '*** End Patch')
    throw new ToolError('The patch has no "*** End Patch" line.');

  const operations: PatchOperation[] = [];
  const reader = { lines: body.slice(0, -1), at: from + 1 };
  for (skipBlank(reader); reader.at < reader.lines.length; skipBlank(reader)) {
    operations.push(parseFile(reader));
  }
  if (operations.length === 0) throw new ToolError('The patch names no file.');
  return operations;
}

interface Reader {
  readonly lines: readonly string[];
  at: number;
}

function parseFile(reader: Reader): PatchOperation {
  const line = reader.lines[reader.at] ?? '';
  const match = header.exec(line.trimEnd());
  const path = match?.[2]?.trim();
  if (match === null || path === undefined) {
    throw badLine(reader.at, '"*** Add File: ", "*** Update File: " or "*** Delete File: " is expected');
  }
  reader.at += 1;
  if (match[1] === 'Delete') return { kind: 'delete', path, hunks: [] };
  if (match[1] === 'Add') return { kind: 'add', path, text: parseAdded(reader) };

  const moveTo = moveHeader.exec(reader.lines[reader.at]?.trimEnd() ?? '')?.[1]?.trim();
  if (moveTo !== undefined) reader.at += 1;
  const hunks = parseHunks(reader);
  if (hunks.length === 0 && moveTo === undefined)
    throw badLine(reader.at - 1, `no change for "${path}" follows`);
  return { kind: 'update', path, moveTo, hunks };
}

function parseAdded(reader: Reader): string {
  let text = '';
  for (let line = bodyLine(reader); line !== undefined; line = bodyLine(reader)) {
    if (line === '' && isLastBlank(reader)) break;
    if (!line.startsWith('+')) throw badLine(reader.at, 'every line of an added file starts with "+"');
    text += `${line.slice(1)}\n`;
    reader.at += 1;
  }
  return text;
}

function parseHunks(reader: Reader): readonly Hunk[] {
  const hunks: Hunk[] = [];
  while (bodyLine(reader) !== undefined && !isLastBlank(reader)) hunks.push(parseHunk(reader));
  return hunks;
}

function parseHunk(reader: Reader): Hunk {
  const start = reader.at;
  const anchors = parseAnchors(reader);
  if (reader.at === start && !/^\*\*\* (Update File|Move to): /.test(reader.lines[start - 1] ?? ''))
    throw badLine(start, '"@@" is expected before the next hunk');

  const lines: HunkLine[] = [];
  for (let line = bodyLine(reader); line !== undefined && !line.startsWith('@@'); line = bodyLine(reader)) {
    if (line === '' && isLastBlank(reader)) break;
    reader.at += 1;
    lines.push(hunkLine(line, reader.at - 1));
  }
  const isAtEnd = reader.lines[reader.at]?.trimEnd() === '*** End of File';
  if (isAtEnd) reader.at += 1;
  if (!lines.some(({ kind }) => kind !== 'keep')) throw badLine(start, 'this hunk changes nothing');
  return { ...emptyHunk(start + 1), anchors, lines, isAtEnd };
}

/** Several `@@` lines narrow a place down: a class, then a method of it. */
function parseAnchors(reader: Reader): readonly string[] {
  const anchors: string[] = [];
  for (let line = bodyLine(reader); line?.startsWith('@@'); line = bodyLine(reader)) {
    // `@@ -1,2 +1,2 @@` in this grammar carries no line of the file.
    const text = line.slice(2).replace(/^ -\d+(,\d+)? \+\d+(,\d+)? @@/, '');
    const anchor = text.replace(/ ?@@ *$/, '');
    if (anchor.trim() !== '') anchors.push(anchor.replace(/^ /, ''));
    reader.at += 1;
  }
  return anchors;
}

/** The next line if it belongs to the file at hand. */
function bodyLine(reader: Reader): string | undefined {
  const line = reader.lines[reader.at];
  return line === undefined || line.startsWith('*** ') ? undefined : line;
}

/** Models like a blank line before the next header; it is none of the file's. */
function isLastBlank({ lines, at }: Reader): boolean {
  let next = at;
  while (lines[next] === '') next += 1;
  const line = lines[next];
  if (next === at) return false;
  return line === undefined || (line.startsWith('*** ') && line.trimEnd() !== '*** End of File');
}

function skipBlank(reader: Reader): void {
  while (reader.at < reader.lines.length && reader.lines[reader.at]?.trim() === '') reader.at += 1;
}
