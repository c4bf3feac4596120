import { z } from 'zod';
import { withTimeout } from '../agent/timeout.ts';
import { defineTool, type Outcome, type Plan, type Tool, ToolError } from '../agent/tool.ts';
import type { Emit } from '../journal/event.ts';
import type { Clock } from '../ports.ts';
import { waitDescription } from '../prompts/leadWords.ts';
import { notYours, reportForModel } from '../prompts/notices.ts';
import type { Member } from './member.ts';
import { stopById } from './stopById.ts';

const WaitInput = z.object({
  agent_ids: z.array(z.string()).min(1),
  mode: z.enum(['all', 'any']).default('all'),
  timeout_seconds: z.number().positive().max(86_400).optional(),
  cancel_rest: z.boolean().default(false),
});
type WaitInput = z.infer<typeof WaitInput>;

interface WaitParts {
  readonly member: Member;
  readonly emit: Emit;
  readonly clock: Clock;
  /** Stops one child on its parent's word. */
  readonly stop: (child: Member) => void;
}

/** `wait`: joins children of this agent. The report of each is handed over once, here or as a message. */
export function waitTool(parts: WaitParts): Tool {
  const { member, emit, clock } = parts;
  return defineTool({
    name: 'wait',
    description: waitDescription,
    input: WaitInput,
    prepare: async (input): Promise<Plan> => {
      const strangers = input.agent_ids.filter((id) => !member.inbox.knows(id));
      if (strangers.length > 0) throw new ToolError(notYours(strangers));
      return {
        kind: 'allow',
        run: async (signal): Promise<Outcome> => {
          emit({ type: 'waitStarted', agentId: member.agentId, on: input.agent_ids });
          await member.pause(async () => {
            await join(member, input, clock, signal);
            if (input.cancel_rest && !signal.aborted) await cancelRest(parts, input.agent_ids, signal);
          });
          signal.throwIfAborted();
          emit({ type: 'waitFinished', agentId: member.agentId });
          return { kind: 'output', text: JSON.stringify(collect(member, [...new Set(input.agent_ids)])) };
        },
      };
    },
  });
}

/** Stops those of these children that are still at work, and waits for their reports. */
async function cancelRest(
  { member, stop }: WaitParts,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const { inbox } = member;
  for (const id of ids) stopById(id, member, stop);
  await inbox.until(() => ids.every((id) => !inbox.isOpen(id)), signal);
}

/** Resolves when the mode is satisfied, the time is up or the signal aborts. */
function join({ inbox }: Member, input: WaitInput, clock: Clock, signal: AbortSignal): Promise<void> {
  const { agent_ids: ids, mode, timeout_seconds: seconds } = input;
  const isOver = () => ids.every((id) => !inbox.isOpen(id));
  const isReady = () => isOver() || (mode === 'any' && ids.some((id) => inbox.hasUnread(id)));
  return withTimeout((timed) => inbox.until(isReady, timed), clock, seconds, signal);
}

function collect({ inbox }: Member, ids: readonly string[]): Record<string, unknown> {
  const claimed = new Map(inbox.claim(ids).map((report) => [report.agentId, reportForModel(report)]));
  const withoutReport = (id: string) => ({
    agent_id: id,
    note: inbox.hasUnread(id) ? 'Its report follows as a message.' : 'You already have this report.',
  });
  const ended = ids.filter((id) => !inbox.isOpen(id));
  return {
    reports: ended.map((id) => claimed.get(id) ?? withoutReport(id)),
    still_working: ids.filter((id) => inbox.isOpen(id)),
  };
}
