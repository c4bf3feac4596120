import { posix } from 'node:path';
import type { DraftOf, FileChange } from '../../core/human/request.ts';
import { clipped, clippedPath } from '../clipped.ts';
import { visible } from '../visible.ts';
import { type ChangeSummary, summarise } from './changeSummary.ts';
import { type Asker, forTask, type RequestInWords } from './requestInWords.ts';

const longestNote = 120;

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
  const noted = notesInShort(changes);
  return {
    deed,
    facts: [agent, extent, ...(warnings === '' ? [] : [`careful: ${warnings}`]), noted, task],
    details: `${files}\n\nTask: ${task}`,
    sentence: `${agent} wants to ${deed} (${extent} lines)${forTask(asker)}.${careful}${noted === '' ? '' : ` Note: ${noted}.`}`,
    isAlarming: warnings !== '' || noted !== '',
    icon: warnings === '' && noted === '' ? 'git-pull-request' : 'warning',
    show: 'Show diff',
    yes: 'Approve',
    no: 'Reject',
  };
}

/** The first thing that should be known of a change before a yes, and how many more there are; empty if nothing. */
export function notesInShort(changes: readonly FileChange[], maxLength = longestNote): string {
  const isOne = changes.length === 1;
  const notes = changes.flatMap(({ path, notes = [] }) =>
    notes.map((note) => (isOne ? note : `${posix.basename(path)}: ${note}`)),
  );
  const [first, ...others] = notes;
  if (first === undefined) return '';
  const words = clipped(first, maxLength).replace(/\.$/, '');
  return others.length === 0 ? words : `${words}; and ${others.length} more`;
}

/** `change README.md and 2 more` */
function deedOf([first, ...others]: readonly FileChange[]): string {
  if (!first) return 'change nothing';
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  return `${verb(first)} ${clippedPath(first.path)}${more}`;
}

function describeFile(change: FileChange, { added, removed, warnings }: ChangeSummary): string {
  const line = `${verb(change)} ${visible(change.path)} (+${added} −${removed} lines)`;
  return [
    line,
    ...warnings.map((warning) => `    careful: ${warning}`),
    ...(change.notes ?? []).map((note) => `    note: ${visible(note)}`),
  ].join('\n');
}

function verb({ before, after }: FileChange): string {
  if (!before) return 'create';
  return after ? 'change' : 'delete';
}
