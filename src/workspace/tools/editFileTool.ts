import { z } from 'zod';
import { defineTool, type Tool } from '../../core/agent/tool.ts';
import { editWords } from '../../core/prompts/fileWords.ts';
import { planChanges } from '../changes/planChanges.ts';
import { type Edit, editedFile, remembering } from '../changes/rebase.ts';
import { judgeChange } from '../confinement/access.ts';
import { editText } from '../editing/editText.ts';
import { resolvedTarget, type ToolContext } from './toolContext.ts';

const Input = z.object({
  path: z.string().describe(editWords.path),
  old_text: z.string().describe(editWords.oldText),
  new_text: z.string().describe(editWords.newText),
  replace_all: z.boolean().optional().describe(editWords.replaceAll),
});

/** `edit_file`: replaces text in a file the agent has read. */
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

      let count = 1;
      const edit: Edit = (text, most) => {
        const edited = editText(text, {
          display: path.display,
          oldText: input.old_text,
          newText: input.new_text,
          replaceAll: input.replace_all ?? false,
          most,
        });
        count = edited.count;
        return edited;
      };
      const { before, after, inMind, notes } = await editedFile(context, path, { edit, overtaken }, signal);
      const done = `Edited ${path.display} (${count} replacement${count === 1 ? '' : 's'}).`;
      const wanted = [{ named: input.path, path, before, after, ...(inMind && { inMind }) }];
      const plan = planChanges(context, { callId, wanted, done: [done, ...notes].join('\n') });
      return remembering(context, plan, wanted);
    },
  });
}
