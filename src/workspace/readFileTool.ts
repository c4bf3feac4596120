import { z } from 'zod';
import { defineTool, type Tool, ToolError } from '../core/agent/tool.ts';
import { readWords } from '../core/prompts/fileWords.ts';
import { type LinesRead, readLines } from './readLines.ts';
import { readableTarget, type ToolContext } from './toolContext.ts';

const Input = z.object({
  path: z.string().describe(readWords.path),
  offset: z.number().int().min(1).optional().describe(readWords.offset),
  limit: z.number().int().min(1).max(2000).optional().describe(readWords.limit),
  line_numbers: z.boolean().optional().describe(readWords.lineNumbers),
});
type Input = z.infer<typeof Input>;

/** `read_file`: the text of a file, or a range of its lines. Reading is what allows the agent to change the file. */
export function readFileTool(context: ToolContext): Tool {
  return defineTool({
    name: 'read_file',
    description: readWords.description,
    input: Input,
    async prepare(input) {
      const target = await readableTarget(context, input.path);
      if (target.kind === 'deny') return target;
      return {
        kind: 'allow',
        run: async (signal) => ({ kind: 'output', text: await read(context, input, signal) }),
      };
    },
  });
}

async function read(context: ToolContext, input: Input, signal: AbortSignal): Promise<string> {
  // Judged again: a sibling may have replaced the file since.
  const target = await readableTarget(context, input.path);
  if (target.kind === 'deny') throw new ToolError(target.reason);

  const offset = input.offset ?? 1;
  const found = await readLines(target.path, { offset, limit: input.limit ?? 2000 }, signal);
  context.ledger.knows(target.path, found.hash);
  if (found.totalLines === 0) return '[empty file]';
  if (offset > found.totalLines) {
    throw new ToolError(
      `"${target.path.display}" has ${found.totalLines} lines; offset ${offset} is past its end.`,
    );
  }
  return shown(found, offset, input.line_numbers ?? false);
}

function shown({ lines, totalLines }: LinesRead, offset: number, isNumbered: boolean): string {
  const numbered = lines.map((line, index) =>
    isNumbered ? `${String(offset + index).padStart(5)}\t${line}` : line,
  );
  const text = numbered.join('');
  const last = offset + lines.length - 1;
  if (offset === 1 && last === totalLines) return text;
  const gap = text.endsWith('\n') ? '' : '\n';
  const next = last < totalLines ? `; continue with offset ${last + 1}` : '';
  return `${text}${gap}[lines ${offset}-${last} of ${totalLines}${next}]`;
}
