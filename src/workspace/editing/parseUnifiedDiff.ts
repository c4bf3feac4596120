import { ToolError } from '../../core/agent/tool.ts';
import { badLine, emptyHunk, type Hunk, type HunkLine, hunkLine, type PatchOperation } from './patch.ts';

const hunkHeader = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/;

/** Reads a unified diff, git's headers included. Throws `ToolError` for links, submodules, modes, copies and binaries. */
export function parseUnifiedDiff(lines: readonly string[], from = 0): readonly PatchOperation[] {
  const operations: PatchOperation[] = [];
  const reader = { lines, at: from };
  while (reader.at < lines.length) {
    const file = parseHeaders(reader);
    if (file === undefined) break;
    operations.push(toOperation(file, parseHunks(reader)));
  }
  if (operations.length === 0) {
    throw new ToolError(
      'This is no patch: start with "*** Begin Patch", or with "--- a/file" and "+++ b/file".',
    );
  }
  return operations;
}

interface Reader {
  readonly lines: readonly string[];
  at: number;
}

interface FileHeaders {
  readonly start: number;
  from: string | undefined;
  to: string | undefined;
  isRename: boolean;
  /** The name in git's own header, where both sides of it are the same. */
  gitName: string | undefined;
  empty: { readonly from: string | undefined; readonly to: string | undefined } | undefined;
}

function parseHeaders(reader: Reader): FileHeaders | undefined {
  const file: FileHeaders = {
    start: reader.at,
    from: undefined,
    to: undefined,
    isRename: false,
    gitName: undefined,
    empty: undefined,
  };
  let sawGit = false;
  for (; reader.at < reader.lines.length; reader.at += 1) {
    const line = reader.lines[reader.at] ?? '';
    if (hunkHeader.test(line) && file.to !== undefined) return file;
    if (line.startsWith('diff --git ')) {
      if (sawGit) return complete(file, reader);
      sawGit = true;
      file.gitName = /^diff --git a\/(.+) b\/\1$/.exec(line)?.[1];
    } else if (line.startsWith('--- ')) {
      // A second file may follow an empty one without any hunk.
      if (file.from !== undefined && !file.isRename) return complete(file, reader);
      file.from = checkedName(file.isRename, file.from, plainName(line.slice(4), 'a/', reader.at), reader.at);
    } else if (line.startsWith('+++ ')) {
      file.to = checkedName(file.isRename, file.to, plainName(line.slice(4), 'b/', reader.at), reader.at);
    } else if (line.startsWith('rename from ')) {
      file.from = unquoted(line.slice('rename from '.length), reader.at);
      file.isRename = true;
    } else if (line.startsWith('rename to ')) {
      file.to = unquoted(line.slice('rename to '.length), reader.at);
    } else {
      refuseHeader(line, reader.at);
      nameOfEmptyFile(file, line);
    }
  }
  return sawGit || file.from !== undefined ? complete(file, reader) : undefined;
}

/** Git writes no names of files without content but in its own header. */
function nameOfEmptyFile(file: FileHeaders, line: string): void {
  if (line.startsWith('new file mode ')) file.empty = { from: '/dev/null', to: file.gitName };
  if (line.startsWith('deleted file mode ')) file.empty = { from: file.gitName, to: '/dev/null' };
}

function checkedName(isRename: boolean, named: string | undefined, name: string, at: number): string {
  if (isRename && named !== name) throw badLine(at, 'the names here and in the rename headers differ');
  return name;
}

function complete(file: FileHeaders, reader: Reader): FileHeaders {
  if (file.from === undefined && file.to === undefined && file.empty !== undefined)
    Object.assign(file, file.empty);
  if (file.from !== undefined && file.to !== undefined) return file;
  throw badLine(
    Math.min(reader.at, reader.lines.length - 1),
    '"--- " and "+++ " lines are expected before this',
  );
}

function refuseHeader(line: string, at: number): void {
  if (/^(new file|deleted file|new|old) mode /.test(line)) {
    if (/^(new|deleted) file mode 100644$/.test(line)) return;
    if (/^deleted file mode 100755$/.test(line)) return;
    throw badLine(at, 'only plain files can be patched: no links, submodules or changes of mode');
  }
  if (/^(copy from|copy to) /.test(line)) throw badLine(at, 'copies are not supported; add the new file');
  if (/^(GIT binary patch|Binary files )/.test(line)) throw badLine(at, 'binary files cannot be patched');
  if (/^(index [0-9a-f]+\.\.[0-9a-f]+ )?(120000|160000)$|^index .* (120000|160000)$/.test(line)) {
    throw badLine(at, 'only plain files can be patched: no links or submodules');
  }
  if (/^(index |similarity index |dissimilarity index |\s*$)/.test(line)) return;
  if (line.startsWith('@@'))
    throw badLine(at, 'a hunk of a unified diff starts with "@@ -line,count +line,count @@"');
  throw badLine(at, 'this is not a line of a unified diff');
}

function plainName(text: string, prefix: string, at: number): string {
  const name = unquoted(text.split('\t', 1)[0]?.trim() ?? '', at);
  return name.startsWith(prefix) ? name.slice(prefix.length) : name;
}

function unquoted(name: string, at: number): string {
  if (!name.startsWith('"')) return name;
  throw badLine(at, 'write the path without quotes and escapes');
}

function parseHunks(reader: Reader): readonly Hunk[] {
  const hunks: Hunk[] = [];
  for (;;) {
    const match = hunkHeader.exec(reader.lines[reader.at] ?? '');
    if (match === null) return hunks;
    reader.at += 1;
    hunks.push(parseHunk(reader, match));
  }
}

function parseHunk(reader: Reader, match: RegExpExecArray): Hunk {
  const start = reader.at - 1;
  const oldCount = Number(match[2] ?? 1);
  const newCount = Number(match[4] ?? 1);
  const lines: HunkLine[] = [];
  let oldLeft = oldCount;
  let newLeft = newCount;
  let oldEndsBare = false;
  let newEndsBare = false;
  for (;;) {
    const line = reader.lines[reader.at];
    if (line?.startsWith('\\ ')) {
      const last = lines.at(-1)?.kind;
      oldEndsBare ||= last !== 'insert';
      newEndsBare ||= last !== 'remove';
      reader.at += 1;
      continue;
    }
    if (oldLeft === 0 && newLeft === 0) break;
    // Blank lines at the end of a patch are cut off, so a missing line may be a blank one that stays.
    if (line === undefined && !mayBeBlank(oldLeft, newLeft)) throw badCounts(start, oldCount, newCount);
    const parsed = hunkLine(line ?? '', reader.at);
    if (parsed.kind !== 'insert') oldLeft -= 1;
    if (parsed.kind !== 'remove') newLeft -= 1;
    if (oldLeft < 0 || newLeft < 0) throw badCounts(start, oldCount, newCount);
    lines.push(parsed);
    reader.at += 1;
  }
  if (!lines.some(({ kind }) => kind !== 'keep')) throw badLine(start, 'this hunk changes nothing');
  // Where old lines are counted as none, git names the line before.
  const startLine = oldCount === 0 ? Number(match[1]) + 1 : Number(match[1]);
  const finalNewline = newEndsBare ? false : oldEndsBare ? true : undefined;
  return { ...emptyHunk(start + 1), startLine, lines, isAtEnd: oldEndsBare, finalNewline };
}

/** As much context as tools write below a change; what would be more was cut off, or counted wrongly. */
const mostBlank = 3;

function mayBeBlank(oldLeft: number, newLeft: number): boolean {
  return oldLeft === newLeft && oldLeft <= mostBlank;
}

function badCounts(start: number, oldCount: number, newCount: number): ToolError {
  const counts = `${oldCount} old and ${newCount} new lines`;
  return badLine(start, `the hunk says it has ${counts}, but its lines do not add up to that`);
}

function toOperation(file: FileHeaders, hunks: readonly Hunk[]): PatchOperation {
  const { from, to } = file;
  if (from === undefined || to === undefined || (from === '/dev/null' && to === '/dev/null')) {
    throw badLine(file.start, 'the file has no name');
  }
  if (to === '/dev/null') return { kind: 'delete', path: from, hunks };
  if (from === '/dev/null') return { kind: 'add', path: to, text: addedText(hunks) };
  if (hunks.length === 0 && from === to) throw badLine(file.start, `no change for "${to}" follows`);
  return { kind: 'update', path: from, moveTo: from === to ? undefined : to, hunks };
}

function addedText(hunks: readonly Hunk[]): string {
  const lines = hunks.flatMap((hunk) => hunk.lines);
  const old = lines.find(({ kind }) => kind !== 'insert');
  if (old !== undefined) throw new ToolError('A new file in the patch has old lines. Nothing was changed.');
  const text = lines.map((line) => `${line.text}\n`).join('');
  return hunks.at(-1)?.finalNewline === false ? text.slice(0, -1) : text;
}
