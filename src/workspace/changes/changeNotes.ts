import { counted } from '../../core/human/amounts.ts';
import { revealed, safeLine } from '../../core/human/safeText.ts';
import { foldName } from '../confinement/protectedPaths.ts';
import { agentNotes, layoutNotes } from './agentNotes.ts';
import { packageNotes } from './packageNotes.ts';
import { whatItRuns } from './runningFiles.ts';
import { newSchemas } from './schemaAddresses.ts';

/** A file with its names folded as the most forgiving disk sees them. */
export interface NotedChange {
  readonly names: readonly string[];
  readonly before: string | null;
  readonly after: string | null;
}

const mostNotes = 6;
const longestNote = 200;
const manyLines = 100;

/**
 * What a person should know of a change beyond its lines, the weightiest first: at most six short sentences that are
 * safe to show. `path` is the file's, from the outermost folder that holds it; the texts are those before and after.
 */
export function changeNotes(path: string, before: string | null, after: string | null): readonly string[] {
  const change = { names: path.split('/').map(foldName), before, after };
  const notes = [
    ...lossNotes(change),
    ...packageNotes(change),
    ...schemaNotes(change),
    ...layoutNotes(change),
    ...agentNotes(change),
    ...runNotes(change),
  ];
  const shown = notes.map(shortened);
  if (shown.length <= mostNotes) return shown;
  return [
    ...shown.slice(0, mostNotes - 1),
    `And ${counted(shown.length - mostNotes + 1, 'thing')} more to look at.`,
  ];
}

function lossNotes({ before, after }: NotedChange): readonly string[] {
  const lines = countLines(before ?? '');
  if (lines <= manyLines) return [];
  if (after === null) return [`Deletes all ${lines} lines.`];
  return after.trim() === '' ? [`Leaves nothing of ${lines} lines.`] : [];
}

function countLines(text: string): number {
  let lines = text === '' || text.endsWith('\n') ? 0 : 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines;
}

function schemaNotes({ before, after }: NotedChange): readonly string[] {
  return newSchemas(before, after).map((address) => `Editors load its $schema by themselves from ${address}`);
}

function runNotes({ names, before, after }: NotedChange): readonly string[] {
  if (after === null || after === before) return [];
  const sentence = whatItRuns(names);
  return sentence === undefined ? [] : [sentence];
}

function shortened(note: string): string {
  const safe = revealed(safeLine(note));
  return safe.length <= longestNote
    ? safe
    : `${safe.slice(0, longestNote - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
