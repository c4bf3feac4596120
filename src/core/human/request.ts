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
  /** What a person should know before saying yes, in words; left out where there is nothing. */
  notes: z.array(z.string()).min(1).optional(),
});
export type FileChange = z.infer<typeof FileChange>;

/** What a new agent, or many at once, may be expected to use; null where no past run tells. */
export const Forecast = z.object({
  tokens: z.number().nonnegative().nullable(),
  costUsd: z.number().nonnegative().nullable(),
});
export type Forecast = z.infer<typeof Forecast>;

/**
 * What the host or a tool wants to ask a person; ids are added later. A yes means:
 * `change`: write exactly these bytes. `spawn`: start the children, and raise the run's limit of children if
 * `newLimit` is there. `profile`: trust exactly this text. `budget`: raise the limit to `newLimit`, a no stops the run.
 * `refusals`: carry on although spawns were refused, a no stops the run.
 */
export const RequestDraft = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('change'), changes: z.array(FileChange).min(1) }),
  z.object({
    kind: z.literal('spawn'),
    /** How many children would start, and of which models. */
    count: z.number().int().positive(),
    models: z.array(z.object({ model: z.string(), count: z.number().int().positive() })),
    forecast: Forecast,
    /** What the run may still cost, in US dollars; null where no limit holds: there is none, or the price of a model is not known. */
    remainingUsd: z.number().nonnegative().nullable(),
    /** The limit of children now, and the one they need. Left out where the limit is not reached. */
    limit: z.number().int().nonnegative().optional(),
    newLimit: z.number().int().positive().optional(),
  }),
  z.object({
    kind: z.literal('profile'),
    name: z.string(),
    path: z.string(),
    /** SHA-256 of the file's bytes, and its whole text. */
    hash: z.string(),
    text: z.string(),
    /** What of the file is not followed, in words for people. */
    notes: z.array(z.string()),
  }),
  z.object({
    kind: z.literal('budget'),
    what: z.enum(['tokens', 'costUsd']),
    used: z.number().nonnegative(),
    limit: z.number().positive(),
    newLimit: z.number().positive(),
  }),
  z.object({
    kind: z.literal('refusals'),
    /** Why each was refused, oldest first. */
    reasons: z.array(z.string()).min(1),
  }),
]);
export type RequestDraft = z.infer<typeof RequestDraft>;

/** The draft of one kind. */
export type DraftOf<Kind extends RequestDraft['kind']> = Extract<RequestDraft, { kind: Kind }>;

/** A question to a person, pending until it is answered: about one call of an agent, or about the whole run. */
export const Request = z.object({
  requestId: z.string(),
  agentId: z.string(),
  /** Left out where the host asks of its own accord. */
  callId: z.string().optional(),
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
