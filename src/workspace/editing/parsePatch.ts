import { ToolError } from '../../core/agent/tool.ts';
import { parseUnifiedDiff } from './parseUnifiedDiff.ts';
import { badLine, emptyHunk, type Hunk, type HunkLine, hunkLine, type PatchOperation } from './patch.ts';

const header = /^\*\*\* (Add|Delete|Update) File: (.+)$/;
const moveHeader = /^\*\*\* Move to: (.+)$/;

/** Reads a patch in either grammar: `*** Begin Patch`, or a unified diff. Throws `ToolError` naming the bad line. */
export function parsePatch(patch: string): readonly PatchOperation[] {
  const lines = patch.replaceAll('\r\n', '\n').split('\n');
  while (lines.at(-1)?.trim() === '') lines.pop();
  const first = lines.findIndex((line) => line.trim() !== '');
  if (lines[first]?.trim() !== '*** Begin Patch') return parseUnifiedDiff(lines);
  if (lines.at(-1)?.trim() !== '*** End Patch') throw new ToolError('The patch has no "*** End Patch" line.');

  const operations: PatchOperation[] = [];
  const reader = { lines: lines.slice(0, -1), at: first + 1 };
  while (reader.at < reader.lines.length) operations.push(parseFile(reader));
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
    if (!line.startsWith('+')) throw badLine(reader.at, 'every line of an added file starts with "+"');
    text += `${line.slice(1)}\n`;
    reader.at += 1;
  }
  return text;
}

function parseHunks(reader: Reader): readonly Hunk[] {
  const hunks: Hunk[] = [];
  while (bodyLine(reader) !== undefined) hunks.push(parseHunk(reader));
  return hunks;
}

function parseHunk(reader: Reader): Hunk {
  const start = reader.at;
  let anchor: string | undefined;
  const opening = bodyLine(reader);
  if (opening?.startsWith('@@')) {
    // `@@ -1,2 +1,2 @@` in this grammar carries no line of the file.
    const text = opening.slice(2).replace(/^ -\d+(,\d+)? \+\d+(,\d+)? @@/, '');
    anchor = text.trim() === '' ? undefined : text.replace(/^ /, '');
    reader.at += 1;
  } else if (start > 0 && !/^\*\*\* (Update File|Move to): /.test(reader.lines[start - 1] ?? '')) {
    throw badLine(start, '"@@" is expected before the next hunk');
  }

  const lines: HunkLine[] = [];
  let isAtEnd = false;
  for (let line = bodyLine(reader); line !== undefined && !line.startsWith('@@'); line = bodyLine(reader)) {
    reader.at += 1;
    lines.push(hunkLine(line, reader.at - 1));
  }
  if (reader.lines[reader.at]?.trimEnd() === '*** End of File') {
    isAtEnd = true;
    reader.at += 1;
  }
  if (!lines.some(({ kind }) => kind !== 'keep')) throw badLine(start, 'this hunk changes nothing');
  return { ...emptyHunk(start + 1), anchor, lines, isAtEnd };
}

/** The next line if it belongs to the file at hand. */
function bodyLine(reader: Reader): string | undefined {
  const line = reader.lines[reader.at];
  return line === undefined || line.startsWith('*** ') ? undefined : line;
}
