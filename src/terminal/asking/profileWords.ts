import type { DraftOf } from '../../core/human/request.ts';
import { revealed, safeLine } from '../../core/human/safeText.ts';
import { profileFileText } from '../profiles/profileFileText.ts';
import type { Paint } from '../screen/paint.ts';
import { cutLines } from './cutLines.ts';
import type { Details, RequestWords } from './requestWords.ts';

/** A profile from a file that no person has trusted: shown as it is, trusted in exactly these bytes. */
export function profileWords(draft: DraftOf<'profile'>): RequestWords {
  const name = revealed(safeLine(draft.name));
  const path = revealed(safeLine(draft.path));
  return {
    asks: `asks to use the profile ${name} of ${path}, which nobody has trusted yet`,
    waits: `asks you to trust the profile ${name}`,
    outcomes: {
      approved: `profile ${name} trusted`,
      rejected: `profile ${name} not trusted`,
      expired: `profile ${name} not trusted`,
    },
    question: (agent) => `${agent} wants to use the profile ${name}, which you have not trusted yet`,
    details: (paint, length) => details(draft, paint, length),
    yes: { key: 't', text: '[t]rust it, as long as the file stays as it is', done: 'trusted' },
    no: { key: 'd', text: "[d]on't", done: 'not trusted' },
  };
}

function details(draft: DraftOf<'profile'>, paint: Paint, length: 'short' | 'whole'): Details {
  const { heading, file } = profileFileText(draft, paint);
  const { lines, wasCut, left } = cutLines(file, length);
  const more = left > 0 ? [paint('dim', `… ${left} more lines of this file`)] : [];
  return { lines: [...heading, ...lines, ...more], wasCut };
}
