import type { RevertScope } from '../../core/journal/revertPlan.ts';

/** One side of a file, for people to read; null where there is no file. What is no text says what it is. */
export type RevertSide = { readonly text: string } | null;

/** One file that a run changed, and whether it can be put back as it was. */
export interface RevertFile {
  readonly path: string;
  /** Only `ready` ones are put back. */
  readonly state: 'ready' | 'changedSince' | 'alreadyBack' | 'notKept' | 'refused';
  readonly reason?: string;
  /** What is there, and what would be there again. */
  readonly now: RevertSide;
  readonly before: RevertSide;
}

/** `stale`, `atWork` and `failed` say why nothing was put back. */
export type Reverted =
  | { readonly kind: 'reverted'; readonly restored: readonly string[] }
  | { readonly kind: 'stale' | 'atWork' | 'failed'; readonly reason: string };

/** What would be put back, looked at and not touched. */
export interface Revert {
  readonly files: readonly RevertFile[];
  /** Puts back every file that is ready, or none. Rejects when `signal` aborts. */
  apply(signal: AbortSignal): Promise<Reverted>;
}

/** Looks at which changes of a run can be taken back. Rejects with a message for people. */
export type OpenRevert = (runId: string, scope: RevertScope) => Promise<Revert>;
