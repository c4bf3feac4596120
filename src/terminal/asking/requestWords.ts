import type { Answer, RequestDraft } from '../../core/human/request.ts';
import type { Paint } from '../screen/paint.ts';
import { budgetWords } from './budgetWords.ts';
import { changeWords } from './changeWords.ts';
import { profileWords } from './profileWords.ts';
import { refusalsWords } from './refusalsWords.ts';
import { spawnWords } from './spawnWords.ts';

/** A key that answers, what the person reads beside it, and what is said once it was pressed. */
export interface Choice {
  readonly key: string;
  /** With the key in brackets: `[a]pprove`. */
  readonly text: string;
  readonly done: string;
}

/** What belongs to a question, line by line. */
export interface Details {
  readonly lines: readonly string[];
  /** Something was left out for being too long. */
  readonly wasCut: boolean;
}

/** One request in words: for the question itself, for the tree while it waits, and for the log. */
export interface RequestWords {
  /** What the agent does by asking, after its name: `asks to change README.md`. */
  readonly asks: string;
  /** The same for the tree, as short as it can be said. */
  readonly waits: string;
  /** What an answer comes to. */
  readonly outcomes: Readonly<Record<Answer['kind'], string>>;
  /** The first line of the question; `agent` is the name of who asks, as it is to be printed. */
  readonly question: (agent: string) => string;
  readonly details: (paint: Paint, length: 'short' | 'whole') => Details;
  readonly yes: Choice;
  readonly no: Choice;
  /** A no that says more: the text beside its key, which is f. */
  readonly feedback?: string;
}

/** The words of any request. What comes from a model or a file is safe to print in them. */
export function requestWords(draft: RequestDraft): RequestWords {
  switch (draft.kind) {
    case 'change':
      return changeWords(draft);
    case 'spawn':
      return spawnWords(draft);
    case 'profile':
      return profileWords(draft);
    case 'budget':
      return budgetWords(draft);
    case 'refusals':
      return refusalsWords(draft);
  }
}
