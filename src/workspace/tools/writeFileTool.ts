import { z } from 'zod';
import { defineTool, type Tool, ToolError } from '../../core/agent/tool.ts';
import { writeWords } from '../../core/prompts/fileWords.ts';
import { newText, planChanges } from '../changes/planChanges.ts';
import { remembering } from '../changes/rebase.ts';
import { judgeChange } from '../confinement/access.ts';
import { countOf } from '../content/fileText.ts';
import { withMarkOf } from '../editing/byteOrderMark.ts';
import { knownText, resolvedTarget, type ToolContext } from './toolContext.ts';

const Input = z.object({
  path: z.string().describe(writeWords.path),
  content: z.string().describe(writeWords.content),
});

/** `write_file`: creates a file, or replaces one the agent has read or written. */
export function writeFileTool(context: ToolContext): Tool {
  return defineTool({
    name: 'write_file',
    description: writeWords.description,
    input: Input,
    async prepare({ path: named, content }, { callId, overtaken }, signal) {
      const target = await resolvedTarget(context, named);
      if (target.kind === 'deny') return target;
      const { path } = target;
      const verdict = judgeChange(path, context.layout);
      if (verdict.kind === 'deny') return verdict;

      const willBeSeen = overtaken === 'asked';
      if (path.kind === 'missing' && !willBeSeen) context.ledger.requireNew(path);
      const must = willBeSeen ? 'exist' : 'beUnchanged';
      const before = path.kind === 'missing' ? null : await knownText(context, path, must, signal);
      const text = withMarkOf(before?.text ?? '', content);
      const after = newText(text, path.display, before?.encoding);
      // In an open area it is still a deliverable of this agent; elsewhere nobody is asked about nothing.
      if (verdict.kind === 'ask' && before?.hash === after.hash) {
        throw new ToolError(`"${path.display}" already has exactly this content.`);
      }
      const done = `Wrote ${path.display} (${countOf(after.bytes.length)} bytes).`;
      const wanted = [{ named, path, before, after }];
      return remembering(context, planChanges(context, { callId, wanted, done }), wanted);
    },
  });
}
