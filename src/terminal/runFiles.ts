import type { Deliverable } from '../core/agent/report.ts';
import { fileSize } from '../core/human/amounts.ts';
import { safeLine } from '../core/human/safeText.ts';
import type { RunView } from '../core/journal/runView.ts';

/** All files that the agents of a run delivered, one entry a path, sorted. */
export function deliverablesOf(view: RunView): readonly Deliverable[] {
  const byPath = new Map(view.agents.flatMap((agent) => agent.deliverables.map((file) => [file.path, file])));
  return [...byPath.values()].toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

/** All files outside the open areas that were changed, sorted. */
export function changedFilesOf(view: RunView): readonly string[] {
  return [...new Set(view.agents.flatMap((agent) => agent.changedFiles))].toSorted();
}

/** The files of a run as a list for a terminal; empty if there are none. */
export function runFilesText(view: RunView): string {
  const delivered = deliverablesOf(view).map(({ path, bytes }) => `${safeLine(path)}  ${fileSize(bytes)}`);
  const changed = changedFilesOf(view).map(safeLine);
  return listText('Deliverables', delivered) + listText('Changed files', changed);
}

function listText(heading: string, rows: readonly string[]): string {
  return rows.length === 0 ? '' : `${heading}:\n${rows.map((row) => `  ${row}\n`).join('')}`;
}
