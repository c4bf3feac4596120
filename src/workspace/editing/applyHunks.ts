import { ToolError } from '../../core/agent/tool.ts';
import { type LineSearch, searchLines } from './findLines.ts';
import { type LineTable, lineTable, mostUsedEnding } from './lineTable.ts';
import { type Looseness, overlooked } from './looseness.ts';
import { cutLine, describePlaces, nearestPlaces } from './nearest.ts';
import type { Hunk, HunkLine } from './patch.ts';
import { oldLinesOf, type Place, placeHunk } from './placeHunk.ts';
import { refit } from './refit.ts';

/** A changed text, and what whoever asked for it should know of how it came about. */
export interface Edited {
  readonly text: string;
  readonly notes: readonly string[];
}

/**
 * Applies the hunks of one file in their order. Lines match exactly, line endings aside, or, where `most` allows it
 * and only one place fits, with other whitespace; that is told in the notes. Throws `ToolError` if a hunk's lines are
 * not there, are there more than once, or come before an earlier hunk.
 */
export function applyHunks(
  text: string,
  hunks: readonly Hunk[],
  { display, most = 'typography' }: { readonly display: string; readonly most?: Looseness },
): Edited {
  const search = searchLines(lineTable(text));
  const { table } = search;
  const searches = hunks.reduce((sum, { anchors }) => sum + 1 + anchors.length, 0);
  if (searches * table.count > mostWork)
    throw new ToolError(
      `${hunks.length} hunks are too many for "${display}", which has ${table.count} lines.`,
    );
  const usual = mostUsedEnding(table);
  const pieces = [text.slice(0, table.startOf(0))];
  const notes: string[] = [];
  let cursor = 0;
  let finalNewline = table.count === 0 || text.endsWith('\n');
  for (const [index, hunk] of hunks.entries()) {
    const describe = { display, name: `Hunk ${index + 1}` };
    const place = placeHunk(search, hunk, cursor, most);
    if (place.kind !== 'found') throw misfit(search, hunk, place, describe);
    const { at, looseness } = place;
    const old = oldLinesOf(hunk);
    const lines = refit(
      hunk.lines,
      old.map((_, offset) => table.lineAt(at + offset)),
      looseness,
    );
    if (lines === undefined)
      throw failure(hunk, describe, `its old lines are like those at line ${at + 1}, but indented otherwise`);
    if (looseness !== 'exact')
      notes.push(`${describe.name} matched ${overlooked[looseness]} at line ${at + 1}.`);
    pieces.push(table.text.slice(table.startOf(cursor), table.startOf(at)));
    pieces.push(...replacement(table, lines, at, usual));
    cursor = at + old.length;
    finalNewline = hunk.finalNewline ?? finalNewline;
  }
  pieces.push(table.text.slice(table.startOf(cursor)));
  return { text: joined(pieces, finalNewline, usual), notes };
}

/** Each hunk, and each of its anchors, looks at every line that follows it, to be sure that its place is the only one. */
const mostWork = 500_000_000;

/** What a hunk leaves where it lies: kept lines as the file has them, new ones with their neighbour's ending. */
export function replacement(
  table: LineTable,
  lines: readonly HunkLine[],
  at: number,
  usual: string,
): readonly string[] {
  const pieces: string[] = [];
  let line = at;
  let near = (at > 0 ? table.endingAt(at - 1) : '') || table.endingAt(at) || usual;
  for (const { kind, text } of lines) {
    if (kind === 'insert') {
      pieces.push(text + near);
      continue;
    }
    near = table.endingAt(line) || near;
    if (kind === 'keep') pieces.push(table.text.slice(table.startOf(line), table.startOf(line + 1)));
    line += 1;
  }
  return pieces;
}

/** Every line but the last gets an ending; the last has one only if the file is to end so. */
export function joined(pieces: readonly string[], finalNewline: boolean, usual: string): string {
  const filled = pieces.filter((piece) => piece !== '');
  const [mark, ...rest] = filled[0] === '\ufeff' ? filled : ['', ...filled];
  const closed = rest.map((piece, index) => {
    const endsLine = piece.endsWith('\n');
    if (index < rest.length - 1 || finalNewline) return endsLine ? piece : piece + usual;
    return endsLine ? piece.replace(/\r?\n$/, '') : piece;
  });
  return mark + closed.join('');
}

interface Naming {
  readonly display: string;
  readonly name: string;
}

function misfit(
  search: LineSearch,
  hunk: Hunk,
  place: Exclude<Place, { kind: 'found' }>,
  naming: Naming,
): ToolError {
  if (place.kind === 'several') {
    const numbers = place.places.slice(0, 20).map((at) => at + 1);
    const reason = `its old lines occur at lines ${numbers.join(', ')}; add context or an @@ line`;
    return failure(hunk, naming, reason);
  }
  if (place.kind === 'noAnchor')
    return failure(hunk, naming, `no line "${cutLine(place.anchor.trim())}" follows line ${place.after}`);
  const { table } = search;
  const old = oldLinesOf(hunk);
  const [passed] = search.places(old, 'exact', 0);
  if (passed !== undefined && passed < place.after) {
    const order = 'hunks go from top to bottom and do not overlap';
    const reason = `its old lines do not occur after line ${place.after}, but at line ${passed + 1}: ${order}`;
    return failure(hunk, naming, reason);
  }
  if (old.length === 0) return failure(hunk, naming, 'it has no old lines that tell its place');
  const near = nearestPlaces(table, old, { most: 1 });
  const rest = place.after === 0 ? 'in the file' : `after line ${place.after}`;
  const where = hunk.isAtEnd ? 'at the end of the file' : rest;
  const hint =
    near.length === 0
      ? ''
      : ` The nearest place (- the patch, + the file):\n${describePlaces(table, old, near)}`;
  return failure(hunk, naming, `its old lines do not occur ${where}`, hint);
}

function failure({ patchLine }: Hunk, { name, display }: Naming, reason: string, hint = ''): ToolError {
  return new ToolError(
    `${name} (line ${patchLine} of the patch) does not fit "${display}": ${reason}. Nothing was changed.${hint}`,
  );
}
