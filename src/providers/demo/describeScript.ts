import type { Conversation } from './conversation.ts';
import { notYetMade, resultOf } from './conversation.ts';
import { describeFile } from './describeFile.ts';
import type { Step } from './step.ts';
import { answer, readFileCall } from './step.ts';

/** For a child of a batch: reads its one file, and answers with one line on it. */
export function describeScript(conversation: Conversation, path: string): Step {
  const read = readFileCall(path);
  const calls = notYetMade(conversation, [read]);
  if (calls.length > 0) return { text: 'I read the file.', calls };
  return answer(describeFile(path, resultOf(conversation, read)));
}
