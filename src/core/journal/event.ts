import { z } from 'zod';
import { Brief } from '../agent/brief.ts';
import { ProviderFailure, Usage } from '../agent/provider.ts';
import { Report } from '../agent/report.ts';
import { ApprovalMode } from '../human/approvalRules.ts';
import { Answer, Request } from '../human/request.ts';

const agentId = z.string();
const callId = z.string();

/** Limits of a whole run. */
export const RunLimits = z.object({
  children: z.number().int().nonnegative(),
  depth: z.number().int().nonnegative(),
  concurrency: z.number().int().positive(),
  /** Tokens and US dollars of the whole run, after which it pauses and asks; null for no limit. */
  tokens: z.number().int().positive().nullable().default(null),
  costUsd: z.number().positive().nullable().default(null),
  /** So many children at once ask a person first; null where a person has answered that beforehand. */
  askFanOutFrom: z.number().int().positive().nullable().default(null),
});
export type RunLimits = z.infer<typeof RunLimits>;

const FileFact = z.object({
  agentId,
  callId,
  path: z.string(),
  /** SHA-256 of the bytes before; null where there was no file. */
  before: z.string().nullable(),
  /** SHA-256 of the bytes after; null for a deletion. */
  after: z.string().nullable(),
  /**
   * Permission bits of the file before; where there was none, those that the new one gets if they are not the usual
   * ones. Old runs left them out.
   */
  mode: z.number().int().nonnegative().optional(),
  /** How many folders right above the file were missing and are made for it. */
  newFolders: z.number().int().positive().optional(),
  /** Files that are changed together, all or none, share an id; `files` is how many they are. */
  commit: z.object({ id: z.string(), files: z.number().int().positive() }).optional(),
});

/** A folder that a run works in: the name that paths of several folders begin with, and its real path. */
export const RunFolder = z.object({ name: z.string(), root: z.string() });
export type RunFolder = z.infer<typeof RunFolder>;

/** A file that is put back as it was: the bytes it has, and the bytes it gets. Null where there is no file. */
const RestoreFact = z.object({
  revertId: z.string(),
  path: z.string(),
  before: z.string().nullable(),
  after: z.string().nullable(),
});

/** An agent of any run. */
export const AgentOfRun = z.object({ runId: z.string(), agentId });
export type AgentOfRun = z.infer<typeof AgentOfRun>;

/** A past-tense fact of a run. The journal is the append-only list of them; everything shown is a fold of it. */
export const Event = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('runStarted'),
    runId: z.string(),
    task: z.string(),
    limits: RunLimits,
    approval: ApprovalMode.optional(),
    /** The child of an earlier run whose brief the first agent of this one was given again, on a person's word. */
    retryOf: AgentOfRun.optional(),
  }),
  z.object({
    type: z.literal('agentQueued'),
    agentId,
    parentId: z.string().nullable(),
    depth: z.number().int().nonnegative(),
    brief: Brief,
    /** The agent whose brief it was given again; that of a run's first agent is of an earlier run. */
    retryOf: z.string().optional(),
    /** The batch it works for. */
    batchId: z.string().optional(),
  }),
  z.object({ type: z.literal('agentStarted'), agentId }),
  z.object({ type: z.literal('agentRetried'), agentId, reason: z.string() }),
  z.object({ type: z.literal('messageReceived'), agentId, text: z.string(), from: z.array(z.string()) }),
  z.object({ type: z.literal('turnStarted'), agentId, turn: z.number().int().positive() }),
  z.object({
    type: z.literal('modelRetried'),
    agentId,
    attempt: z.number().int(),
    delayMs: z.number(),
    reason: z.string(),
  }),
  z.object({
    type: z.literal('modelReplied'),
    agentId,
    turn: z.number().int().positive(),
    text: z.string(),
    calls: z.array(z.object({ id: callId, name: z.string(), argumentsJson: z.string() })),
    stop: z.enum(['done', 'length', 'refused', 'aborted', 'failed']),
    failure: ProviderFailure.optional(),
    usage: Usage,
    /** Left out where the price is not known. */
    costUsd: z.number().nonnegative().optional(),
  }),
  z.object({
    type: z.literal('toolStarted'),
    agentId,
    callId,
    tool: z.string(),
    target: z.string().optional(),
  }),
  z.object({
    type: z.literal('toolFinished'),
    agentId,
    callId,
    tool: z.string(),
    outcome: z.enum(['ok', 'error', 'denied', 'rejected']),
    text: z.string(),
  }),
  z.object({ type: z.literal('requestRaised'), agentId, request: Request }),
  z.object({
    type: z.literal('requestAnswered'),
    agentId,
    requestId: z.string(),
    answer: Answer,
    by: z.enum(['person', 'policy', 'host']),
  }),
  z.object({
    type: z.literal('progressNoted'),
    agentId,
    note: z.string(),
    percent: z.number().min(0).max(100).optional(),
  }),
  z.object({
    type: z.literal('batchStarted'),
    agentId,
    batchId: z.string(),
    label: z.string(),
    items: z.number().int().positive(),
    children: z.number().int().positive(),
  }),
  /** A batch reports as an agent does; `report.agentId` is its id. */
  z.object({ type: z.literal('batchFinished'), agentId, batchId: z.string(), report: Report }),
  /** A person granted more of something to the run. */
  z.object({
    type: z.literal('limitRaised'),
    agentId,
    what: z.enum(['children', 'tokens', 'costUsd']),
    limit: z.number().positive(),
  }),
  /** The run's budget is used up: the agent waits, before its next turn, for a person's word. */
  z.object({ type: z.literal('agentHeld'), agentId }),
  z.object({ type: z.literal('spawnDenied'), agentId, callId, label: z.string(), reason: z.string() }),
  z.object({
    type: z.literal('spawningPaused'),
    failures: z.number().int().positive(),
    /** Why the last one failed. */
    reason: z.string(),
  }),
  z.object({ type: z.literal('spawningResumed') }),
  z.object({ type: z.literal('waitStarted'), agentId, on: z.array(z.string()) }),
  z.object({ type: z.literal('waitFinished'), agentId }),
  FileFact.extend({ type: z.literal('fileChanging') }),
  FileFact.extend({
    type: z.literal('fileChanged'),
    bytes: z.number().int().nonnegative(),
    deliverable: z.boolean(),
    /** SHA-256 of what is on the disk, where the editor changed the text once more while saving it. */
    landed: z.string().optional(),
  }),
  FileFact.extend({ type: z.literal('fileChangeFailed'), reason: z.string() }),
  /** A person wants changes of this run undone: all, those of one agent, or those to some files. */
  z.object({
    type: z.literal('revertStarted'),
    revertId: z.string(),
    ofAgent: agentId.optional(),
    paths: z.array(z.string()).optional(),
  }),
  RestoreFact.extend({ type: z.literal('fileRestoring') }),
  RestoreFact.extend({ type: z.literal('fileRestored') }),
  RestoreFact.extend({ type: z.literal('fileRestoreFailed'), reason: z.string() }),
  /** What became of a commit that a crash had cut off. */
  z.object({
    type: z.literal('commitSettled'),
    commitId: z.string(),
    as: z.enum(['finished', 'undone', 'left']),
  }),
  /** Where the run works, and the layouts that hold there: each WORKSPACE.md, with its hash and what is wrong with it. */
  z.object({
    type: z.literal('layoutRead'),
    folders: z.array(RunFolder).optional(),
    files: z.array(
      z.object({
        path: z.string(),
        hash: z.string(),
        problem: z.object({ line: z.number().int().positive(), reason: z.string() }).optional(),
      }),
    ),
  }),
  /** The progress board was written; `hash` is the SHA-256 of its bytes. */
  z.object({ type: z.literal('boardUpdated'), path: z.string(), hash: z.string() }),
  /** Nothing more of this run is written on the progress board. */
  z.object({ type: z.literal('boardFailed'), reason: z.string() }),
  z.object({ type: z.literal('cancelRequested'), agentId, by: z.enum(['person', 'parent']) }),
  z.object({ type: z.literal('agentFinished'), agentId, report: Report }),
  z.object({ type: z.literal('runFinished'), report: Report }),
]);
export type Event = z.infer<typeof Event>;

/** One journal line as stored: sequence number, ISO time, SHA-256 of the line before (empty for the first). */
export const JournalLine = z.object({
  v: z.literal(1),
  seq: z.number().int().nonnegative(),
  t: z.string(),
  prev: z.string(),
  event: Event,
});
export type JournalLine = z.infer<typeof JournalLine>;

/** Records a fact: it is durable in the journal before `emit` returns, then shown. Throws if it cannot be recorded. */
export type Emit = (event: Event) => void;
