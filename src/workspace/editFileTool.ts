import { z } from 'zod';
import { defineTool, type Tool } from '../core/agent/tool.ts';
import { judgeChange } from './access.ts';
import { editText } from './editText.ts';
import { encodeText } from './fileText.ts';
import { newText, planChanges } from './planChanges.ts';
import { knownText, resolvedTarget, type ToolContext } from './toolContext.ts';

/** `edit_file`: replaces exact text in a file the agent has read. */
export function editFileTool(context: ToolContext): Tool {
  return defineTool({
    name: 'edit_file',
    description:
      'Replace exact text in a file you have read. old_text must occur exactly once, indentation included, unless ' +
      'replace_all is set. Line endings are kept as the file has them.',
    input: z.object({
      path: z.string().describe('Workspace path, such as src/app.ts'),
      old_text: z.string().describe('Text as it stands in the file, without line numbers'),
      new_text: z.string().describe('Text to put in its place, taken literally'),
      replace_all: z.boolean().optional().describe('Replace every occurrence'),
    }),
    async prepare(input, { callId, overtaken }, signal) {
      const target = await resolvedTarget(context, input.path);
      if (target.kind === 'deny') return target;
      const { path } = target;
      const verdict = judgeChange(path, context.layout);
      if (verdict.kind === 'deny') return verdict;

      const before = await knownText(context, path, overtaken === 'no' ? 'beUnchanged' : 'beSeen', signal);
      const { text, count } = editText(before.text, {
        display: path.display,
        oldText: input.old_text,
        newText: input.new_text,
        replaceAll: input.replace_all ?? false,
      });
      const after = newText(encodeText(text, path.display), text);
      const done = `Edited ${path.display} (${count} replacement${count === 1 ? '' : 's'}).`;
      return planChanges(context, { callId, wanted: [{ named: input.path, path, before, after }], done });
    },
  });
}
