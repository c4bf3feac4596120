import { z } from 'zod';
import { defineTool, type Tool } from '../../core/agent/tool.ts';
import { editWords } from '../../core/prompts/fileWords.ts';
import { newText, planChanges } from '../changes/planChanges.ts';
import { judgeChange } from '../confinement/access.ts';
import { editText } from '../editing/editText.ts';
import { knownText, resolvedTarget, type ToolContext } from './toolContext.ts';

const Input = z.object({
  path: z.string().describe(editWords.path),
  old_text: z.string().describe(editWords.oldText),
  new_text: z.string().describe(editWords.newText),
  replace_all: z.boolean().optional().describe(editWords.replaceAll),
});

/** `edit_file`: replaces exact text in a file the agent has read. */
export function editFileTool(context: ToolContext): Tool {
  return defineTool({
    name: 'edit_file',
    description: editWords.description,
    input: Input,
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
      const after = newText(text, path.display, before.encoding);
      const done = `Edited ${path.display} (${count} replacement${count === 1 ? '' : 's'}).`;
      return planChanges(context, { callId, wanted: [{ named: input.path, path, before, after }], done });
    },
  });
}
