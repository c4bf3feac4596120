import type { DraftOf, FileChange, RequestDraft } from '../../core/human/request.ts';
import { revealed } from '../../core/human/safeText.ts';
import { assertNever } from '../assertNever.ts';
import { visible } from '../visible.ts';
import { notesInShort } from './describeChange.ts';

/** A tab's title is no place for more. */
const longestNote = 60;

/** A text to judge; with `left`, as a diff against that. */
export interface Page {
  readonly path: string;
  readonly title: string;
  readonly left?: string;
  readonly right: string;
}

/** What of a request must be read: both sides of each file, or a profile. Most other questions have no pages. */
export function pagesOf(draft: RequestDraft): readonly Page[] {
  switch (draft.kind) {
    case 'change':
      return draft.changes.map((change, index) => diffPage(change, index, draft.changes.length));
    case 'profile':
      return [profilePage(draft)];
    case 'spawn':
    case 'budget':
    case 'refusals':
      return [];
    default:
      return assertNever(draft);
  }
}

function diffPage(change: FileChange, index: number, count: number): Page {
  const { path, before, after, isProtected } = change;
  const what = !before ? 'new file, proposed' : after ? 'current ↔ proposed' : 'proposed deletion';
  const place = count === 1 ? '' : ` (${index + 1} of ${count})`;
  const noted = notesInShort([change], longestNote);
  return {
    path,
    title: `${visible(path)}: ${what}${isProtected ? ', protected file' : ''}${place}${noted === '' ? '' : ` – ${noted}`}`,
    left: before?.text ?? '',
    right: after?.text ?? '',
  };
}

/** Muster's own words stand first, where no text of the file can come before them. */
function profilePage({ name, path, text, notes }: DraftOf<'profile'>): Page {
  const notFollowed =
    notes.length === 0
      ? ['Muster follows all of it.']
      : ['Muster does not follow all of it:', ...notes.map((note) => `- ${visible(note)}`)];
  const words = [
    `The profile “${visible(name)}” from ${visible(path)} waits for your word; nobody has approved it as it is now.`,
    ...notFollowed,
    'All below the line is the text of the file; what cannot be seen in it is written as <U+…>.',
    '─'.repeat(60),
  ];
  return {
    path,
    title: `${visible(path)}: profile, not approved`,
    right: `${words.join('\n')}\n${revealed(text)}`,
  };
}
