import type { FileChange, Request } from '../core/human/request.ts';
import type { RunView } from '../core/journal/runView.ts';
import { type ChangeSummary, summarise } from './changeSummary.ts';
import { visible } from './visible.ts';

/** A request for people; nothing in a label, a task or a path can break out of any of it. */
export interface RequestInWords {
  /** Who asks. */
  readonly agent: string;
  /** What the run was asked to do, clipped; empty if that is not known. */
  readonly task: string;
  /** `+12 −3` */
  readonly extent: string;
  /** What a diff may not show of any of the files; empty if there is nothing. */
  readonly warnings: string;
  /** Each file on a line of its own, with its warnings. */
  readonly files: string;
  /**
   * All of it in one line. It names the task as well: the editor merges notifications that say the same, and a person
   * could not tell them apart.
   */
  readonly sentence: string;
}

const longestPath = 100;
const longestTask = 60;

/** Reads all texts of the proposal, so it is done once for each place that shows it. */
export function describeRequest(request: Request, views: readonly RunView[]): RequestInWords {
  const { changes } = request.draft;
  const summaries = changes.map((change) => ({ change, ...summarise(change) }));
  const sum = (count: 'added' | 'removed') => summaries.reduce((total, one) => total + one[count], 0);
  const agent = agentLabel(request, views);
  const task = taskOf(request, views);
  const extent = `+${sum('added')} −${sum('removed')}`;
  const warnings = [...new Set(summaries.flatMap((summary) => summary.warnings))].join('; ');
  const files = summaries.map((summary) => describeFile(summary.change, summary)).join('\n');
  const place = task === '' ? '' : ` for “${task}”`;
  const careful = warnings === '' ? '' : ` Careful: ${warnings}.`;
  const sentence = `${agent} wants to ${describeChanges(request)} (${extent} lines)${place}.${careful}`;
  return { agent, task, extent, warnings, files, sentence };
}

/** `change README.md and 2 more` */
export function describeChanges({ draft }: Request): string {
  const [first, ...others] = draft.changes;
  if (!first) return 'change nothing';
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  return `${verb(first)} ${shortPath(first.path)}${more}`;
}

function agentLabel(request: Request, views: readonly RunView[]): string {
  const agents = views.flatMap((view) => view.agents);
  const agent = agents.find((candidate) => candidate.agentId === request.agentId);
  return visible(agent?.brief.label ?? 'An agent').slice(0, longestPath);
}

function taskOf({ requestId }: Request, views: readonly RunView[]): string {
  const view = views.find(({ pending }) => pending.some(({ request }) => request.requestId === requestId));
  return visible(view?.task ?? '').slice(0, longestTask);
}

function describeFile(change: FileChange, { added, removed, warnings }: ChangeSummary): string {
  const line = `${verb(change)} ${visible(change.path)} (+${added} −${removed} lines)`;
  return [line, ...warnings.map((warning) => `    careful: ${warning}`)].join('\n');
}

/** The end of a path says most. */
function shortPath(path: string): string {
  const whole = visible(path);
  return whole.length <= longestPath ? whole : `…${whole.slice(-longestPath)}`;
}

function verb({ before, after }: FileChange): string {
  if (!before) return 'create';
  return after ? 'change' : 'delete';
}
