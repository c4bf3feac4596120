import type { Conversation } from './conversation.ts';
import { notYetMade, resultOf } from './conversation.ts';
import { notAnAi } from './figures.ts';
import { extensionOf, fileList, listAllFiles, topFolders } from './fileList.ts';
import { groupBy } from './grouping.ts';
import { escapeText, inlineCode } from './markdown.ts';
import { nothingHere } from './parentReport.ts';
import type { Step } from './step.ts';
import { answer } from './step.ts';
import { atLeast, clip, count } from './wording.ts';

/** For an agent that may not spawn and whose task is no brief of the demo: what the workspace holds, in a few lines. */
export function overviewScript(conversation: Conversation): Step {
  const look = notYetMade(conversation, [listAllFiles]);
  if (look.length > 0) return { text: 'I look at the workspace.', calls: look };
  const task = `**Task:** ${escapeText(clip(conversation.task, 600))}`;
  const list = fileList(conversation);
  if (resultOf(conversation, listAllFiles) === undefined) {
    const text = 'Without tools the demo can do nothing for this task: it does not understand it.';
    return answer([`*${notAnAi}*`, task, text].join('\n\n'));
  }
  if (list.failure !== undefined) {
    const text = `The files could not be listed: ${escapeText(clip(list.failure, 200))}`;
    return answer([`*${notAnAi}*`, task, text].join('\n\n'));
  }
  if (list.project.length === 0) return answer(nothingHere(conversation.task));

  const kinds = [...groupBy(list.project, extensionOf)].toSorted(([, a], [, b]) => b.length - a.length);
  const kind = ([extension, group]: [string, string[]]) =>
    `${group.length} ${extension === '' ? 'without ending' : inlineCode(`.${extension}`)}`;
  const folders = [...topFolders(list.project)].map(
    ([folder, n]) => `- ${inlineCode(`${folder}/`)}: ${count(n, 'file')}`,
  );
  return answer(
    [
      `*${notAnAi}*`,
      task,
      'The demo does not understand a task, and this agent may not spawn children; here is what the workspace holds.',
      `Files: ${atLeast(list.project.length, list.isComplete)} (${kinds.slice(0, 8).map(kind).join(', ')}${kinds.length > 8 ? ', and others' : ''}).`,
      folders.length === 0 ? 'All files lie in the root.' : `Top-level folders:\n\n${folders.join('\n')}`,
    ].join('\n\n'),
  );
}
