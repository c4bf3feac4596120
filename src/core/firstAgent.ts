import { z } from 'zod';
import { type AgentLimits, Brief } from './agent/brief.ts';
import { AgentOfRun } from './journal/event.ts';
import type { RunView } from './journal/runView.ts';

/** The agent that a run begins with: one that leads a team, or one that does the work of an earlier run's child again. */
export const FirstAgent = z.object({
  brief: Brief,
  /** How far below the parent it stands: 0 for the parent itself, more for a child that is tried again. */
  depth: z.number().int().nonnegative(),
  /** The child whose brief it is given. */
  retryOf: AgentOfRun.optional(),
  /** How deep the run of that child could go: what its brief was made for, whatever holds for new runs. */
  depthLimit: z.number().int().nonnegative().optional(),
});
export type FirstAgent = z.infer<typeof FirstAgent>;

const parentLimits: AgentLimits = { deadlineSeconds: null, turns: 200, tokens: null, costUsd: null };

/** The agent that gets a person's task. Its children get at most its tools. */
export function parentOf({ task, model, tools }: Pick<Brief, 'task' | 'model' | 'tools'>): FirstAgent {
  return { brief: { task: task.trim(), label: 'parent', model, tools, limits: parentLimits }, depth: 0 };
}

/** Another try of a child whose run is over. `refused`: the message tells a person why. */
export function retriedOf(
  { runId, agents, limits }: RunView,
  agentId: string,
):
  | { readonly kind: 'found'; readonly first: FirstAgent }
  | { readonly kind: 'refused'; readonly message: string } {
  const agent = agents.find((candidate) => candidate.agentId === agentId);
  if (!agent) return { kind: 'refused', message: 'There is no such agent in this run.' };
  const { depth, brief } = agent;
  if (depth === 0) return { kind: 'refused', message: firstCannot };
  return { kind: 'found', first: { brief, depth, retryOf: { runId, agentId }, depthLimit: limits.depth } };
}

/** Why the agent that leads a run is not tried again by itself. */
export const firstCannot = 'The run’s first agent cannot be retried. Run the task again.';
