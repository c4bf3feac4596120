import type { Conversation } from './conversation.ts';
import { notYetMade } from './conversation.ts';
import type { Step } from './step.ts';
import { clip } from './wording.ts';

const noteTool = 'note_progress';

/** A milestone, in words for people, and how much of the task is then done. */
export interface Milestone {
  readonly note: string;
  readonly percent: number;
}

/** The step with a note on a milestone made in the same turn; without the tool for it, or a second time, none is made. */
export function noting(conversation: Conversation, { note, percent }: Milestone, step: Step): Step {
  const call = { name: noteTool, input: { note: clip(note, 200), percent } };
  return { ...step, calls: [...notYetMade(conversation, [call]), ...step.calls] };
}

/** The step without its notes, for an agent whose own progress is another one's. */
export function withoutNotes(step: Step): Step {
  return { ...step, calls: step.calls.filter((call) => call.name !== noteTool) };
}
