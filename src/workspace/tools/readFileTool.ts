import { z } from 'zod';
import { defineTool, type Tool, ToolError } from '../../core/agent/tool.ts';
import type { ResolvedPath } from '../confinement/guard.ts';
import { MovedFile } from '../content/readBytes.ts';
import { type LineRange, type LinesRead, readLines } from '../content/readLines.ts';
import { readableTarget, type ToolContext } from './toolContext.ts';

const Input = z.object({
  path: z.string().describe('Workspace path, such as src/app.ts'),
  offset: z.number().int().min(1).optional().describe('First line to show, from 1'),
  limit: z.number().int().min(1).max(2000).optional().describe('How many lines, at most and by default 2000'),
  line_numbers: z.boolean().optional().describe('Put the line number and a tab before each line'),
});
type Input = z.infer<typeof Input>;

/** `read_file`: the text of a file, or a range of its lines. Reading is what allows the agent to change the file. */
export function readFileTool(context: ToolContext): Tool {
  return defineTool({
    name: 'read_file',
    description:
      'Read a UTF-8 text file. Shows it exactly, up to 2000 lines or 256 KB; a last line in brackets tells how to ' +
      'continue. A file must be read before it can be changed.',
    input: Input,
    async prepare(input) {
      const target = await readableTarget(context, input.path);
      if (target.kind === 'deny') return target;
      return {
        kind: 'allow',
        run: async (signal) => ({ kind: 'output', text: await read(context, input, target, signal) }),
      };
    },
  });
}

async function read(
  context: ToolContext,
  input: Input,
  judged: { readonly path: ResolvedPath },
  signal: AbortSignal,
): Promise<string> {
  const { offset = 1, limit = 2000 } = input;
  const { path, found } = await readNow(context, input.path, judged, { offset, limit }, signal);
  context.ledger.knows(path, found.hash);
  if (found.totalLines === 0) return '[empty file]';
  if (offset > found.totalLines) {
    throw new ToolError(`"${path.display}" has ${found.totalLines} lines; offset ${offset} is past its end.`);
  }
  return shown(found, offset, input.line_numbers ?? false);
}

/** Opening proves that the file is the one that was judged; where a sibling has replaced it since, it is judged again. */
async function readNow(
  context: ToolContext,
  text: string,
  judged: { readonly path: ResolvedPath },
  range: LineRange,
  signal: AbortSignal,
): Promise<{ readonly path: ResolvedPath; readonly found: LinesRead }> {
  if (judged.path.kind === 'file') {
    try {
      return { path: judged.path, found: await readLines(judged.path, range, signal) };
    } catch (error) {
      if (!(error instanceof MovedFile)) throw error;
    }
  }
  const target = await readableTarget(context, text);
  if (target.kind === 'deny') throw new ToolError(target.reason);
  return { path: target.path, found: await readLines(target.path, range, signal) };
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
