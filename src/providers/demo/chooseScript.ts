import { assignmentOf } from './assignment.ts';
import { asksForBatch, fileToDescribe } from './batchBrief.ts';
import { batchScript } from './batchScript.ts';
import type { Conversation } from './conversation.ts';
import { describeScript } from './describeScript.ts';
import { notAnAi } from './figures.ts';
import { overviewScript } from './overviewScript.ts';
import { parentScript } from './parentScript.ts';
import type { Step } from './step.ts';
import { answer } from './step.ts';

const maxTurns = 40;

/** The next step of any conversation: a brief of the demo has its own script, whoever may spawn leads a run. */
export function nextStep(conversation: Conversation): Step {
  if (conversation.turns >= maxTurns) {
    return answer(
      `*${notAnAi}*\n\nThe script did not come to its end in ${maxTurns} turns, so it stops here.`,
    );
  }
  const own = assignmentOf(conversation.task);
  if (own !== undefined) return own.assignment.script(conversation, own.deliverable);
  const file = fileToDescribe(conversation.task);
  if (file !== undefined) return describeScript(conversation, file);
  if (conversation.offered.has('spawn_batch') && asksForBatch(conversation.task)) {
    return batchScript(conversation);
  }
  return conversation.offered.has('spawn') ? parentScript(conversation) : overviewScript(conversation);
}
