import type { DraftOf, FileChange } from '../core/human/request.ts';
import { type ChangeSummary, summarise } from './changeSummary.ts';
import { clippedPath } from './clipped.ts';
import { type Asker, forTask, type RequestInWords } from './requestInWords.ts';
import { visible } from './visible.ts';

/** The question whether to write exactly these files. */
export function describeChange({ changes }: DraftOf<'change'>, asker: Asker): RequestInWords {
  const { agent, task } = asker;
  const summaries = changes.map((change) => ({ change, ...summarise(change) }));
  const sum = (count: 'added' | 'removed') => summaries.reduce((total, one) => total + one[count], 0);
  const deed = deedOf(changes);
  const extent = `+${sum('added')} −${sum('removed')}`;
  const warnings = [...new Set(summaries.flatMap((summary) => summary.warnings))].join('; ');
  const files = summaries.map((summary) => describeFile(summary.change, summary)).join('\n');
  const careful = warnings === '' ? '' : ` Careful: ${warnings}.`;
  return {
    deed,
    facts: [agent, extent, ...(warnings === '' ? [] : [`careful: ${warnings}`]), task],
    details: `${files}\n\nTask: ${task}`,
    sentence: `${agent} wants to ${deed} (${extent} lines)${forTask(asker)}.${careful}`,
    isAlarming: warnings !== '',
    icon: warnings === '' ? 'git-pull-request' : 'warning',
    show: 'Show diff',
    yes: 'Approve',
    no: 'Reject',
  };
}

/** `change README.md and 2 more` */
function deedOf([first, ...others]: readonly FileChange[]): string {
  if (!first) return 'change nothing';
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  return `${verb(first)} ${clippedPath(first.path)}${more}`;
}

function describeFile(change: FileChange, { added, removed, warnings }: ChangeSummary): string {
  const line = `${verb(change)} ${visible(change.path)} (+${added} −${removed} lines)`;
  return [line, ...warnings.map((warning) => `    careful: ${warning}`)].join('\n');
}

function verb({ before, after }: FileChange): string {
  if (!before) return 'create';
  return after ? 'change' : 'delete';
}
