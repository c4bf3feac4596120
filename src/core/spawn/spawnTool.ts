import { z } from 'zod';
import type { Brief } from '../agent/brief.ts';
import { defineTool, type Outcome, type Plan, type Tool, ToolError } from '../agent/tool.ts';
import type { Emit } from '../journal/event.ts';
import type { ProviderChoice } from '../ports.ts';
import type { Member } from './member.ts';

/** What `spawn` needs of the host; all of it is bound to one agent. */
export interface SpawnParts {
  readonly member: Member;
  readonly emit: Emit;
  /** Names of the tools a child of this agent may be given. */
  readonly inheritable: readonly string[];
  /** What a child gets where `spawn` does not say; its limits are also the most that can be asked for. */
  readonly childDefaults: Pick<Brief, 'model' | 'limits'>;
  readonly provider: (model: string) => ProviderChoice;
  /** Checks, reserves and queues in one synchronous step. */
  readonly spawn: (brief: Brief) => SpawnResult;
}

export type SpawnResult =
  | { readonly kind: 'spawned'; readonly agentId: string }
  | { readonly kind: 'denied'; readonly reason: string };

const SpawnInput = z.object({
  task: z
    .string()
    .trim()
    .min(1)
    .max(100_000)
    .describe('Goal, boundaries, and the file under output/ to write'),
  label: z.string().min(1).max(60).describe('A few words that name the child for people'),
  model: z
    .string()
    .optional()
    .describe('provider/model of a provider this run uses; default: its model for children'),
  tools: z.array(z.string()).optional().describe('Names of the tools it may use; default: all of yours'),
  deadline_seconds: z.number().positive().max(86_400).optional(),
  max_turns: z.number().int().positive().optional(),
  token_budget: z.number().int().positive().optional(),
});
type SpawnInput = z.infer<typeof SpawnInput>;

/** `spawn`: queues a child and answers at once with its id. A denial is an error the model can act on. */
export function spawnTool(parts: SpawnParts): Tool {
  return defineTool({
    name: 'spawn',
    description:
      'Starts a child agent on one task and returns its agent_id at once; it works in parallel with you. It knows only the task text. Its report arrives through wait, or as a message if you do not wait.',
    input: SpawnInput,
    prepare: async (input, call): Promise<Plan> => {
      const brief = childBrief(input, parts);
      return { kind: 'allow', run: async () => spawnNow(brief, call.callId, parts) };
    },
  });
}

function spawnNow(brief: Brief, callId: string, { member, emit, spawn }: SpawnParts): Outcome {
  const result = spawn(brief);
  if (result.kind === 'denied') {
    const { reason } = result;
    emit({ type: 'spawnDenied', agentId: member.agentId, callId, label: brief.label, reason });
    throw new ToolError(reason);
  }
  const answer = { agent_id: result.agentId, label: brief.label, status: 'queued' };
  return { kind: 'output', text: JSON.stringify(answer) };
}

/** What the model asked for, within what the host allows: never more tools, time, turns or tokens than the run's own. */
function childBrief(input: SpawnInput, parts: SpawnParts): Brief {
  const { inheritable, childDefaults, provider } = parts;
  const model = input.model ?? childDefaults.model;
  const choice = provider(model);
  if (choice.kind === 'unknown') throw new ToolError(choice.message);
  refuseStranger(model, parts);
  const missing = input.tools?.filter((name) => !inheritable.includes(name)) ?? [];
  if (missing.length > 0) {
    throw new ToolError(`Cannot give ${missing.join(', ')}. A child can have: ${inheritable.join(', ')}.`);
  }
  const { deadlineSeconds, turns, tokens } = childDefaults.limits;
  return {
    task: input.task,
    label: oneLine(input.label),
    model,
    tools: inheritable.filter((name) => input.tools?.includes(name) ?? true),
    limits: {
      deadlineSeconds: least(deadlineSeconds, input.deadline_seconds),
      turns: Math.min(turns, input.max_turns ?? turns),
      tokens: Math.min(tokens, input.token_budget ?? tokens),
    },
  };
}

/** What agents read goes to the providers that the person chose for this run, and to no other one with a key. */
function refuseStranger(model: string, { member, childDefaults }: SpawnParts): void {
  const chosen = [member.brief.model, childDefaults.model].map(providerOf);
  if (chosen.includes(providerOf(model))) return;
  throw new ToolError(
    `This run uses models of ${[...new Set(chosen)].join(' and ')} only; name one of those.`,
  );
}

const providerOf = (model: string) => model.slice(0, model.indexOf('/'));

function least(limit: number | null, asked: number | undefined): number | null {
  if (asked === undefined) return limit;
  return limit === null ? asked : Math.min(limit, asked);
}

/** One visible line: control and invisible characters become spaces. */
const oneLine = (label: string) => label.replace(/[\p{C}\s]+/gu, ' ').trim() || 'child';
