import { join } from 'node:path';
import type { PastPlace } from './revertRun.ts';
import { type FileState, findHalfDone } from './workspace/checkpoints/interruptedCommits.ts';
import { createKeptBytes, keptBytesFolder } from './workspace/checkpoints/keptBytes.ts';
import { type SettleChoice, type SettleOutcome, settleCommit } from './workspace/checkpoints/settleCommit.ts';
import { openWorkspace } from './workspace/confinement/resolver.ts';

/** A change of several files that a crash left half done. */
export interface Interrupted {
  readonly runId: string;
  readonly commitId: string;
  readonly agentId: string;
  /** What each of them has now: the bytes of before, those it was to get, or others. */
  readonly files: readonly FileState[];
  /** `leave` is always possible, and is not asked about again. Rejects only when `signal` aborts. */
  settle(choice: SettleChoice, signal: AbortSignal): Promise<SettleOutcome>;
}

/** The changes that crashes left half done in the newest runs of a state folder, the newest run first. */
export async function openInterrupted(
  place: PastPlace,
  signal: AbortSignal,
): Promise<readonly Interrupted[]> {
  const { folders, stateDirectory, openFiles, onLine } = place;
  const workspace = await openWorkspace({ folders, closed: [stateDirectory] });
  const kept = createKeptBytes(join(stateDirectory, keptBytesFolder));
  const parts = { workspace, openFiles, kept, stateDirectory, onLine };
  const found = await findHalfDone(parts, signal);
  return found.map(({ runId, commit, files }) => ({
    runId,
    commitId: commit.commitId,
    agentId: commit.agentId,
    files,
    settle: (choice, settleSignal) => settleCommit(parts, { runId, commit }, choice, settleSignal),
  }));
}
