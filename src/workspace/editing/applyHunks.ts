import { ToolError } from '../../core/agent/tool.ts';
import { joinLines, type Line, splitLines, usualEnding } from '../content/lineEndings.ts';
import type { Hunk } from './patch.ts';

/**
 * Applies the hunks of one file in their order. Lines match exactly, line endings aside; nothing is guessed.
 * Throws `ToolError` if a hunk's lines are not there, are there more than once, or come before an earlier hunk.
 */
export function applyHunks(text: string, hunks: readonly Hunk[], display: string): string {
  const bom = text.startsWith('\ufeff') ? '\ufeff' : '';
  const lines = splitLines(text.slice(bom.length));
  const usual = usualEnding(lines);
  const result: Line[] = [];
  let cursor = 0;
  let finalNewline = lines.length === 0 || lines.at(-1)?.end !== '';
  for (const hunk of hunks) {
    const start = findHunk(lines, hunk, { from: cursor, display });
    result.push(...lines.slice(cursor, start));
    cursor = start + replaceLines(lines, hunk, { start, usual, result });
    finalNewline = hunk.finalNewline ?? finalNewline;
  }
  result.push(...lines.slice(cursor));
  return bom + joinLines(closeLines(result, finalNewline, usual));
}

/** Pushes what a hunk leaves and returns how many old lines it consumed. */
function replaceLines(
  lines: readonly Line[],
  hunk: Hunk,
  to: { readonly start: number; readonly usual: string; readonly result: Line[] },
): number {
  let consumed = 0;
  let near = lines[to.start - 1]?.end || lines[to.start]?.end || to.usual;
  for (const { kind, text } of hunk.lines) {
    if (kind === 'insert') {
      to.result.push({ text, end: near });
      continue;
    }
    const old = lines[to.start + consumed];
    consumed += 1;
    near = old?.end || near;
    if (kind === 'keep' && old !== undefined) to.result.push(old);
  }
  return consumed;
}

/** Every line but the last has an ending; the last has one only if the file is to end so. */
function closeLines(lines: readonly Line[], finalNewline: boolean, usual: string): readonly Line[] {
  return lines.map((line, index) => {
    if (index < lines.length - 1 || finalNewline) return line.end === '' ? { ...line, end: usual } : line;
    return { ...line, end: '' };
  });
}

function findHunk(
  lines: readonly Line[],
  hunk: Hunk,
  where: { readonly from: number; readonly display: string },
): number {
  const old = hunk.lines.filter(({ kind }) => kind !== 'insert').map(({ text }) => text);
  const from = hunk.anchor === undefined ? where.from : afterAnchor(lines, hunk, where);
  if (old.length === 0) return insertionPoint(lines, hunk, from);

  const matches: number[] = [];
  for (let at = from; at + old.length <= lines.length; at += 1) {
    if (old.every((text, index) => lines[at + index]?.text === text)) matches.push(at);
  }
  const fitting = hunk.isAtEnd ? matches.filter((at) => at + old.length === lines.length) : matches;
  const stated = hunk.startLine === undefined ? undefined : hunk.startLine - 1;
  const [first, second] = fitting;
  if (first === undefined) throw notFound(lines, hunk, where, old[0] ?? '');
  if (stated !== undefined && fitting.includes(stated)) return stated;
  if (second === undefined || hunk.anchor !== undefined) return first;
  const numbers = fitting.slice(0, 20).map((at) => at + 1);
  throw failure(
    hunk,
    where.display,
    `its old lines occur at lines ${numbers.join(', ')}; add context or an @@ line`,
  );
}

function insertionPoint(lines: readonly Line[], hunk: Hunk, from: number): number {
  if (hunk.startLine !== undefined) return Math.min(Math.max(from, hunk.startLine - 1), lines.length);
  return hunk.anchor === undefined || hunk.isAtEnd ? lines.length : from;
}

function afterAnchor(
  lines: readonly Line[],
  hunk: Hunk,
  where: { readonly from: number; readonly display: string },
): number {
  const anchor = hunk.anchor?.trim() ?? '';
  const at = lines.findIndex(({ text }, index) => index >= where.from && text.trim() === anchor);
  if (at < 0)
    throw failure(hunk, where.display, `no line "${anchor.slice(0, 120)}" follows line ${where.from}`);
  return at + 1;
}

function notFound(
  lines: readonly Line[],
  hunk: Hunk,
  where: { readonly from: number; readonly display: string },
  firstOld: string,
): ToolError {
  const near = lines.findIndex(({ text }, index) => index >= where.from && text.trim() === firstOld.trim());
  const hint = near < 0 ? '' : `; its first line is like line ${near + 1}`;
  return failure(hunk, where.display, `its old lines do not occur after line ${where.from}${hint}`);
}

function failure(hunk: Hunk, display: string, reason: string): ToolError {
  return new ToolError(
    `The hunk at line ${hunk.patchLine} of the patch does not fit "${display}": ${reason}. Nothing was changed.`,
  );
}
