import type { RunView } from '../../core/journal/runView.ts';
import { type Toucher, touchersOf } from '../../core/journal/touched.ts';
import { clipped } from '../clipped.ts';
import { labelsOf } from './touchWords.ts';

/** A file that agents delivered, in the newest run that did. Commands act on rows of ours. */
export class DeliverableRow {
  readonly runId: string;
  readonly path: string;
  /** The agents that wrote it, as a row can show them. */
  readonly madeBy: string;
  /** Every agent of every run that wrote it, the last at the end. */
  readonly touchers: readonly Toucher[];
  constructor(runId: string, path: string, parts: Pick<DeliverableRow, 'madeBy' | 'touchers'>) {
    this.runId = runId;
    this.path = path;
    this.madeBy = parts.madeBy;
    this.touchers = parts.touchers;
  }
}

/** Each delivered file once, those of the newest run first. */
export function deliverablesOf(views: readonly RunView[]): readonly DeliverableRow[] {
  const delivering = views.filter(({ agents }) => agents.some(({ deliverables }) => deliverables.length > 0));
  const touched = delivering.map(touchersOf);
  const rows = new Map<string, DeliverableRow>();
  for (const [index, { runId, agents }] of delivering.entries()) {
    for (const { brief, deliverables } of agents) {
      for (const { path } of deliverables) {
        if (rows.has(path)) continue;
        const here = touched[index]?.get(path) ?? [];
        const madeBy = here.length === 0 ? clipped(brief.label, 40) : labelsOf(here);
        const touchers = touched.toReversed().flatMap((byPath) => byPath.get(path) ?? []);
        rows.set(path, new DeliverableRow(runId, path, { madeBy, touchers }));
      }
    }
  }
  return [...rows.values()];
}
