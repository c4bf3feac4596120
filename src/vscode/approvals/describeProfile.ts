import type { DraftOf } from '../../core/human/request.ts';
import { clipped, clippedPath } from '../clipped.ts';
import { visible } from '../visible.ts';
import { summarise } from './changeSummary.ts';
import { type Asker, forTask, type RequestInWords } from './requestInWords.ts';

const longestName = 64;

/** The question whether exactly this text may tell children what to do. */
export function describeProfile(draft: DraftOf<'profile'>, asker: Asker): RequestInWords {
  const { agent, task } = asker;
  const { path, hash, text, notes } = draft;
  const name = clipped(draft.name, longestName);
  const place = clippedPath(path);
  const { warnings } = summarise({ path, before: null, after: { hash, text }, isProtected: false });
  const dangers = warnings.join('; ');
  const careful = dangers === '' ? '' : ` Careful: ${dangers}.`;
  const deed = `trust the profile “${name}”`;
  return {
    deed,
    facts: [agent, place, ...(dangers === '' ? [] : [`careful: ${dangers}`]), task],
    details: [
      `${visible(path)}\nNobody has approved this file as it is now.`,
      ...warnings.map((warning) => `    careful: ${warning}`),
      ...notes.map((note) => `    not followed: ${visible(note)}`),
      `\nTask: ${task}`,
    ].join('\n'),
    sentence: `${agent} wants to use the profile “${name}”${forTask(asker)}, from ${place}, which nobody has approved as it is now.${careful}`,
    isAlarming: dangers !== '',
    icon: 'shield',
    show: 'Show file',
    yes: 'Trust',
    no: 'Don’t trust',
  };
}
