import { counted } from '../../core/human/amounts.ts';
import type { DraftOf } from '../../core/human/request.ts';
import { revealed, safeLine } from '../../core/human/safeText.ts';
import type { Paint } from '../screen/paint.ts';
import { changeText } from './changeText.ts';
import { cutLines } from './cutLines.ts';
import type { Details, RequestWords } from './requestWords.ts';

/** A change to files: shown as diffs, written as shown or not at all. */
export function changeWords(draft: DraftOf<'change'>): RequestWords {
  const { changes } = draft;
  const paths = changes.map(({ path }) => revealed(safeLine(path))).join(', ');
  const files = changes.length === 1 ? 'a file' : counted(changes.length, 'file');
  return {
    asks: `asks to change ${paths}`,
    waits: 'asks for your approval',
    outcomes: { approved: 'change approved', rejected: 'change rejected', expired: 'change not approved' },
    question: (agent) => `${agent} asks to change ${files}`,
    details: (paint, length) => diffs(draft, paint, length),
    yes: { key: 'a', text: '[a]pprove', done: 'approved' },
    no: { key: 'r', text: '[r]eject', done: 'rejected' },
    feedback: 'reject with [f]eedback',
  };
}

function diffs({ changes }: DraftOf<'change'>, paint: Paint, length: 'short' | 'whole'): Details {
  const parts = changes.map((change) => {
    const { heading, diff } = changeText(change, paint);
    const { lines, wasCut, left } = cutLines(diff, length);
    const more = left > 0 ? [paint('dim', `… ${left} more lines of this diff`)] : [];
    return { lines: [...heading, ...lines, ...more], wasCut };
  });
  return { lines: parts.flatMap(({ lines }) => lines), wasCut: parts.some(({ wasCut }) => wasCut) };
}
