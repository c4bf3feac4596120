import type { Deliverable } from '../../core/agent/report.ts';
import { fileSize } from '../../core/human/amounts.ts';
import { safeLine } from '../../core/human/safeText.ts';
import type { RunView } from '../../core/journal/runView.ts';
import { agentTitle } from '../agentTitle.ts';

/** All files that the agents of a run delivered, one entry a path, sorted. */
export function deliverablesOf(view: RunView): readonly Deliverable[] {
  const byPath = new Map(view.agents.flatMap((agent) => agent.deliverables.map((file) => [file.path, file])));
  return [...byPath.values()].toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

/** All files outside the open areas that were changed, sorted. */
export function changedFilesOf(view: RunView): readonly string[] {
  return [...new Set(view.agents.flatMap((agent) => agent.changedFiles))].toSorted();
}

/** All files that a person put back as they were, sorted. */
export function revertedFilesOf(view: RunView): readonly string[] {
  return [...new Set(view.agents.flatMap((agent) => agent.reverted))].toSorted();
}

/** A file that an agent wrote or says it wrote, and that was not there when it ended. */
export interface MissingFile {
  readonly path: string;
  /** The names of the agents, safe to print. */
  readonly namedBy: readonly string[];
}

/** What is missing of a run, one entry a path, sorted; what another agent delivered is not missing. */
export function missingFilesOf(view: RunView): readonly MissingFile[] {
  const delivered = new Set(deliverablesOf(view).map(({ path }) => path));
  const byPath = new Map<string, string[]>();
  for (const agent of view.agents) {
    for (const path of agent.missing.filter((missing) => !delivered.has(missing))) {
      byPath.set(path, [...(byPath.get(path) ?? []), agentTitle(agent)]);
    }
  }
  const paths = [...byPath].map(([path, namedBy]) => ({ path, namedBy }));
  return paths.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

/** The files of a run as a list for a terminal; empty if there are none. */
export function runFilesText(view: RunView): string {
  const delivered = deliverablesOf(view).map(({ path, bytes }) => `${safeLine(path)}  ${fileSize(bytes)}`);
  const changed = changedFilesOf(view).map(safeLine);
  const missing = missingFilesOf(view).map(missingFileText);
  return (
    listText('Deliverables', delivered) + listText('Changed files', changed) + listText('Missing', missing)
  );
}

/** `output/x.md (named by Code map)` */
export const missingFileText = ({ path, namedBy }: MissingFile) =>
  `${safeLine(path)} (named by ${namedBy.join(', ')})`;

function listText(heading: string, rows: readonly string[]): string {
  return rows.length === 0 ? '' : `${heading}:\n${rows.map((row) => `  ${row}\n`).join('')}`;
}
