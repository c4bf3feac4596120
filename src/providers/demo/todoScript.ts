import type { Conversation } from './conversation.ts';
import { notYetMade, resultOf } from './conversation.ts';
import { writeDeliverable } from './deliverable.ts';
import { baseName, fileList, isProjectFile, listAllFiles } from './fileList.ts';
import { groupBy } from './grouping.ts';
import { noting } from './progressNote.ts';
import type { PlannedCall, Step } from './step.ts';
import { answer } from './step.ts';
import type { Excerpt, MarkedLine, TodoFindings } from './todoReport.ts';
import { todoReport } from './todoReport.ts';
import { readFileText, readGrepText } from './toolText.ts';
import { atLeast, clip, count } from './wording.ts';

/** What counts as a mark of unfinished work: one of these words, in capitals, on its own. */
export const markerPattern = '\\b(TODO|FIXME|HACK|XXX)\\b';

const searchMarkers: PlannedCall = {
  name: 'grep',
  input: { pattern: markerPattern, case_sensitive: true, mode: 'content', limit: 1000 },
};

/** Finds marked lines, reads around a few of them, writes the list and says how many there are. */
export function todoScript(conversation: Conversation, deliverable: string): Step {
  const search = notYetMade(conversation, [listAllFiles, searchMarkers]);
  if (search.length > 0) return { text: 'I search every file for marked lines.', calls: search };

  const found = markedLines(conversation);
  if (typeof found === 'string')
    return answer(`The search failed, so nothing was listed: ${clip(found, 200)}`);
  const places = placesToRead(found.lines);
  const looks = notYetMade(conversation, places.map(readAround));
  if (looks.length > 0) {
    const note = headline(found).replace(/\.$/, '');
    const text = `I look at ${count(looks.length, 'place')} more closely.`;
    return noting(conversation, { note, percent: 50 }, { text, calls: looks });
  }

  const findings = { ...found, excerpts: excerpts(conversation, places) };
  const content = todoReport(findings, deliverable);
  const writing = writeDeliverable(conversation, {
    path: deliverable,
    content,
    text: `${headline(findings)} I write them down by file.`,
  });
  if (writing.kind === 'step') {
    const note = `Writing down ${count(found.lines.length, 'marked line')} by file`;
    return noting(conversation, { note, percent: 80 }, writing.step);
  }
  const place =
    writing.kind === 'written'
      ? `The list is in ${deliverable}.`
      : `The list could not be written: ${writing.reason}`;
  return answer(`${headline(findings)} ${place}`);
}

/** True for files that tools generate and nobody edits. */
export function isLockFile(path: string): boolean {
  return /^(package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|bun\.lockb?|go\.sum|.*\.lock)$/.test(
    baseName(path),
  );
}

function markedLines(conversation: Conversation): Omit<TodoFindings, 'excerpts'> | string {
  const result = resultOf(conversation, searchMarkers);
  if (result === undefined) return 'there was no grep tool';
  if (result.isError) return result.text;
  const known = new Set(fileList(conversation).all);
  const { matches, isComplete } = readGrepText(result.text, (path) => known.has(path));
  const lines = matches
    .filter(({ path }) => isProjectFile(path) && !isLockFile(path))
    .map((match) => ({ ...match, marker: markerIn(match.text) }));
  return { lines, isComplete };
}

function markerIn(text: string): string | undefined {
  return new RegExp(markerPattern).exec(text)?.[1];
}

/** The first marked line of the files that have the most. */
function placesToRead(lines: readonly MarkedLine[]): MarkedLine[] {
  const byFile = [...groupBy(lines, (line) => line.path).values()];
  return byFile
    .toSorted((a, b) => b.length - a.length)
    .slice(0, 4)
    .flatMap((group) => group.slice(0, 1));
}

function readAround({ path, line }: MarkedLine): PlannedCall {
  return { name: 'read_file', input: { path, offset: Math.max(1, line - 2), limit: 6 } };
}

function excerpts(conversation: Conversation, places: readonly MarkedLine[]): Excerpt[] {
  return places.flatMap((place) => {
    const result = resultOf(conversation, readAround(place));
    if (result === undefined || result.isError) return [];
    return [
      { path: place.path, firstLine: Math.max(1, place.line - 2), text: readFileText(result.text).text },
    ];
  });
}

function headline({ lines, isComplete }: Omit<TodoFindings, 'excerpts'>): string {
  const files = new Set(lines.map((line) => line.path)).size;
  const is = lines.length === 1 && isComplete ? 'line is' : 'lines are';
  const where = lines.length === 0 ? '' : ` in ${count(files, 'file')}`;
  return `${sentenceStart(atLeast(lines.length, isComplete))} ${is} marked as unfinished${where}.`;
}

function sentenceStart(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
