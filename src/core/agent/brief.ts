import { z } from 'zod';

/** What one agent may use before it is ended with a partial report. */
export const AgentLimits = z.object({
  /** Working time from its start, not counting time spent waiting for a person or for its children; null for no deadline. */
  deadlineSeconds: z.number().positive().nullable(),
  turns: z.number().int().positive(),
  /** Tokens that it and everything below it may use; null for no limit of its own. */
  tokens: z.number().int().positive().nullable(),
  /** US dollars that it and everything below it may use; null for no limit of its own. */
  costUsd: z.number().positive().nullable().default(null),
});
export type AgentLimits = z.infer<typeof AgentLimits>;

/** All that an agent is given. A child gets its brief and nothing else of its parent's context. */
export const Brief = z.object({
  task: z.string().min(1),
  label: z.string().min(1),
  /** `provider/model` */
  model: z.string().min(1),
  /** Names of the tools it may use. */
  tools: z.array(z.string()),
  limits: AgentLimits,
  /** The name of the profile it was made from, and what that tells it besides its task. */
  profile: z.object({ name: z.string(), instructions: z.string() }).optional(),
});
export type Brief = z.infer<typeof Brief>;
