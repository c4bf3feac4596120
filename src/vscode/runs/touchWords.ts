import type { Toucher } from '../../core/journal/touched.ts';
import { clipped } from '../clipped.ts';

const longestLabel = 40;
const mostLabels = 3;
const mostLines = 10;

/** What others did to a file of an agent: `changed later by Reviewer`, else `also by Writer`, else nothing. */
export function othersWords(touchers: readonly Toucher[], agentId: string): string {
  const standing = touchers.filter(({ isReverted }) => !isReverted);
  const own = standing.findIndex((toucher) => toucher.agentId === agentId);
  const later = own === -1 ? [] : standing.slice(own + 1);
  const last = later.at(-1);
  if (last) return `${last.did} later by ${labelsOf(later)}`;
  const others = standing.filter((toucher) => toucher.agentId !== agentId);
  return others.length === 0 ? '' : `also by ${labelsOf(others)}`;
}

/** `Reviewer, Writer and 2 more`, who came last first. */
export function labelsOf(touchers: readonly Toucher[]): string {
  const labels = touchers.toReversed().map(({ label }) => clipped(label, longestLabel));
  const shown = labels.slice(0, mostLabels).join(', ');
  return labels.length <= mostLabels ? shown : `${shown} and ${labels.length - mostLabels} more`;
}

/** Who did what when, a line for each, the last first. */
export function touchLines(touchers: readonly Toucher[]): readonly string[] {
  const lines = touchers.toReversed().map(({ label, did, at, isReverted }) => {
    const line = `${did} by ${clipped(label, longestLabel)}, ${timeWords(at)}`;
    return isReverted ? `${line}, reverted` : line;
  });
  const more = lines.length - mostLines;
  return more > 0 ? [...lines.slice(0, mostLines), `and ${more} more`] : lines;
}

/** The time alone on the day itself, with the date on any other. */
export function timeWords(iso: string, now = new Date()): string {
  const time = new Date(iso);
  const isToday = time.toDateString() === now.toDateString();
  return isToday ? time.toLocaleTimeString() : time.toLocaleString();
}
