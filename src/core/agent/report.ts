import { z } from 'zod';
import { Cost } from './cost.ts';
import { Usage } from './provider.ts';

/** A file an agent wrote in an open area such as `output/`: workspace-relative path, size and SHA-256 as it is on disk. */
export const Deliverable = z.object({
  path: z.string(),
  bytes: z.number().int().nonnegative(),
  hash: z.string(),
});
export type Deliverable = z.infer<typeof Deliverable>;

/** How an agent ended. `summary` is short and is data, never an instruction; `reason` says why it is not `completed`. */
export const Report = z.object({
  agentId: z.string(),
  /** The agent whose brief it was given again, on a person's word. */
  retryOf: z.string().optional(),
  label: z.string(),
  outcome: z.enum(['completed', 'partial', 'failed', 'cancelled']),
  summary: z.string(),
  reason: z.string().optional(),
  /** Set when it failed: `transient` may work when tried again, `refused` was the model's own choice. */
  failure: z.enum(['transient', 'permanent', 'refused']).optional(),
  deliverables: z.array(Deliverable),
  /** Files that it wrote or says it wrote, and that are not there. */
  missing: z.array(z.string()).optional(),
  usage: Usage,
  cost: Cost.optional(),
  turns: z.number().int().nonnegative(),
});
export type Report = z.infer<typeof Report>;
