import type { BigIntStats } from 'node:fs';
import { ToolError } from '../../core/agent/tool.ts';
import { errorCode } from '../confinement/identity.ts';
import type { CurrentFile } from '../content/currentFile.ts';
import type { OpenEdit } from '../content/openFiles.ts';
import type { Staged } from './atomicWrite.ts';
import type { ChangeFact, ChangeRecord, Landed } from './changeRecord.ts';
import type { Change } from './commit.ts';
import { diskReason } from './diskReason.ts';
import { Conflict } from './parentFolder.ts';

/** One file on its way through a commit. */
export interface Step {
  readonly change: Change;
  readonly fact: ChangeFact;
  readonly now: CurrentFile | null;
  /** Set where it is changed in an editor instead of on the disk. */
  readonly edit: OpenEdit | undefined;
}

/** A file that was changed on the disk. */
export interface Applied {
  readonly step: Step;
  readonly stats: BigIntStats | null;
  readonly ready: Staged;
}

interface Attempt {
  readonly steps: readonly Step[];
  readonly applied: readonly Applied[];
  readonly record: ChangeRecord;
}

/**
 * Undoes what was applied, and records each file as failed, or as changed where it could not be put back. `stale` where
 * the world had changed; else throws `error`, as a `ToolError` if the disk refused or if a file stayed changed.
 */
export async function fail(
  { steps, applied, record }: Attempt,
  error: unknown,
  signal: AbortSignal,
): Promise<'stale'> {
  const stayed = await undo(applied);
  const reason = signal.aborted ? 'cancelled' : diskReason(error);
  for (const step of steps) {
    if (stayed.includes(step)) record.changed(step.fact, written(step), step.change);
    else record.failed(step.fact, reason, step.change);
  }
  const rest = stayed.map(({ fact }) => `"${fact.path}"`).join(', ');
  if (rest !== '')
    throw new ToolError(`Not all files could be written (${reason}), and ${rest} stayed changed.`);
  if (signal.aborted || error instanceof ToolError) throw error;
  if (error instanceof Conflict) return 'stale';
  if (errorCode(error) !== 'error') throw new ToolError(`Nothing was written: ${reason}.`);
  throw error;
}

function written({ fact, change }: Step): Landed {
  return fact.after === null || change.after === null
    ? null
    : { hash: fact.after, bytes: change.after.length };
}

/** Puts the bytes of before back, last change first; the result are those that could not be undone. */
async function undo(applied: readonly Applied[]): Promise<readonly Step[]> {
  const stayed: Step[] = [];
  for (const { step, stats, ready } of applied.toReversed()) {
    try {
      await ready.undo(step.change.before?.bytes ?? null, stats);
    } catch {
      stayed.push(step);
    }
  }
  return stayed;
}
