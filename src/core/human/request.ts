import { z } from 'zod';

/** Text of a file with the SHA-256 (hex) of its exact bytes. */
export const FileSnapshot = z.object({ hash: z.string(), text: z.string() });
export type FileSnapshot = z.infer<typeof FileSnapshot>;

/**
 * One file of a proposal: workspace-relative path, the bytes now and the bytes proposed.
 * `before` is null for a new file, `after` is null for a deletion; a move is a deletion and a creation.
 */
export const FileChange = z.object({
  path: z.string(),
  before: FileSnapshot.nullable(),
  after: FileSnapshot.nullable(),
  isProtected: z.boolean(),
});
export type FileChange = z.infer<typeof FileChange>;

/** What a tool wants to ask a person; the host adds ids. */
export const RequestDraft = z.object({ kind: z.literal('change'), changes: z.array(FileChange).min(1) });
export type RequestDraft = z.infer<typeof RequestDraft>;

/** A question to a person about one call of one agent, pending until it is answered. */
export const Request = z.object({
  requestId: z.string(),
  agentId: z.string(),
  callId: z.string(),
  draft: RequestDraft,
});
export type Request = z.infer<typeof Request>;

/** `expired`: nobody answered or nobody could; like `rejected`, it allows nothing. */
export const Answer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('approved') }),
  z.object({ kind: z.literal('rejected'), feedback: z.string().optional() }),
  z.object({ kind: z.literal('expired'), reason: z.string() }),
]);
export type Answer = z.infer<typeof Answer>;

/** Puts a request before a person and resolves with the answer; rejects only when `signal` aborts. */
export type Ask = (request: Request, signal: AbortSignal) => Promise<Answer>;
