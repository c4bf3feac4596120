import { z } from 'zod';
import { defineTool, type Outcome, type Tool, ToolError } from '../../core/agent/tool.ts';
import { readWords } from '../../core/prompts/fileWords.ts';
import type { ResolvedPath } from '../confinement/guard.ts';
import { hasHiddenChanges } from '../content/hiddenChanges.ts';
import type { LineRange } from '../content/linePicker.ts';
import { MovedFile } from '../content/readBytes.ts';
import { type Content, readContent } from '../content/readContent.ts';
import { readableTarget, type ToolContext } from './toolContext.ts';

const Input = z.object({
  path: z.string().describe(readWords.path),
  offset: z.number().int().min(1).optional().describe(readWords.offset),
  limit: z.number().int().min(1).max(2000).optional().describe(readWords.limit),
  line_numbers: z.boolean().optional().describe(readWords.lineNumbers),
});
type Input = z.infer<typeof Input>;

/** `read_file`: what is in a file, or a range of its lines. Reading is what allows the agent to change the file. */
export function readFileTool(context: ToolContext): Tool {
  return defineTool({
    name: 'read_file',
    description: readWords.description,
    input: Input,
    async prepare(input) {
      const target = await readableTarget(context, input.path);
      if (target.kind === 'deny') return target;
      return { kind: 'allow', run: (signal) => read(context, input, target, signal) };
    },
  });
}

async function read(
  context: ToolContext,
  input: Input,
  judged: { readonly path: ResolvedPath },
  signal: AbortSignal,
): Promise<Outcome> {
  const { offset = 1, limit = 2000, line_numbers = false } = input;
  const { path, content } = await readNow(context, input.path, judged, { offset, limit }, signal);
  context.ledger.knows(path, content.hash);
  const hidden = hasHiddenChanges(path, context.openFiles) ? [hiddenNote] : [];
  if (content.kind === 'image') {
    const text = withNotes(content.title, hidden);
    return { kind: 'output', text, images: [content.image] };
  }
  if (offset > Math.max(content.totalLines, 1)) {
    throw new ToolError(
      `"${path.display}" has ${content.totalLines} lines; offset ${offset} is past its end.`,
    );
  }
  const notes = [...notesOn(content, offset), ...hidden];
  return { kind: 'output', text: withNotes(shown(content, offset, line_numbers), notes) };
}

/** Opening proves that the file is the one that was judged; where a sibling has replaced it since, it is judged again. */
async function readNow(
  context: ToolContext,
  text: string,
  judged: { readonly path: ResolvedPath },
  range: LineRange,
  signal: AbortSignal,
): Promise<{ readonly path: ResolvedPath; readonly content: Content }> {
  if (judged.path.kind === 'file') {
    try {
      return { path: judged.path, content: await readContent(judged.path, range, context, signal) };
    } catch (error) {
      if (!(error instanceof MovedFile)) throw error;
    }
  }
  const target = await readableTarget(context, text);
  if (target.kind === 'deny') throw new ToolError(target.reason);
  return { path: target.path, content: await readContent(target.path, range, context, signal) };
}

const hiddenNote = 'a person has unsaved changes in an editor that are not shown';

type Lines = Exclude<Content, { kind: 'image' }>;

function shown(content: Lines, offset: number, isNumbered: boolean): string {
  const numbered = content.lines.map((line, index) =>
    isNumbered ? `${String(offset + index).padStart(5)}\t${line}` : line,
  );
  return numbered.join('');
}

function withNotes(text: string, notes: readonly string[]): string {
  if (notes.length === 0) return text;
  const gap = text === '' || text.endsWith('\n') ? '' : '\n';
  return text + gap + notes.map((note) => `[${note}]`).join('\n');
}

/** What the text alone does not tell. */
function notesOn(content: Lines, offset: number): readonly string[] {
  const { lines, totalLines } = content;
  const last = offset + lines.length - 1;
  const next = last < totalLines ? `; continue with offset ${last + 1}` : '';
  const isPart = totalLines > 0 && (offset > 1 || last < totalLines);
  return [
    ...(totalLines === 0 && content.kind === 'text' ? ['empty file'] : []),
    ...(isPart ? [`lines ${offset}-${last} of ${totalLines}${next}`] : []),
    ...(content.kind === 'document' ? [documentNote(content)] : textNotes(content)),
  ];
}

function documentNote({ what, facts }: Extract<Lines, { kind: 'document' }>): string {
  return `${[what, ...facts].join(', ')}; text only, cannot be edited`;
}

function textNotes({ encoding, hasMark, isUnsaved }: Extract<Lines, { kind: 'text' }>): readonly string[] {
  const isUtf8 = encoding === 'utf-8';
  return [
    ...(isUtf8 ? [] : [encoding.toUpperCase()]),
    ...(isUtf8 && hasMark ? ['UTF-8 with byte order mark'] : []),
    ...(isUnsaved ? ['unsaved changes in the editor are shown'] : []),
  ];
}
