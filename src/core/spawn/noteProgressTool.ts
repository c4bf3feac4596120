import { z } from 'zod';
import { defineTool, type Tool } from '../agent/tool.ts';
import type { Emit } from '../journal/event.ts';
import { progressWords } from '../prompts/leadWords.ts';

const NoteInput = z.object({
  note: z.string().trim().min(1).max(200).describe(progressWords.note),
  percent: z.number().min(0).max(100).optional().describe(progressWords.percent),
});

/** `note_progress`: one line for people, for the agent that leads this one, and for the board. */
export function noteProgressTool(agentId: string, emit: Emit): Tool {
  return defineTool({
    name: 'note_progress',
    description: progressWords.description,
    input: NoteInput,
    prepare: async ({ note, percent }) => ({
      kind: 'allow',
      run: async () => {
        emit({ type: 'progressNoted', agentId, note, ...(percent === undefined ? {} : { percent }) });
        return { kind: 'output', text: 'Noted.' };
      },
    }),
  });
}
